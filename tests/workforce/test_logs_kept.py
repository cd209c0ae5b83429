"""What is written of a day: nothing of it is swallowed, and what was decided about stays where and as it was."""

import uuid
from datetime import date, timedelta

import pytest

from tests.factories import months as month
from u2t.core.errors import DomainError, StaleError
from workforce.models import DayLog
from workforce.services import logs

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-11-20T10:00:00+07:00"


def entry(**fields):
    given = {"key": uuid.uuid4(), "day": date(2021, 11, 3), "activity": "สำรวจ", "detail": "สำรวจหมู่ 3"} | fields
    return logs.Entry(**given)


def test_another_text_under_the_key_of_a_log_is_refused_and_the_same_is_the_first(contract, period, worker):
    first = entry()
    made = logs.write(entry=first, by=worker)

    assert logs.write(entry=first, by=worker) == made
    with pytest.raises(StaleError):
        logs.write(entry=entry(key=first.key, detail="อีกแท็บหนึ่งเขียนไว้"), by=worker)

    assert DayLog.objects.get().detail == "สำรวจหมู่ 3"


def test_what_the_lecturer_has_decided_about_is_neither_moved_nor_rewritten(contract, period, worker):
    log = month.log(contract, late_reason="สัญญาณขัดข้อง", late_accepted=True)

    with pytest.raises(logs.LogError):
        logs.amend(log=log, entry=entry(key=log.key, detail="เปลี่ยนข้อความ"), by=worker, version=log.version)

    log.refresh_from_db()
    assert log.detail == "สำรวจหมู่ 3"


def test_a_late_log_is_not_moved_into_a_month_that_is_closed(contract, period, worker):
    before = month.period(date(2021, 10, 1), state="closed", closed_at=month.MADE)
    log = month.log(contract, late_reason="สัญญาณขัดข้อง")
    there = before.during.upper - timedelta(days=5)

    with pytest.raises(DomainError):
        logs.amend(log=log, entry=entry(key=log.key, day=there), by=worker, version=log.version)

    log.refresh_from_db()
    assert log.day == date(2021, 11, 3)
