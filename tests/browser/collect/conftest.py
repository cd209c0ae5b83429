"""A round to collect, and people before browsers of their own."""

import pytest

from tests.factories import fieldwork as make
from tests.factories import tambon as people


@pytest.fixture(autouse=True)
def ground(nation, worker, pm, private):
    """A round of the wells of the worker's tambon, on a form that came as a file."""
    make.form()
    make.collecting("630111")


@pytest.fixture
def colleague(nation):
    person = people.user("colleague")
    people.membership(person, "worker", area=people.area("630111"))
    return person
