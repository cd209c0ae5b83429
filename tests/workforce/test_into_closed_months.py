"""Nobody comes into a month that is closed: by a draft, its signature, a transfer; who follows begins after it."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import offer, signed
from workforce.models import Contract, Period, Placement
from workforce.selectors.hiring import days_left
from workforce.services import contracts
from workforce.services.holding import MonthError

pytestmark = pytest.mark.django_db
AFTER = date(2022, 2, 1)
FROM_NOVEMBER = DateRange(date(2021, 11, 20), AFTER)


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def november(nation):
    work.terms()
    work.post()
    return month.period()


def close(period):
    Period.objects.filter(pk=period.pk).update(state="closed", closed_at=work.MADE)


def test_a_draft_into_a_closed_month_is_refused_by_its_name_and_one_after_it_is_made(november, staff):
    close(november)

    with pytest.raises(MonthError) as told:
        contracts.hire(offer=offer(during=FROM_NOVEMBER), by=staff)
    assert "พฤศจิกายน 2564" in str(told.value)
    assert not Contract.objects.exists()

    assert contracts.hire(offer=offer(during=DateRange(date(2021, 12, 1), AFTER)), by=staff).first_day == date(
        2021, 12, 1
    )


def test_a_draft_made_before_is_not_signed_into_the_month_once_it_is_closed(november, staff):
    made = contracts.hire(offer=offer(during=FROM_NOVEMBER), by=staff)
    close(november)

    with pytest.raises(MonthError):
        contracts.sign(contract=made, on=date(2021, 11, 20), by=staff)

    made.refresh_from_db()
    assert made.state == "draft"


def test_nobody_is_moved_within_a_closed_month(november, staff):
    made = signed(staff, work.person())
    place = make.area("630112")
    work.post(tambon=place)
    close(november)

    with pytest.raises(MonthError):
        contracts.transfer(contract=made, tambon=place, on=date(2021, 11, 20), reason="ย้าย", by=staff)

    assert Placement.objects.filter(contract=made).count() == 1


def test_who_follows_somebody_who_left_in_a_closed_month_begins_after_it(november, staff):
    made = signed(staff, work.person())
    left = contracts.resign(contract=made, on=date(2021, 11, 10), reason="ได้งานใหม่", by=staff)
    assert days_left(left).lower == date(2021, 11, 11)
    close(november)

    assert days_left(left).lower == date(2021, 12, 1)
    following = contracts.replace(contract=left, person=work.person(), by=staff, reason="ว่าง")
    assert following.first_day == date(2021, 12, 1)
