"""Figures of the month: a report that is sent, returned, approved and paid moves the province and the nation."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.rolling.check_records import unlike_their_records
from dashboards.services import indicators, rollups
from tambon.system import system_user
from tests.factories import money, months
from tests.factories import tambon as where
from tests.factories import workforce as make
from workforce.models import PayBatch
from workforce.services import activities, approvals, budgets, logs, payroll, reports, spendings
from workforce.services import months as months_service
from workforce.services.figures import Figures
from workforce.services.spendings import Receipt

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
    report = approvals.approve(
        report=report, by=staff, version=report.version, days=Decimal(2), reason="ขาดงาน", evidence="บันทึกลงเวลา"
    )
    rollups.roll_up(by=system_user())
    assert (value("reports.approved"), value("reports.waiting")) == (50, 0)
    assert (value("pay.due", "63", "province"), value("pay.paid", "63", "province")) == (14000, 0)

    batch = payroll.compute(period=period, by=staff)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    payroll.settle(batch=batch, paid_on=date(2021, 12, 2), failures={}, by=staff)
    rollups.roll_up(by=system_user())
    assert value("pay.paid") == 14000
    assert differences(5) == []


def test_what_came_back_and_was_sent_again_is_on_time_if_it_was_first(period, staff):
    period.reports.update(sent_at=datetime(2021, 12, 20, tzinfo=UTC), days_late=0)
    Figures.changed_in(["630111"])
    rollups.roll_up(by=system_user())
    assert value("reports.on-time") == 50

    period.reports.update(days_late=1)
    Figures.changed_in(["630111"])
    rollups.roll_up(by=system_user())
    assert value("reports.on-time") == 0
    assert differences(5) == []


def test_who_is_not_paid_counts_from_the_day_after_the_day_of_payment(period, staff):
    """Two were at work in November, to be paid on 15 December; one is."""
    report = period.reports.get()
    approvals.approve(report=report, by=staff, version=report.version)
    batch = payroll.compute(period=period, by=staff)
    payroll.freeze(batch=batch, by=staff, version=batch.version)
    assert months_service.fall_due(by=system_user()) == 0
    rollups.roll_up(by=system_user())
    assert value("pay.unpaid") == 0

    with time_machine.travel(datetime(2021, 12, 16, 3, tzinfo=UTC), tick=False):
        assert [months_service.fall_due(by=system_user()) for _again in range(2)] == [1, 0]
        rollups.roll_up(by=system_user())
        assert (value("pay.unpaid", "63", "province"), value("pay.unpaid")) == (2, 2)
        payroll.settle(batch=PayBatch.objects.get(), paid_on=date(2021, 12, 16), failures={}, by=staff)
        rollups.roll_up(by=system_user())
    assert (value("pay.unpaid", "630111", "tambon"), value("pay.unpaid")) == (1, 1)
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


def test_a_receipt_moves_the_province_and_the_nation_and_the_fifty_tambons_of_s1_add_up(staff):
    indicators.sync(by=system_user())
    budgets.sync(by=system_user())
    cmu, programme = where.university("cmu"), where.programme()
    make.terms()
    for number in range(1, 51):
        where.allocation(where.area(f"5001{number:02d}"), cmu, programme)
    finance = where.user("finance")
    where.membership(finance, "staff", university=cmu)
    money.instalment(cmu, amount=Decimal(174_150_000))
    lines = budgets.allocate(university=cmu, programme=programme, months=12, reason="มติ", by=finance)
    mine = money.line(where.area("630111"), amount=800_000)
    activity = money.activity(where.area("630111"), dimension="health")
    spend = {"spent_on": date(2021, 11, 30), "payee": "ร้านสมมุติ", "document_number": "1", "about": "วัสดุ"}

    receipt = Receipt(mine, uuid.uuid4(), amount=Decimal("200000.50"), activity=activity, **spend)
    spendings.enter(receipt=receipt, by=staff)
    activities.count(activity=activity, on=date(2021, 11, 30), people={"villagers": 30, "youth": 12}, by=staff)
    rollups.roll_up(by=system_user())

    assert value("budget.spent", "63", "province") == value("budget.spent") == Decimal("200000.50")
    assert (value("activities.health"), value("activities.running", "63", "province")) == (1, 1)
    assert value("activities.people") == 42
    assert round(value("budget.left", "63", "province"), 4) == Decimal("74.9999")
    at = {"period": "2564-12", "programme": "u2t1"}
    sums = Rollup.objects.filter(indicator__code="budget.given", **at).values_list("area", "value")
    assert dict(sums.filter(level="university")) == {"cmu": 174_150_000, "kpru": 800_000}
    assert dict(Rollup.objects.filter(
        indicator__code="budget.given", period="2564-12", programme="", level__in=["nation", "province"]
    ).values_list("area", "value")) == {"TH": 174_950_000, "50": 174_150_000, "63": 800_000}  # fmt: skip
    assert value("workforce.posts") is None  # a budget is no post
    assert len(lines) == 150
    assert differences(5) == []

    spendings.cancel(spending=mine.spendings.get(), reason="ผิดใบ", by=staff)
    rollups.roll_up(by=system_user())
    assert (value("budget.spent"), value("budget.left", "63", "province")) == (0, 100)


def test_steps_say_how_many_wait_and_their_median_days_in_both_hierarchies(staff):
    """Three reports came on 1 December; the lecturer passes them on after 0, 2 and 5 days, then they wait higher up."""
    indicators.sync(by=system_user())
    period = months.period(of=months.rules(kinds=("pm", "certifier")))
    lecturer = where.user("lecturer")
    months.guide(lecturer, "pm")
    came = datetime(2021, 12, 2, 3, tzinfo=UTC)
    sent = [months.sent(make.contract(), period) for _one in range(3)]
    period.reports.update(sent_at=came)
    Figures.changed_in(["630111"])
    rollups.roll_up(by=system_user())
    assert (value("steps.waiting.pm"), value("steps.waiting.certifier"), value("steps.days.pm")) == (3, 0, None)

    for days, report in zip((0, 2, 5), sent, strict=True):
        with time_machine.travel(came + timedelta(days=days, hours=1), tick=False):
            approvals.approve(report=report, by=lecturer, version=report.version)
            rollups.roll_up(by=system_user())

    assert (value("steps.waiting.pm"), value("steps.waiting.certifier")) == (0, 3)
    assert value("steps.days.pm") == value("steps.days.pm", "63", "province") == Decimal("2.5")
    of_university = Rollup.objects.filter(indicator__code="steps.days.pm", level="university", area="kpru")
    assert set(of_university.filter(period="2564-11").values_list("value", flat=True)) == {Decimal("2.5")}
    assert Rollup.objects.get(
        indicator__code="steps.days.pm", level="nation", period="2564-11", programme=""
    ).bins == [1, 0, 1, 0, 0, 1]  # fmt: skip
    assert differences(5) == unlike_their_records(5) == []

    with time_machine.travel(came + timedelta(days=6), tick=False):
        report = type(sent[2]).objects.get(pk=sent[2].pk)
        approvals.withdraw(report=report, reason="ตรวจผิดคน", by=lecturer, version=report.version)
        rollups.roll_up(by=system_user())
    assert (value("steps.days.pm"), value("steps.waiting.pm")) == (1, 1)
    assert differences(5) == unlike_their_records(5) == []
