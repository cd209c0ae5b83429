"""Figures of the month: a report that is sent, returned, approved and paid moves the province and the nation."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import indicators, rollups
from tambon.system import system_user
from tests.factories import months
from tests.factories import tambon as where
from tests.factories import workforce as make
from workforce.services import approvals, logs, payroll, reports
from workforce.services.figures import Figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(datetime(2021, 12, 2, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def period(staff):
    """November with two at work in ต.แม่ท้อ, one of whom has sent a report that a certifier looks at."""
    indicators.sync(by=system_user())
    found = months.period(of=months.rules(kinds=("certifier",)))
    months.sent(make.contract(), found, days_worked=20)
    make.contract()
    Figures.changed_in(["630111"])
    rollups.roll_up(by=system_user())
    return found


def value(code, area="TH", level="nation", **at):
    found = Rollup.objects.filter(indicator__code=code, area=area, level=level, period="2564-11", programme="", **at)
    return found.values_list("value", flat=True).first()


def test_sent_then_approved_then_paid(period, staff):
    assert (value("reports.due"), value("reports.sent"), value("reports.waiting")) == (2, 50, 1)
    assert (value("reports.on-time"), value("reports.days"), value("pay.due")) == (50, 20, 0)

    report = period.reports.get()
    report = approvals.approve(report=report, by=staff, version=report.version, days=Decimal(2), reason="ขาดงาน")
    rollups.roll_up(by=system_user())
    assert (value("reports.approved"), value("reports.waiting")) == (50, 0)
    assert (value("pay.due", "63", "province"), value("pay.paid", "63", "province")) == (14000, 0)

    batch = payroll.compute(period=period, by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    payroll.settle(batch=batch, paid_on=date(2021, 12, 2), failures={}, by=staff)
    rollups.roll_up(by=system_user())
    assert value("pay.paid") == 14000
    assert differences(5) == []


def test_days_move_the_province_and_the_nation_when_a_report_is_sent_and_when_a_late_day_is_accepted(period, staff):
    """November 2564 has 22 working days; three were logged, one late, and on two there was leave."""
    worker = where.user("somchai")
    contract = make.contract(make.person(worker))
    for day in (3, 4):
        months.log(contract, date(2021, 11, day))
    months.leave(contract, date(2021, 11, 9), date(2021, 11, 10), state="approved")
    report = months.report(contract, period)
    reports.send(report=report, certified=True, by=worker, version=report.version)
    rollups.roll_up(by=system_user())

    found = [value(f"attendance.{name}", "63", "province") for name in ("expected", "attended", "leave", "absent")]
    assert found == [22, 2, 2, 0]

    late = months.log(contract, date(2021, 11, 5), late_reason="ไม่มีสัญญาณ")
    logs.decide_late(log=late, accepted=True, by=staff)
    rollups.roll_up(by=system_user())
    assert (value("attendance.attended"), value("attendance.expected")) == (3, 22)
    assert round(value("attendance.share"), 4) == round(Decimal(300) / 22, 4)
    assert differences(5) == []


def test_what_is_returned_is_no_longer_sent(period, staff):
    report = period.reports.get()

    approvals.send_back(report=report, reason="ขาดภาพถ่าย", by=staff, version=report.version)
    rollups.roll_up(by=system_user())

    assert (value("reports.sent"), value("reports.waiting")) == (0, 0)
    assert differences(5) == []


def test_a_month_that_no_university_opened_has_no_figures_rather_than_zero(period):
    where.area("500101")
    make.contract(on=make.post(where.area("500101")), university=where.university("cmu"))
    Figures.changed_in(["500101"])
    rollups.roll_up(by=system_user())

    assert value("reports.due", "50", "province") is None
    assert value("reports.due") == 2
