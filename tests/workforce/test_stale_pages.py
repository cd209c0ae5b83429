"""A page left open while somebody else changed what it shows: nothing is overwritten, and nothing typed is lost."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from tests.factories import months as month
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core import audit
from u2t.core.errors import DomainError
from workforce.models import Leave, MonthReport
from workforce.services import approvals, leaves, reports
from workforce.services.reports import Line, Written

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
NOW = "<strong>ข้อมูลในระบบขณะนี้</strong>"


@pytest.fixture
def leave(contract, period, worker):
    wish = leaves.Wish(
        key=uuid.uuid4(), first=date(2021, 11, 8), last=date(2021, 11, 8), kind="sick", reason="ไข้หวัดใหญ่"
    )
    return leaves.ask(wish=wish, by=worker)


def test_a_report_written_in_two_windows_shows_both_and_the_next_press_stores(client, contract, period, worker):
    report = reports.begin(contract=contract, period=period, by=worker)
    line = Line("ของอีกหน้าต่าง", "above")
    reports.save(
        report=report, written=Written(lines=[line], learned={}, next_plan="แผนที่บันทึกแล้ว"), by=worker, version=1
    )
    client.force_login(worker)
    page = reverse("monthreport-write", args=[report.pk])
    typed = {"version": "1", "text_0": "ที่พิมพ์ไว้", "standing_0": "below", "next_plan": "แผนที่พิมพ์", "save": "1"}

    stale = client.post(page, typed)

    assert stale.status_code == 412
    assert all(said in stale.text for said in ("ของอีกหน้าต่าง", "ที่พิมพ์ไว้", "แผนที่บันทึกแล้ว", "แผนที่พิมพ์"))
    assert stale.text.count(NOW) == 3  # the text, how it stands and the plan
    assert report.lines.get().text == "ของอีกหน้าต่าง"
    assert client.post(page, typed | {"version": stale.context["form"]["version"].value()}).status_code == 302
    assert report.lines.get().text == "ที่พิมพ์ไว้"


def test_what_was_decided_meanwhile_is_shown_with_who_did_and_the_typed_reason(client, leave, lecturer):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(lecturer)
    came = reverse("leave-detail", args=[leave.pk])
    said = {"version": 1, "answer": "refuse", "note": "ไม่มีใบรับรอง"}

    stale = client.post(reverse("leave-decide", args=[leave.pk]), said, headers={"referer": f"http://testserver{came}"})

    assert stale.status_code == 412
    assert all(said in stale.text for said in ("ไม่มีใบรับรอง", str(lecturer), "จึงยังไม่ได้บันทึก"))
    assert f'action="{reverse("leave-decide", args=[leave.pk])}"' not in stale.text
    assert f'name="next" value="{came}"' in stale.text  # the language is switched on the page one came from
    assert Leave.objects.get().state == "approved"


def test_a_typed_return_comes_back_in_its_field_and_the_next_press_returns(client, contract, period, lecturer):
    report = month.sent(contract, period)
    MonthReport.objects.filter(pk=report.pk).update(version=report.version + 1)
    client.force_login(lecturer)
    page = reverse("monthreport-return", args=[report.pk])

    stale = client.post(page, {"version": report.version, "reason": "จำนวนวันไม่ตรง", "to": ""})

    assert (stale.status_code, stale.context["form"]["reason"].value()) == (412, "จำนวนวันไม่ตรง")
    again = {"version": stale.context["form"]["version"].value(), "reason": "จำนวนวันไม่ตรง", "to": ""}
    assert client.post(page, again).status_code == 302
    report.refresh_from_db()
    assert report.state == "returned"


def test_a_button_comes_back_on_its_page_as_that_is_now(client, leave, worker, lecturer):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)
    there, press = reverse("leave-detail", args=[leave.pk]), reverse("leave-withdraw", args=[leave.pk])
    fresh = {"headers": {"referer": f"http://testserver{there}"}}

    stale = client.post(press, {"version": 1}, **fresh)

    assert stale.status_code == 412
    assert all(said in stale.text for said in ("จึงยังไม่ได้บันทึก", str(lecturer), 'name="version" value="2"'))
    assert "ข้อความที่ท่านพิมพ์" not in stale.text
    assert Leave.objects.get().state == "approved"
    assert client.post(press, {"version": 2}, **fresh).status_code == 302


@pytest.mark.parametrize("address", ["", "http://elsewhere.test/workforce/", "http://testserver/nothing-here/", "x"])
def test_a_button_from_nowhere_is_told_so_on_a_page_of_its_own(client, leave, worker, lecturer, address):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)

    stale = client.post(reverse("leave-withdraw", args=[leave.pk]), {"version": 1}, headers={"referer": address})

    assert (stale.status_code, "แก้ไขหลังจากที่ท่านเปิด" in stale.text) == (412, True)


def test_a_page_one_may_not_see_is_not_shown_for_a_stale_press(client, leave, worker, lecturer):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)
    hidden = reverse("terms-draft")
    assert client.get(hidden).status_code == 403

    stale = client.post(
        reverse("leave-withdraw", args=[leave.pk]), {"version": 1}, headers={"referer": f"http://testserver{hidden}"}
    )

    assert (stale.status_code, next(one.name for one in stale.templates)) == (412, "problem.html")


def test_programs_get_a_document(client, leave, worker, lecturer):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)
    wants = {"accept": "application/problem+json", "referer": "http://testserver/workforce/month/"}

    stale = client.post(reverse("leave-withdraw", args=[leave.pk]), {"version": 1}, headers=wants)

    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")


def test_an_approval_on_a_report_that_moved_on_says_so_and_approves_nothing(client, contract, period, lecturer):
    report = month.sent(contract, period)
    approvals.approve(report=report, by=lecturer, version=report.version)
    client.force_login(lecturer)
    page = reverse("monthreport-approve", args=[report.pk])

    answer = client.post(page, {"version": report.version, "days": "2", "reason": "ลาเกิน", "evidence": "บันทึก 7"})

    assert answer.status_code in {409, 412}
    assert all(said in answer.text for said in ("ลาเกิน", "บันทึก 7"))


def test_a_page_shown_again_is_left_by_its_own_address_and_a_press_from_another_is_told_plainly(
    client, leave, worker, lecturer
):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)
    there, press = reverse("leave-detail", args=[leave.pk]), reverse("leave-withdraw", args=[leave.pk])

    shown = client.post(press, {"version": 1}, headers={"referer": f"http://testserver{there}?a=1"})
    again = client.post(press, {"version": 1}, headers={"referer": f"http://testserver{press}"})

    assert f'data-address="{there}?a=1"' in shown.text
    assert (again.status_code, next(one.name for one in again.templates)) == (412, "problem.html")
    assert again.text.count("จึงยังไม่ได้บันทึก") == 0  # the plain answer says it in its own words, once
    assert "data-address" not in client.get(there).text


def test_a_page_that_refuses_to_be_shown_is_told_plainly(client, leave, worker, lecturer, monkeypatch):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    client.force_login(worker)

    def refuses(*_args, **_values):
        raise DomainError("ไม่ได้")

    monkeypatch.setattr("workforce.views.leaves.render", refuses)

    stale = client.post(
        reverse("leave-withdraw", args=[leave.pk]), {"version": 1},
        headers={"referer": f"http://testserver{reverse('leave-detail', args=[leave.pk])}"},
    )  # fmt: skip

    assert (stale.status_code, next(one.name for one in stale.templates)) == (412, "problem.html")


def test_who_only_opened_or_printed_something_did_not_change_it(client, leave, lecturer, staff):
    leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version)
    for action in ("leave.paper_opened", "monthreport.printed"):
        audit.record(action=action, target=leave, by=staff)
    client.force_login(lecturer)

    stale = client.post(
        reverse("leave-decide", args=[leave.pk]), {"version": 1, "answer": "refuse", "note": "ไม่มีใบรับรอง"}
    )

    said = stale.context["form"].stale.said
    assert (str(lecturer) in said, str(staff) in said) == (True, False)


def test_what_was_stored_while_the_page_was_being_made_is_not_overwritten_by_the_next_press(
    client, contract, period, worker, monkeypatch
):
    report = reports.begin(contract=contract, period=period, by=worker)
    client.force_login(worker)
    page = reverse("monthreport-write", args=[report.pk])
    save = reports.save

    def late(**values):
        monkeypatch.setattr(reports, "save", save)
        save(report=report, written=Written(lines=[], learned={}, next_plan="แผนล่าสุด"), by=worker, version=1)
        return save(**values)

    monkeypatch.setattr(reports, "save", late)
    typed = {"version": "1", "next_plan": "แผนที่พิมพ์", "save": "1"}
    stale = client.post(page, typed)
    assert (stale.status_code, "แผนล่าสุด" in stale.text) == (412, False)

    again = client.post(page, typed | {"version": stale.context["form"]["version"].value()})

    assert (again.status_code, "แผนล่าสุด" in again.text) == (412, True)
