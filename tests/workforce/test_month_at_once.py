"""What two do to one month at the same moment: one log of two tries, and a report that counts what holds at last."""

import threading
import time
import uuid
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import months as month
from tests.factories import tambon as make
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core.access import require_locked
from u2t.core.models import AuditEvent
from workforce.models import Contract, DayLog, MonthReport
from workforce.permissions import Can
from workforce.services import logs, reports
from workforce.services.logs import Entry
from workforce.services.recount import Recount

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


@contextmanager
def beside(*calls):
    """Call these in threads of their own; give what they return or raise, once the block is over and they are done."""
    came = []

    def run(call):
        try:
            came.append(call())
        except Exception as error:  # noqa: BLE001 - looked at by the test
            came.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    yield threads, came
    for one in threads:
        one.join(timeout=20)


def wait_until_wait(count):
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the same all along otherwise
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == count:
                return
        time.sleep(0.05)
    raise AssertionError("they did not wait for the lock")


def test_two_tries_of_one_log_at_once_are_one(contract, period, worker):
    entry = Entry(key=uuid.uuid4(), day=date(2021, 11, 3), activity="สำรวจครัวเรือน", detail="หมู่ 3")
    tries = [lambda: logs.write(entry=entry, by=worker)] * 2

    with beside(*tries) as (threads, came), transaction.atomic():
        Contract.objects.select_for_update().get(pk=contract.pk)
        for one in threads:
            one.start()
        wait_until_wait(2)  # both have looked for the log, and found none, before either writes it

    assert came == [DayLog.objects.get()] * 2
    assert AuditEvent.objects.filter(action="daylog.written").count() == 1


def test_a_report_counts_the_days_of_a_contract_that_was_shortened_while_it_was_sent(contract, period, worker):
    for day in (3, 24):
        month.log(contract, date(2021, 11, day))
    report = month.report(contract, period)
    send = lambda: reports.send(report=report, certified=True, by=worker, version=1)  # noqa: E731 - as it is called

    with beside(send) as ((sender,), came), transaction.atomic():
        Recount.hold(contract)  # as who ends a contract does
        sender.start()
        wait_until_wait(1)
        Contract.objects.filter(pk=contract.pk).update(during=DateRange(contract.first_day, date(2021, 11, 11)))

    assert came == [report]
    report.refresh_from_db()
    assert (report.state, report.days_worked, report.log_count) == ("sent", 1, 1)


def test_a_report_is_held_only_by_who_may_write_it(contract, period, worker, lecturer):
    report = month.report(contract, period)
    assert MonthReport.objects.visible_to(lecturer, to=Can.VIEW_REPORT).get() == report

    with transaction.atomic():
        assert require_locked(worker, Can.WRITE_REPORT, report, "period").period == period
        for by in (lecturer, make.user("elsewhere")):
            with pytest.raises(PermissionDenied):
                require_locked(by, Can.WRITE_REPORT, report, "period")
            with pytest.raises(PermissionDenied):
                reports.save(report=report, written=reports.Written(), by=by, version=1)
