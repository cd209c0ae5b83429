"""A contract whose month is paid, and a second person who may decide about a correction."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.services.banking import Given

GIVEN = Given("006", "123-4-56789-0", "นายสมมุติ ใจดี")
NOVEMBER = date(2021, 11, 1)


@pytest.fixture
def contract(worker, staff):
    return work.contract(work.person(worker))


@pytest.fixture
def period(contract):
    return months.period(NOVEMBER)


@pytest.fixture
def second(nation):
    """Another one of the staff of KPRU."""
    user = make.user("second")
    make.membership(user, "staff", university=make.university("kpru"))
    return user


def paid_line(contract, period, **fields):
    batch = months.batch(period, state="frozen", frozen_at=months.MADE)
    report = months.approved(contract, period)
    values = {"state": "paid", "paid_on": period.pay_on, "deduction": Decimal(1000), "gross": Decimal(14000)}
    return months.pay_line(report, batch, **(values | {"net": Decimal(14000)} | fields))
