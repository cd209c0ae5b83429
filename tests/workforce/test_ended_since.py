"""A contract that ends, goes on or lasts longer after its month was reported: only its own days count."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.models import AuditEvent
from workforce.services import approvals, contracts, payroll, reinstatements, reports

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
MIDDLE = date(2021, 11, 15)


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-01T10:00:00+07:00"


@pytest.fixture
def worker(nation):
    """Somebody whose right to work comes with the contract alone."""
    return make.user("leaver")


def month_with(pay_rule="absent-day"):
    """November 2564: absences count, a day costs a thirtieth. 22 working days, 11 of them to the fifteenth."""
    return month.period(of=month.rules(kinds=("pm",), pay_rule=pay_rule, day_divisor=Decimal(30), counts_absence=True))


def sent_in(period, contract, worker, days):
    """Send the month of somebody who wrote a log on some days."""
    for day in days:
        month.log(contract, date(2021, 11, day))
    report = month.report(contract, period)
    return reports.send(report=report, certified=True, by=worker, version=report.version)


FIRST_HALF = (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15)


@pytest.mark.parametrize("leave", [contracts.resign, contracts.end])
def test_who_left_in_the_middle_is_not_docked_the_days_after(contract, worker, lecturer, staff, leave):
    period = month_with()
    report = sent_in(period, contract, worker, FIRST_HALF)
    assert (report.days_worked, report.days_absent) == (11, 11)

    leave(contract=contract, on=MIDDLE, reason="ได้งานใหม่", by=staff)

    report.refresh_from_db()
    assert (report.days_worked, report.days_absent, report.days_expected) == (11, 0, 11)
    approvals.approve(report=report, by=lecturer, version=report.version)
    line = payroll.compute(period=period, by=staff).lines.get()
    assert (line.wage, line.deduction, line.net) == (7500, 0, 7500)


def test_days_written_for_after_the_end_are_not_paid(contract, worker, lecturer, staff):
    """Where each day worked is paid, logs of days the contract does not cover any more are none."""
    period = month_with("working-day")
    report = sent_in(period, contract, worker, (*FIRST_HALF, 16, 17, 18))
    assert (report.days_worked, report.log_count) == (14, 14)

    contracts.resign(contract=contract, on=MIDDLE, reason="ได้งานใหม่", by=staff)

    report.refresh_from_db()
    assert (report.days_worked, report.log_count) == (11, 11)


def test_an_approved_wage_follows_with_a_reason_and_comes_back_with_the_contract(contract, worker, lecturer, staff):
    period = month_with()
    report = sent_in(period, contract, worker, FIRST_HALF)
    report = approvals.approve(report=report, by=lecturer, version=report.version)
    assert report.amount == 15000 - 11 * 500
    paper = work.paper(contract, kind="acceptance", monthreport=report)

    left = contracts.resign(contract=contract, on=MIDDLE, reason="ได้งานใหม่", by=staff)
    report.refresh_from_db()
    paper.refresh_from_db()
    assert (report.amount, report.days_absent, paper.state) == (7500, 0, "cancelled")
    event = AuditEvent.objects.get(action="monthreport.recounted")
    assert (event.changes["amount"], event.reason) == (["9500.00", "7500.00"], "ได้งานใหม่")

    reinstatements.reinstate(contract=left, reason="ลงวันผิด", by=staff)
    report.refresh_from_db()
    assert (report.amount, report.days_absent) == (9500, 11)


def test_a_longer_contract_counts_its_days_too(worker, lecturer, staff):
    contract = work.contract(work.person(worker), during=work.DateRange(date(2021, 2, 1), date(2021, 11, 16)))
    period = month_with()
    report = sent_in(period, contract, worker, FIRST_HALF)
    assert (report.days_worked, report.days_absent) == (11, 0)

    contracts.extend(contract=contract, until=date(2021, 11, 30), reason="ต่อสัญญา", by=staff)

    report.refresh_from_db()
    assert (report.days_worked, report.days_absent) == (11, 11)


def test_a_frozen_wage_and_other_months_stay(contract, worker, lecturer, staff):
    period = month_with()
    october = month.period(date(2021, 10, 1), of=period.rules)
    before = month.sent(contract, october, days_absent=3)
    report = sent_in(period, contract, worker, FIRST_HALF)
    report = approvals.approve(report=report, by=lecturer, version=report.version)
    batch = payroll.compute(period=period, by=staff)
    payroll.freeze(batch=batch, by=staff, version=batch.version)

    contracts.resign(contract=contract, on=MIDDLE, reason="ได้งานใหม่", by=staff)

    for one, absent in ((before, 3), (report, 11)):
        one.refresh_from_db()
        assert one.days_absent == absent
    assert report.amount == 9500
