"""A month by the services alone: logged, reported, approved step by step, paid; and what each of them refuses."""

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.models import Approval, DayLog, MonthReport, MonthRules, PayLine
from workforce.selectors.pay import changed_since, foreseen
from workforce.selectors.reports import waiting_for
from workforce.services import approvals, logs, months, payroll, reports
from workforce.wording import explained

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


def entry(day=date(2021, 11, 3), **fields):
    values = {"key": uuid.uuid4(), "activity": "สำรวจครัวเรือน", "detail": "หมู่ 3 จำนวน 12 หลัง"} | fields
    return logs.Entry(day=day, **values)


def written(**fields):
    line = reports.Line("สำรวจครัวเรือน", "above", "ครบทุกหมู่")
    return reports.Written(**({"lines": [line], "next_plan": "บันทึกข้อมูล"} | fields))


def sent(contract, period, worker):
    report = reports.begin(contract=contract, period=period, by=worker)
    report = reports.save(report=report, written=written(), by=worker, version=report.version)
    return reports.send(report=report, certified=True, by=worker, version=report.version)


def test_a_log_sent_again_is_one_log(contract, period, worker):
    once = entry()

    first, again = logs.write(entry=once, by=worker), logs.write(entry=once, by=worker)

    assert first == again
    assert DayLog.objects.count() == 1


def test_a_text_changed_on_the_device_takes_the_place_of_the_first_and_of_nothing_newer(contract, period, worker):
    first = entry()
    newest = replace(first, detail="หมู่ 3 จำนวน 14 หลัง", revision=2)
    middle = replace(first, detail="หมู่ 3 จำนวน 13 หลัง", revision=1)
    for one in (first, newest, middle, first, newest):
        log = logs.write(entry=one, by=worker)
    assert (log.detail, log.version, log.revision, DayLog.objects.count()) == ("หมู่ 3 จำนวน 14 หลัง", 2, 2, 1)

    logs.amend(log=log, entry=replace(first, detail="แก้ไขบนเว็บ"), by=worker, version=log.version)
    with pytest.raises(StaleError):
        logs.write(entry=replace(first, detail="เก่ากว่า", revision=3), by=worker)
    assert DayLog.objects.get().detail == "แก้ไขบนเว็บ"

    another = entry()
    logs.write(entry=another, by=worker)
    month.sent(contract, period)
    with pytest.raises(logs.LogError):
        logs.write(entry=replace(another, detail="หลังส่งรายงาน", revision=1), by=worker)
    late = entry(late_reason="ไม่มีสัญญาณ")
    logs.write(entry=late, by=worker)
    renewed = logs.write(entry=replace(late, detail="ฉบับแก้", revision=1), by=worker)
    assert (renewed.detail, renewed.late_reason) == ("ฉบับแก้", "ไม่มีสัญญาณ")
    DayLog.objects.filter(pk=renewed.pk).update(late_accepted=True)
    with pytest.raises(logs.LogError):
        logs.write(entry=replace(late, detail="หลังตัดสิน", revision=2), by=worker)


def test_work_delivered_late_costs_what_the_rules_say_apart_from_absence(contract, worker, lecturer, staff, settings):
    of = month.rules(kinds=("pm",), penalty_rule="per-day", penalty_rate=100, penalty_cap=10)
    period = month.period(of=of)
    settings.CLOCK = "2021-12-06T10:00:00+07:00"  # reports were due on the third
    report = sent(contract, period, worker)
    report = approvals.send_back(report=report, reason="ขาดภาพ", by=lecturer, version=report.version)
    settings.CLOCK = "2021-12-09T10:00:00+07:00"
    report = reports.send(report=report, certified=True, by=worker, version=report.version)
    assert report.days_late == 3

    report = approvals.approve(
        report=report, days=Decimal(2), reason="ขาดงาน", evidence="บันทึก 1", by=lecturer, version=report.version
    )
    line = payroll.compute(period=period, by=staff).lines.get()

    assert (report.amount, line.penalty, line.gross, line.earned) == (13700, 300, 13700, 13700)
    with override("th"):
        assert explained(line) == "15,000 − 2 วัน × 500 − ค่าปรับล่าช้า 3 วัน × 100 = 13,700"
        MonthRules.objects.update(penalty_cap=1)
        capped = foreseen(MonthReport.objects.get(), Decimal(0))
        assert explained(capped).endswith("− ค่าปรับ 150 (เต็มเพดาน จากล่าช้า 3 วัน × 100) = 13,850")
    again = payroll.compute(period=period, by=staff)
    assert [(one.approved, one.earned) for one in changed_since(again)] == [(13700, 13850)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"day": date(2021, 12, 3)}, "day"),
        ({"day": date(2021, 1, 2)}, "day"),
        ({"activity": " "}, "activity"),
        ({"detail": ""}, "detail"),
    ],
)
def test_a_log_that_cannot_be_says_which_field(contract, period, worker, fields, field):
    with pytest.raises(InputError) as refused:
        logs.write(entry=entry(**fields), by=worker)

    assert refused.value.extra["field"] == field
    assert not DayLog.objects.exists()


def test_a_day_of_orientation_before_the_contract_is_logged_in_its_first_month(contract, worker):
    work.session()
    first = month.period(date(2021, 2, 1))

    log = logs.write(entry=entry(date(2021, 1, 31)), by=worker)
    report = reports.begin(contract=contract, period=first, by=worker)

    assert log.contract == contract
    assert [line.text for line in report.lines.all()] == ["สำรวจครัวเรือน"]


def test_the_road_of_a_month(contract, period, worker, lecturer, manager, staff):
    for day in (3, 3, 4):
        logs.write(entry=entry(date(2021, 11, day)), by=worker)

    report = sent(contract, period, worker)
    assert (report.days_worked, report.log_count, report.step.kind) == (2, 3, "pm")

    assert [list(waiting_for(user)) for user in (lecturer, manager, staff)] == [[report], [], []]
    report = approvals.approve(
        report=report,
        by=lecturer,
        version=report.version,
        days=Decimal(2),
        reason="ไม่มาทำงาน 8-9 พ.ย.",
        evidence="บันทึก 2",
    )
    assert [list(waiting_for(user)) for user in (lecturer, manager, staff)] == [[], [report], []]
    report = approvals.approve(report=report, by=manager, version=report.version)
    report = approvals.approve(report=report, by=staff, version=report.version)
    assert (report.state, report.amount) == ("approved", Decimal(14000))

    batch = payroll.compute(period=period, by=staff)
    line = batch.lines.get()
    assert (line.wage, line.per_day, line.absent_days, line.gross) == (15000, 500, 2, 14000)
    batch = payroll.freeze(batch=batch, by=staff, version=batch.version)
    assert payroll.settle(batch=batch, paid_on=date(2021, 12, 2), failures={}, by=staff) == 1
    line.refresh_from_db()
    assert (line.state, line.paid_on) == ("paid", date(2021, 12, 2))


def test_approved_twice_is_approved_once_and_a_stale_page_is_told(contract, period, worker, lecturer):
    report = sent(contract, period, worker)

    first = approvals.approve(report=report, by=lecturer, version=report.version)
    again = approvals.approve(report=report, by=lecturer, version=report.version)

    assert first.version == again.version
    assert Approval.objects.count() == 1
    with pytest.raises(StaleError):
        approvals.approve(report=report, by=lecturer, version=report.version - 1)


def test_nobody_approves_out_of_turn_nor_twice_nor_the_own_report(contract, period, worker, lecturer, manager, staff):
    report = sent(contract, period, worker)
    stranger = make.user("stranger")
    month.guide(stranger, "pm", tambon="630201")

    for user in (manager, staff):
        with pytest.raises(DomainError):
            approvals.approve(report=report, by=user, version=report.version)
    for user in (stranger, make.user("nobody")):
        with pytest.raises(PermissionDenied):
            approvals.approve(report=report, by=user, version=report.version)
    month.guide(worker, "pm")
    both = type(worker).objects.get(pk=worker.pk)
    with pytest.raises(DomainError):
        approvals.approve(report=report, by=both, version=report.version)
    assert not Approval.objects.exists()


def test_who_approved_at_one_step_does_not_at_the_next(contract, period, worker, lecturer):
    month.guide(lecturer, "am", make.agency("amphoe-6301", area=make.area("6301")))
    report = sent(contract, period, worker)

    report = approvals.approve(report=report, by=lecturer, version=report.version)

    assert list(waiting_for(lecturer)) == []


def test_returned_to_the_worker_and_sent_again(contract, period, worker, lecturer, manager):
    report = sent(contract, period, worker)
    report = approvals.approve(report=report, by=lecturer, version=report.version)

    report = approvals.send_back(report=report, reason="ขาดภาพถ่าย", by=manager, version=report.version)
    assert (report.state, report.step) == ("returned", None)
    report = reports.send(report=report, certified=True, by=worker, version=report.version)

    assert (report.state, report.turn, report.step.kind) == ("sent", 2, "pm")
    assert list(waiting_for(lecturer)) == [report]


def test_returned_to_an_earlier_step_with_the_days_lowered_before(contract, period, worker, lecturer, manager):
    report = sent(contract, period, worker)
    pm = report.step
    report = approvals.approve(
        report=report, by=lecturer, version=report.version, days=Decimal(1), reason="ลากิจ", evidence="ใบลา 4"
    )

    report = approvals.send_back(report=report, to=pm, reason="วันลาไม่ตรง", by=manager, version=report.version)

    assert (report.state, report.step, report.deducted_days) == ("sent", pm, 0)
    assert list(waiting_for(lecturer)) == [report]


def test_an_approval_is_withdrawn_until_the_next_decides(contract, period, worker, lecturer, manager):
    report = sent(contract, period, worker)
    report = approvals.approve(report=report, by=lecturer, version=report.version)
    report = approvals.withdraw(report=report, reason="ตรวจใหม่", by=lecturer, version=report.version)
    assert report.step.kind == "pm"

    report = approvals.approve(report=report, by=lecturer, version=report.version)
    report = approvals.approve(report=report, by=manager, version=report.version)

    with pytest.raises(DomainError):
        approvals.withdraw(report=report, reason="สาย", by=lecturer, version=report.version)


def test_what_is_missing_is_said_all_at_once(contract, period, worker):
    report = reports.begin(contract=contract, period=period, by=worker)
    bare = written(lines=[reports.Line("สำรวจ", "")], next_plan="")
    report = reports.save(report=report, written=bare, by=worker, version=report.version)

    with pytest.raises(InputError) as refused:
        reports.send(report=report, certified=False, by=worker, version=report.version)

    assert len(refused.value.extra["missing"]) == 3
    assert MonthReport.objects.get().state == "draft"


def test_a_closed_month_refuses_every_door(contract, period, worker, lecturer, staff):
    report = sent(contract, period, worker)
    period = months.close(period=period, by=staff)

    with pytest.raises(months.MonthError):
        approvals.approve(report=report, by=lecturer, version=report.version)
    with pytest.raises(logs.LogError):
        logs.write(entry=entry(), by=worker)
    late = logs.write(entry=entry(late_reason="ไม่มีสัญญาณ"), by=worker)
    assert late.late_accepted is None
    months.reopen(period=period, reason="มีรายงานค้าง", by=staff)
    approvals.approve(report=report, by=lecturer, version=report.version)


def test_what_failed_at_the_bank_is_paid_again_in_the_next_batch(contract, period, staff):
    report = month.approved(contract, period)
    batch = payroll.compute(period=period, by=staff)
    assert payroll.compute(period=period, by=staff) == batch
    batch = payroll.freeze(batch=batch, by=staff, version=PayLine.objects.get().batch.version)

    line = batch.lines.get()
    payroll.settle(batch=batch, paid_on=date(2021, 12, 2), failures={line.pk: "บัญชีปิด"}, by=staff)
    payroll.pay_again(line=line, reason="ธนาคารขัดข้อง", by=staff)
    again = payroll.compute(period=period, by=staff)

    assert (again.number, again.lines.get().report) == (2, report)


def test_a_thousand_cost_the_same_few_questions_as_one(period, lecturer, django_assert_max_num_queries):
    reports = [month.sent(work.contract(), period) for _one in range(30)]

    with django_assert_max_num_queries(20):
        done = approvals.approve_many(chosen=[(one, one.version) for one in reports], by=lecturer)

    assert {one.report.step.kind for one in done} == {"am"}
    assert Approval.objects.count() == 30
