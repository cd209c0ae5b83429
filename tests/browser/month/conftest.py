"""A month of one worker, and who checks it."""

import pytest

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work


@pytest.fixture(autouse=True)
def ground(nation, worker, staff, private, settings):
    """November 2564 of KPRU, on the second of December; a lecturer, an area manager and staff check it."""
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    work.contract(work.person(worker))
    month.period()
    for name, role in (("lecturer", "pm"), ("manager", "am")):
        agency = make.agency("amphoe-6301", area=make.area("6301")) if role == "am" else None
        month.guide(make.user(name), role, agency)
