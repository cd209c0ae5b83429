"""The month by its pages: what a worker, those who decide and finance see and do, and what they must not see."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import MADE
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core.models import Notification
from workforce.models import DayLog, MonthReport, MonthRules, PayBatch, Period, Placement
from workforce.selectors.matrix import matrix_of
from workforce.services import payroll

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def text_of(response):
    return response.content.decode()


def typed(**fields):
    values = {
        "key": "7a1f1f0e-4f4f-4f4f-8f4f-4f4f4f4f4f4f", "day": "2021-11-03", "activity": "สำรวจครัวเรือน",
        "detail": "หมู่ 3 จำนวน 12 หลัง",
    }  # fmt: skip
    return values | fields


def test_a_log_with_photos_is_written_once_and_what_is_no_photo_is_said(client, worker, contract, period):
    client.force_login(worker)

    def files():
        return [
            SimpleUploadedFile("ภาพ.png", work.picture(), "image/png"),
            SimpleUploadedFile("run.exe", b"MZ" + b"0" * 900, "image/png"),
        ]

    for _click in range(2):
        answer = client.post(reverse("log-create"), typed() | {"photos": files()})
    log = DayLog.objects.get()

    assert answer.url == reverse("log-detail", args=[log.pk])
    assert log.photos.count() == 1
    page = text_of(client.get(answer.url))
    assert "run.exe" in page
    photo = client.get(reverse("log-photo", args=[log.photos.get().pk]))
    assert photo["Content-Type"] == "image/jpeg"


def test_a_log_that_is_refused_keeps_what_was_typed(client, worker, contract, period):
    client.force_login(worker)

    answer = client.post(reverse("log-create"), typed(day="2021-12-03", detail="ข้อความยาวที่พิมพ์ไว้"))

    assert answer.status_code == 422
    assert "ข้อความยาวที่พิมพ์ไว้" in text_of(answer)
    assert "3 ธ.ค. 2564" in text_of(answer)
    assert not DayLog.objects.exists()


def test_a_late_log_asks_why_and_the_lecturer_decides(client, worker, contract, period, lecturer):
    month.sent(contract, period)
    client.force_login(worker)
    asked = client.post(reverse("log-create"), typed())
    assert asked.status_code == 409
    assert 'name="late_reason"' in text_of(asked)
    client.post(reverse("log-create"), typed(late_reason="ไม่มีสัญญาณในหมู่บ้าน"))
    log = DayLog.objects.get()

    client.force_login(lecturer)
    assert "ให้นับบันทึกนี้" in text_of(client.get(reverse("log-detail", args=[log.pk])))
    assert client.post(reverse("log-decide", args=[log.pk])).status_code == 422
    client.post(reverse("log-decide", args=[log.pk]), {"accepted": "yes"})

    log.refresh_from_db()
    assert log.late_accepted is True


def test_the_report_is_stored_before_it_is_refused_and_sent_when_complete(client, worker, contract, period):
    month.log(contract)
    client.force_login(worker)
    client.post(reverse("monthreport-begin", args=[contract.pk, period.pk]))
    report = MonthReport.objects.get()
    page = reverse("monthreport-write", args=[report.pk])
    assert "สำรวจข้อมูลครัวเรือน" in text_of(client.get(page))

    given = {"version": 1, "text_0": "สำรวจ 40 หลัง", "next_plan": "", "send": "1"}
    refused = client.post(page, given)
    assert refused.status_code == 422
    assert "เขียนแผนการปฏิบัติงานเดือนต่อไป" in text_of(refused)
    report.refresh_from_db()
    assert (report.state, report.lines.get().text) == ("draft", "สำรวจ 40 หลัง")

    given |= {"version": report.version, "standing_0": "above", "next_plan": "บันทึกข้อมูล", "certified": "on"}
    answer = client.post(page, given)
    assert answer.url == reverse("monthreport-detail", args=[report.pk])
    page = text_of(client.get(answer.url))
    assert "ค่าจ้างอยู่ที่ขั้นใด" in page
    assert "ขั้นที่ 1" in page


def test_the_report_is_stored_as_it_is_typed_and_no_place_of_the_page_is_lost(client, worker, contract, period):
    client.force_login(worker)
    client.post(reverse("monthreport-begin", args=[contract.pk, period.pk]))
    report = MonthReport.objects.get()
    page = reverse("monthreport-write", args=[report.pk])
    assert f'data-draft="monthreport-{report.pk}"' in client.get(page).text

    def typed(**fields):
        return client.post(page, fields, headers={"X-Draft": "1"})

    first = typed(version=1, text_0="สำรวจ", text_1="ประชุม", text_2="อบรม", next_plan="บันทึกต่อ")
    assert (first.status_code, first.json()["version"]) == (200, 2)
    # The page has still the places it was opened with, though fewer are stored by now.
    last = typed(version=2, text_0="", text_1="", text_2="", text_7="ทอผ้า", problem_text_5="ถนนขาด", next_plan="บันทึก")
    assert last.status_code == 200
    report.refresh_from_db()
    assert (report.lines.get().text, report.problems.get().text, report.next_plan) == ("ทอผ้า", "ถนนขาด", "บันทึก")

    stale = typed(version=2, text_0="อีกหน้าต่าง")
    assert (stale.status_code, "เปลี่ยน" in stale.json()["problem"]) == (412, True)
    wrong = typed(version=3, text_0="สำรวจ", standing_0="x")
    assert (wrong.status_code, bool(wrong.json()["problem"])) == (422, True)
    assert report.lines.get().text == "ทอผ้า"


def test_twenty_are_approved_at_once_each_with_a_result(client, period, lecturer, django_assert_max_num_queries):
    reports = [month.sent(work.contract(), period) for _one in range(20)]
    gone = reports[0]
    MonthReport.objects.filter(pk=gone.pk).update(version=9)
    client.force_login(lecturer)
    address = reverse("monthreport-waiting")
    with django_assert_max_num_queries(14):
        assert text_of(client.get(address)).count("data-row") == 20

    answer = client.post(address, {"chosen": [f"{one.pk}:1" for one in reports]})

    assert MonthReport.objects.filter(step__kind="am").count() == 19
    assert text_of(answer).count("pill-bad") == 1
    gone.refresh_from_db()
    assert gone.step.kind == "pm"


def test_lowered_by_days_with_the_evidence_and_returned_with_a_reason(client, contract, period, lecturer, manager):
    report = month.sent(contract, period)
    client.force_login(lecturer)
    approve = reverse("monthreport-approve", args=[report.pk])
    assert "15,000" in text_of(client.get(approve))
    effect = reverse("monthreport-effect", args=[report.pk])
    assert "15,000 − 2 วัน × 500 = 14,000" in text_of(client.get(effect, {"days": "2"}))
    assert client.get(effect, {"days": "-1"}).status_code == 422
    told = client.get(reverse("api-monthreport-effect", args=[report.pk]), {"days": "1.5"}).json()
    assert (told["gross"], told["explained"]) == ("14250.00", "15,000 − 1.5 วัน × 500 = 14,250")
    assert client.get(reverse("api-monthreport-effect", args=[report.pk]), {"days": "x"}).status_code == 422
    report.refresh_from_db()
    assert report.deducted_days == 0
    answer = client.post(approve, {"version": 1, "days": "2"})
    assert (answer.status_code, "= 14,000" in text_of(answer)) == (422, True)
    given = {"version": 1, "days": "2", "reason": "ขาดงาน 8-9 พ.ย."}
    refused = client.post(approve, given)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["evidence"])
    client.post(approve, given | {"evidence": "บันทึกลงเวลาเดือน พ.ย."})
    report.refresh_from_db()
    assert (report.deducted_days, report.step.kind) == (2, "am")

    client.force_login(manager)
    client.post(reverse("monthreport-return", args=[report.pk]), {"version": 2, "reason": "ขาดภาพถ่าย"})
    report.refresh_from_db()
    assert report.state == "returned"


def test_who_is_paid_and_who_holds_the_rest(client, staff, period):
    ready, waiting, silent = (work.contract() for _one in range(3))
    month.approved(ready, period)
    month.sent(waiting, period)
    client.force_login(staff)
    address = reverse("period-detail", args=[period.pk])

    computed = client.post(reverse("period-compute", args=[period.pk]))
    page = text_of(client.get(address))

    assert [str(one.person) in page for one in (waiting, silent)] == [True, True]
    batch = PayBatch.objects.get()
    assert computed.url == reverse("paybatch-detail", args=[batch.pk])
    lines = text_of(client.get(computed.url))
    assert str(ready.person) in lines
    assert "15,000" in lines
    stale = client.post(reverse("paybatch-freeze", args=[batch.pk]), {"version": 1})
    assert stale.status_code == 412
    client.post(reverse("paybatch-freeze", args=[batch.pk]), {"version": batch.version})
    shown = {f"failure_{line.pk}": "" for line in batch.lines.all()}
    client.post(reverse("paybatch-settle", args=[batch.pk]), {"paid_on": "2021-12-02", **shown})
    assert batch.lines.get().state == "paid"


def test_a_worker_sees_the_own_wage_once_it_is_frozen_and_nobody_elses(client, worker, contract, period):
    other = work.contract()
    draft = month.batch(period)
    for one in (contract, other):
        month.pay_line(month.approved(one, period), draft)
    client.force_login(worker)
    assert "15,000" not in text_of(client.get(reverse("payline-list")))

    PayBatch.objects.update(state="frozen", frozen_at=work.MADE)
    page = text_of(client.get(reverse("payline-list")))

    assert "15,000" in page
    assert str(other.person) not in page


def test_a_university_lays_down_its_rules_and_opens_its_months(client, staff):
    client.force_login(staff)
    counting = {
        "university": "kpru", "programme": "u2t1", "attendance": "log", "cutoff_day": "24", "due_days": "3",
        "pay_days": "10", "pay_rule": "absent-day", "day_divisor": "30",
        "kind_0": "pm", "days_0": "2", "kind_1": "certifier", "name_1": "คณบดี",
        "certifiers_1": [staff.pk],
    }  # fmt: skip
    for wrong in (
        {"penalty_rule": "per-day", "penalty_rate": "0"}, {"penalty_rule": "none", "penalty_rate": "5"},
        {"penalty_rule": "percent", "penalty_rate": "100.5"}, {"penalty_rule": "per-day", "penalty_cap": "101"},
    ):  # fmt: skip
        assert client.post(reverse("monthrules-edit"), counting | wrong).status_code == 422
    assert not MonthRules.objects.exists()
    counting |= {"penalty_rule": "per-day", "penalty_rate": "100", "penalty_cap": "10"}
    for _click in range(2):
        client.post(reverse("monthrules-edit"), counting)
    client.post(reverse("period-open"), {"university": "kpru", "programme": "u2t1"})

    rules = MonthRules.objects.get()
    assert [(step.kind, step.name_th) for step in rules.steps.all()][1] == ("certifier", "คณบดี")
    first = Period.objects.order_by("number").first()
    assert (first.first_day, first.last_day) == (date(2021, 2, 1), date(2021, 2, 24))
    last = Period.objects.order_by("number").last()
    assert (last.number, last.first_day, last.last_day) == (12, date(2021, 12, 25), date(2022, 1, 31))
    listed = text_of(client.get(reverse("monthrules-list")))
    assert "ฉบับที่ 1" in listed
    assert "เป็นบาทต่อวันที่ล่าช้า: 100, ไม่เกินร้อยละ 10" in listed


def test_another_tambons_lecturer_sees_nothing(client, contract, period):
    report = month.sent(contract, period)
    log = month.log(contract)
    stranger = make.user("stranger")
    month.guide(stranger, "pm", tambon="630201")
    client.force_login(stranger)

    for name, pk in (("monthreport-detail", report.pk), ("log-detail", log.pk), ("monthreport-approve", report.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert str(contract.person) not in text_of(client.get(reverse("monthreport-list")))


def test_tambons_against_months_and_only_ones_own(
    client, contract, period, lecturer, staff, django_assert_max_num_queries
):
    month.approved(contract, period)
    month.sent(work.contract(), period)
    far = work.post(make.area("630201"))
    month.sent(work.contract(on=far), period)
    address = reverse("month-matrix")

    client.force_login(staff)
    with django_assert_max_num_queries(16):
        page = text_of(client.get(address))
    assert "1/2" in page
    assert "0/1" in page
    assert "tambon=630201&amp;period=2564-11" in page

    client.force_login(lecturer)
    page = text_of(client.get(address))
    assert "1/2" in page
    assert "630201" not in page
    assert client.get(address, {"university": "cmu"}).status_code == 404


def test_tambons_of_nobody_at_work_yet_are_said_to_be_none(client, staff):
    client.force_login(staff)

    assert "ยังไม่มีเดือนที่แสดงได้" in text_of(client.get(reverse("month-matrix")))


def test_who_moved_within_a_month_is_counted_where_the_report_is(contract, period, staff):
    there = make.area("630201")
    make.allocation(there, contract.university, contract.programme)
    moved = DateRange(date(2021, 11, 16), date(2022, 2, 1))
    contract.placements.update(during=DateRange(date(2021, 2, 1), moved.lower))
    Placement.objects.create(contract=contract, post=work.post(there), during=moved, created_at=work.MADE)
    month.approved(contract, period)
    october = month.period(date(2021, 10, 1))

    lines = matrix_of(contract.university, [make.area("630111"), there], [october, period], user=staff)

    assert [[(cell.people, cell.approved) for cell in line.cells] for line in lines] == [
        [(1, 0), (0, 0)],
        [(0, 0), (1, 1)],
    ]
    assert [line.cells[1].tone for line in lines] == ["none", "good"]


def test_what_was_returned_is_seen_before_its_day(contract, period, staff, settings):
    settings.CLOCK = "2021-12-01T10:00:00+07:00"
    month.report(contract, period, state="returned", sent_at=month.MADE)

    (line,) = matrix_of(contract.university, [make.area("630111")], [period], user=staff)

    assert line.cells[0].tone == "bad"


def test_everybody_in_a_batch_is_told_at_once_with_the_own_report(staff, period, django_assert_max_num_queries):
    for number in range(12):
        month.approved(work.contract(work.person(make.user(f"w{number}"))), period)
    batch = payroll.compute(period=period, by=staff)

    with django_assert_max_num_queries(14):
        payroll.freeze(batch=batch, by=staff, version=batch.version)

    told = Notification.objects.filter(kind="payline.due")
    assert told.count() == len(set(told.values_list("link", flat=True))) == 12


def test_a_month_is_closed_after_its_people_and_baht_were_shown(client, period, staff):
    paid = month.approved(work.contract(), period)
    month.pay_line(paid, month.batch(period, state="frozen", frozen_at=work.MADE), state="paid", paid_on=period.pay_on)
    month.approved(work.contract(), period, amount=14000)
    month.sent(work.contract(), period, 2)
    month.report(work.contract(), period, state="returned")
    work.contract()
    client.force_login(staff)
    close = reverse("period-close", args=[period.pk])

    page = text_of(client.get(close))
    told = client.get(reverse("api-period-closing", args=[period.pk])).json()

    assert {one["code"]: (one["people"], one["baht"]) for one in told} == {
        "paid": (1, "15000.00"), "due": (0, "0.00"), "ready": (1, "14000.00"), "waiting-2": (1, "15000.00"),
        "returned": (1, "15000.00"), "missing": (1, "15000.00"),
    }  # fmt: skip
    assert "14,000" in page
    period.refresh_from_db()
    assert period.state == "open"
    assert client.post(close, {"version": period.version}).status_code == 302
    period.refresh_from_db()
    assert period.state == "closed"


def test_the_own_month_begins_with_what_is_to_be_done_and_folds_what_is_over(client, worker, contract, period):
    """Thursday 2 December: November is due tomorrow, October came back, September is approved and folded."""
    october = month.period(date(2021, 10, 1), of=period.rules, number=10)
    september = month.period(date(2021, 9, 1), of=period.rules, number=9)
    month.approved(contract, september)
    back = month.report(contract, october, state="returned", sent_at=MADE)
    back.approvals.create(turn=1, decision="returned", by=make.user(), at=MADE, reason="ขาดภาพถ่าย")
    assigned = month.assignment(contract, period)
    for day in (date(2021, 12, 1), date(2021, 11, 30), date(2021, 11, 3)):
        month.log(contract, day)
    client.force_login(worker)

    page = client.get(reverse("month-own"))

    found = [(one.link, one.is_late, one.why) for one in page.context["todos"]]
    assert found == [
        (reverse("monthreport-write", args=[back.pk]), True, "ขาดภาพถ่าย"),
        (reverse("assignment-detail", args=[assigned.pk]), False, ""),
        (reverse("month-own") + f"#month-{contract.pk}-{period.pk}", False, ""),
        (reverse("bankaccount-own"), False, ""),
        (reverse("log-create"), False, ""),
    ]
    assert [one.period for one in page.context["months"]] == [period, october]
    assert [one.period for one in page.context["earlier"]] == [september]
    text = text_of(page)
    assert text.index("สิ่งที่ต้องทำตอนนี้") < text.index(f'id="month-{contract.pk}-{period.pk}"')
    assert text.index("สัปดาห์นี้") < text.rindex("3 พ.ย. 2564")

    month.account(contract.person)
    month.log(contract, date(2021, 12, 2))
    assert [one.link for one in client.get(reverse("month-own")).context["todos"]] == [
        link for link, *_rest in found[:3]
    ]


def test_the_own_month_says_who_writes_and_when_it_was_paid(client, worker, contract, period):
    client.force_login(worker)
    report = month.report(contract, period, state="returned")
    own = text_of(client.get(reverse("monthreport-detail", args=[report.pk])))
    assert f"รอ {contract.person.full_name} เขียนและส่งรายงาน" in own
    assert "รอการพิจารณาของ" not in own

    MonthReport.objects.filter(pk=report.pk).update(state="approved", amount=15000, approved_at=MADE, step=None)
    report.refresh_from_db()
    assert "จ่ายแล้ว" not in text_of(client.get(reverse("month-own")))
    batch = month.batch(period, state="frozen", frozen_at=MADE)
    month.pay_line(report, batch, state="paid", paid_on=period.pay_on)
    assert "จ่ายแล้ว" in text_of(client.get(reverse("month-own")))
