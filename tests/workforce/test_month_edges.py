"""Where the month was wrong once: locks that were passed, words that were missing."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import StaleError
from u2t.core.models import Notification
from workforce.models import DayLog, MonthReport, Period
from workforce.selectors.pay import standing_of
from workforce.selectors.reports import holders_of, waiting_for
from workforce.services import approvals, logs
from workforce.services.logs import LogError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


@pytest.fixture
def guide(nation):
    user = make.user("lecturer")
    months.guide(user, "pm")
    return user


def second_contract(number=2, **fields):
    return work.contract(work.person(), on=work.post(number=number), **fields)


# Approval


def test_a_lowering_is_never_answered_as_the_plain_approval_of_another_window(contract, period, guide):
    report = months.sent(contract, period)
    done = approvals.approve(report=report, by=guide, version=report.version)
    with pytest.raises(StaleError):
        approvals.approve(
            report=report, by=guide, version=report.version, days=Decimal(5), reason="ขาดงาน", evidence="x"
        )
    assert approvals.approve(report=report, by=guide, version=report.version) == done


def test_sent_back_to_a_step_its_holder_is_told_and_reads_why(client, contract, period, staff, guide):
    rules = period.rules
    first, last = rules.steps.get(position=1), rules.steps.get(position=3)
    report = months.sent(contract, period)
    approvals.approve(
        report=report, by=guide, version=report.version, days=Decimal(1), reason="ลาไม่มีใบลา", evidence="บันทึก 3"
    )
    MonthReport.objects.filter(pk=report.pk).update(step=last)
    report.refresh_from_db()

    approvals.send_back(report=report, to=first, reason="ตรวจวันลาอีกครั้ง", by=staff, version=report.version)

    told = Notification.objects.get(kind="monthreport.back")
    assert told.user == guide
    client.force_login(guide)
    page = client.get(told.link).content.decode()
    assert "ตรวจวันลาอีกครั้ง" in page
    assert "ลาไม่มีใบลา" in page
    assert list(waiting_for(guide)) == [report]


def test_a_closed_month_waits_for_nobody(contract, period, guide):
    months.sent(contract, period)
    assert waiting_for(guide).count() == 1
    Period.objects.update(state="closed", closed_at=months.MADE)
    assert waiting_for(guide).count() == 0


def test_the_step_of_an_area_manager_is_held_by_the_one_of_the_agency(period, staff):
    here, other = make.agency("own"), make.agency("other")
    contract = second_contract(agency=here)
    am, stranger = make.user("am-own"), make.user("am-other")
    months.guide(am, "am", agency=here)
    months.guide(stranger, "am", agency=other)
    report = months.sent(contract, period, position=2)
    assert holders_of(report)[0] == str(am)


@pytest.mark.parametrize("chosen", ["²:1", f"{'9' * 5000}:1", "1:x", "1"])
def test_keys_that_are_none_are_answered_not_broken_on(client, guide, chosen):
    client.force_login(guide)
    assert client.post(reverse("monthreport-waiting"), {"chosen": chosen}).status_code == 200


def test_each_report_asked_for_by_the_api_gets_its_answer(client, contract, period, guide):
    report = months.sent(contract, period)
    client.force_login(guide)
    asked = {"reports": [{"id": report.pk, "version": 1}, {"id": report.pk + 999, "version": 1}]}
    said = client.post(reverse("api-monthreport-approve-many"), asked, content_type="application/json").json()
    assert len(said) == 2
    assert sum(bool(one["error"]) for one in said) == 1


# Logs


def test_a_late_log_that_is_accepted_counts_in_the_report_that_was_sent(contract, period, guide):
    months.log(contract)
    report = months.sent(contract, period, days_worked=1, log_count=1)
    late = months.log(contract, day=date(2021, 11, 4), late_reason="ไม่มีสัญญาณ")

    logs.decide_late(log=late, accepted=True, by=guide)
    report.refresh_from_db()
    assert (report.days_worked, report.log_count) == (2, 2)
    logs.decide_late(log=late, accepted=False, by=guide)
    report.refresh_from_db()
    assert report.days_worked == 1


def test_no_photo_enters_a_month_that_is_sent_or_closed(client, contract, period, worker, private):
    log = months.log(contract)
    months.sent(contract, period)
    client.force_login(worker)
    given = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")}
    assert client.post(reverse("api-log-photos", args=[log.pk]), given).status_code == 409
    assert not log.photos.exists()

    late = months.log(contract, day=date(2021, 11, 4), late_reason="ไม่มีสัญญาณ")
    given = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")}
    assert client.post(reverse("api-log-photos", args=[late.pk]), given).status_code == 201


def test_a_photo_that_the_network_held_up_says_why_and_is_shown_as_late(
    client, contract, period, worker, guide, private
):
    """The text came in time; the month was sent from another device before the photos could."""
    log, report = months.log(contract), months.sent(contract, period, photo_count=0)
    client.force_login(worker)
    address, key = reverse("api-log-photos", args=[log.pk]), str(uuid.uuid4())

    def post(**more):
        file = SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")
        return client.post(address, {"key": key, "file": file} | more)

    refused = post()
    assert (refused.status_code, refused.json()["field"], refused.json()["late"]) == (409, "late_reason", True)
    made = [post(late_reason="ไม่มีสัญญาณในหมู่บ้าน") for _try in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()

    period.state, period.closed_at = "closed", months.MADE
    period.save()
    file = SimpleUploadedFile("อื่น.png", work.picture(700, 400), "image/png")
    given = {"photos": file, "late_reason": "โทรศัพท์เสีย"}
    assert client.post(reverse("log-photo-add", args=[log.pk]), given).status_code == 302
    assert sorted(log.photos.values_list("late_reason", flat=True)) == ["โทรศัพท์เสีย", "ไม่มีสัญญาณในหมู่บ้าน"]
    report.refresh_from_db()
    assert report.photo_count == 0
    client.force_login(guide)
    assert "ไม่มีสัญญาณในหมู่บ้าน" in client.get(reverse("log-detail", args=[log.pk])).text


def test_a_retry_after_the_log_was_taken_back_is_answered(client, contract, worker):
    log = months.log(contract, removed_at=months.MADE)
    client.force_login(worker)
    given = {"key": str(log.key), "day": "2021-11-03", "activity": "สำรวจ", "detail": "หมู่ 3"}
    answer = client.post(reverse("api-log-list"), given, content_type="application/json")
    assert (answer.status_code, answer.json()["id"]) == (201, log.pk)
    assert DayLog.objects.count() == 1


def test_a_log_after_the_report_was_sent_is_late(contract, period, worker):
    months.sent(contract, period)
    entry = logs.Entry(key=uuid.uuid4(), day=date(2021, 11, 3), activity="สำรวจ", detail="หมู่ 3")
    with pytest.raises(LogError):
        logs.write(entry=entry, by=worker)


# Who sees what


def test_the_ministry_reads_the_report_without_the_logs_behind_it(client, contract, period, ministry, staff):
    months.log(contract, activity="เยี่ยมบ้านนางสมมุติ")
    report = months.sent(contract, period)
    address = reverse("monthreport-detail", args=[report.pk])
    client.force_login(staff)
    assert "เยี่ยมบ้านนางสมมุติ" in client.get(address).content.decode()
    client.force_login(ministry)
    assert "เยี่ยมบ้านนางสมมุติ" not in client.get(address).content.decode()


def test_who_sees_contracts_but_no_reports_is_not_told_that_all_are_missing(contract, period, officer, staff):
    months.sent(contract, period)
    assert standing_of(period, user=officer) == []
    assert sum(one.people for one in standing_of(period, user=staff)) == 1


# Writing


def test_a_stale_report_shows_both_and_loses_nothing(client, contract, period, worker):
    report = months.report(contract, period)
    client.force_login(worker)
    address = reverse("monthreport-write", args=[report.pk])
    typed = {"version": 1, "text_0": "จากหน้าต่างแรก", "standing_0": "on", "next_plan": "ต่อ"}
    assert client.post(address, typed).status_code == 302

    stale = client.post(address, typed | {"text_0": "จากหน้าต่างที่สอง"})

    page = stale.content.decode()
    assert stale.status_code == 412
    assert "จากหน้าต่างแรก" in page
    assert "จากหน้าต่างที่สอง" in page
    report.refresh_from_db()
    assert f'name="version" value="{report.version}"' in page
    assert client.post(address, typed | {"text_0": "รวมกัน", "version": report.version}).status_code == 302


def test_the_page_of_writing_says_why_it_came_back(client, contract, period, worker):
    report = months.report(contract, period, state="returned")
    report.approvals.create(turn=1, decision="returned", by=worker, at=months.MADE, reason="ขาดภาพถ่าย")
    client.force_login(worker)
    assert "ขาดภาพถ่าย" in client.get(reverse("monthreport-write", args=[report.pk])).content.decode()
