"""Leave: asked for once, decided by who guides or by staff, kept from others, and never in a month that is sent."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import MADE
from tests.workforce.test_month_road import sent, today  # noqa: F401 - the same day
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification, PrivateFile
from u2t.core.pictures import Brought
from workforce.models import Leave, Period
from workforce.selectors.calendar import month_of
from workforce.selectors.leaves import leaves_of
from workforce.services import approvals, leaves, months
from workforce.services.deciding import LateError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
FIRST, LAST = date(2021, 11, 8), date(2021, 11, 9)


def wish(**fields):
    values = {"key": uuid.uuid4(), "first": FIRST, "last": LAST, "kind": "sick", "reason": "ไข้หวัดใหญ่"} | fields
    return leaves.Wish(**values)


def approve(leave, by):
    return leaves.decide(leave=leave, approved=True, by=by, version=leave.version)


def test_asked_again_is_one_leave_and_the_lecturer_approves_it(contract, period, worker, lecturer):
    once = wish()

    first, again = leaves.ask(wish=once, by=worker), leaves.ask(wish=once, by=worker)
    approved = approve(first, lecturer)

    assert (first, Leave.objects.count()) == (again, 1)
    assert (approved.state, approved.decided_by) == ("approved", lecturer)
    found = month_of(contract, period)
    assert (found.expected, found.leave, found.paid_leave, found.absent) == (22, 2, 2, 0)
    assert Notification.objects.get(user=worker).kind == "leave.approved"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last": date(2021, 11, 7)}, "last"),
        ({"last": date(2022, 5, 1)}, "last"),
        ({"first": date(2021, 1, 4), "last": date(2021, 1, 4)}, "first"),
        ({"first": date(2022, 1, 31), "last": date(2022, 2, 1)}, "last"),
        ({"kind": "holiday"}, "kind"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_leave_that_cannot_be_says_which_field(contract, period, worker, fields, field):
    with pytest.raises(InputError) as refused:
        leaves.ask(wish=wish(**fields), by=worker)

    assert refused.value.extra["field"] == field
    assert not Leave.objects.exists()


def test_two_standing_leaves_never_share_a_day(contract, period, worker, lecturer):
    first = leaves.ask(wish=wish(), by=worker)

    with pytest.raises(DomainError):
        leaves.ask(wish=wish(first=LAST, last=date(2021, 11, 10)), by=worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        month.leave(contract, LAST)
    leaves.decide(leave=first, approved=False, note="ไม่มีใบรับรองแพทย์", by=lecturer, version=first.version)
    assert leaves.ask(wish=wish(first=LAST, last=LAST), by=worker).state == "asked"


def test_a_paper_that_is_refused_with_its_leave_leaves_nothing_behind(contract, period, worker, tmp_path):
    paper = Brought("ใบรับรองแพทย์.pdf", "application/pdf", b"%PDF-1.4 %%EOF")
    leaves.ask(wish=wish(), paper=paper, by=worker)

    with pytest.raises(DomainError):
        leaves.ask(wish=wish(), paper=paper, by=worker)

    assert PrivateFile.objects.count() == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_refusal_says_why_a_stale_page_is_told_and_nothing_is_decided_twice(contract, period, worker, lecturer):
    leave = leaves.ask(wish=wish(), by=worker)

    with pytest.raises(InputError) as refused:
        leaves.decide(leave=leave, approved=False, by=lecturer, version=leave.version)
    assert refused.value.extra["field"] == "note"
    with pytest.raises(StaleError):
        leaves.decide(leave=leave, approved=True, by=lecturer, version=leave.version + 1)
    approved = approve(leave, lecturer)
    with pytest.raises(DomainError):
        leaves.decide(leave=approved, approved=False, note="x", by=lecturer, version=approved.version)


def test_who_may_not_decide(contract, period, worker, manager, staff):
    leave = leaves.ask(wish=wish(), by=worker)
    far = make.user("far")
    month.guide(far, "pm", tambon="630201")

    for user in (worker, manager, far):
        with pytest.raises(PermissionDenied):
            approve(leave, user)
    month.guide(worker, "pm")
    with pytest.raises(DomainError):
        approve(leave, type(worker).objects.get(pk=worker.pk))
    assert approve(leave, staff).state == "approved"


def test_a_month_that_is_closed_or_sent_takes_no_leave(contract, period, worker, lecturer, staff):
    asked = leaves.ask(wish=wish(), by=worker)
    sent(contract, period, worker)

    for act in (
        lambda: leaves.ask(wish=wish(first=date(2021, 11, 15), last=date(2021, 11, 15)), by=worker),
        lambda: leaves.withdraw(leave=asked, by=worker, version=asked.version),
    ):
        with pytest.raises(leaves.LeaveError):
            act()
    Period.objects.update(state="closed", closed_at=MADE)
    with pytest.raises(months.MonthError):
        approve(asked, lecturer)
    refused = leaves.decide(leave=asked, approved=False, note="ส่งช้าเกินไป", by=staff, version=asked.version)
    assert refused.state == "refused"


def test_a_leave_decided_after_the_report_was_sent_counts_until_somebody_approved_it(
    contract, period, worker, lecturer, staff
):
    asked = leaves.ask(wish=wish(), by=worker)
    report = sent(contract, period, worker)
    assert report.days_leave == 0
    before = report.version

    approve(asked, lecturer)
    report.refresh_from_db()
    assert (report.days_leave, report.version) == (2, before + 1)

    late = month.leave(contract, date(2021, 11, 17))
    report.step.rules.steps.exclude(pk=report.step_id).delete()
    report = approvals.approve(report=report, by=lecturer, version=report.version)
    with pytest.raises(LateError):
        approve(late, staff)
    report.refresh_from_db()
    assert (report.state, report.days_leave) == ("approved", 2)


def test_a_month_is_not_closed_while_a_leave_of_it_waits(client, contract, period, worker, lecturer, staff):
    asked = leaves.ask(wish=wish(), by=worker)
    month.leave(contract, date(2021, 12, 1))  # of another month
    month.sign_in(contract, late_reason="ไม่มีสัญญาณ")
    month.sign_in(contract, date(2021, 11, 11))
    client.force_login(staff)
    address = reverse("period-close", args=[period.pk])
    page = client.get(address)
    counted = {one.code: one.people for one in page.context["checks"]}
    assert (counted["leave"], counted["late-sign-in"], counted["late-log"]) == (1, 1, 0)
    assert f"{reverse('leave-list')}?status=asked" in page.text

    refused = client.post(address, {"version": period.version})
    assert refused.status_code == 409
    assert "ใบลา" in refused.text
    told = client.get(reverse("api-period-checks", args=[period.pk])).json()
    assert {one["code"] for one in told if one["people"]} >= {"leave", "late-sign-in"}

    approve(asked, staff)
    assert client.post(address, {"version": period.version}).status_code == 302
    period.refresh_from_db()
    assert period.state == "closed"


def test_a_withdrawn_leave_is_a_working_day_again(contract, period, worker, lecturer):
    leave = approve(leaves.ask(wish=wish(), by=worker), lecturer)

    with pytest.raises(PermissionDenied):
        leaves.withdraw(leave=leave, by=lecturer, version=leave.version)
    leaves.withdraw(leave=leave, by=worker, version=leave.version)

    assert month_of(contract, period).leave == 0


@pytest.mark.parametrize(("kind", "absent"), [("sick", 0), ("quarantine", 0), ("closure", 0), ("personal", 2)])
def test_what_is_not_paid_is_absent_when_the_report_is_sent(contract, period, worker, lecturer, kind, absent):
    approve(leaves.ask(wish=wish(kind=kind), by=worker), lecturer)

    report = sent(contract, period, worker)

    assert (report.days_worked, report.days_absent) == (0, absent)


def test_a_personal_leave_lowers_the_wage_that_is_approved(contract, worker, lecturer):
    period = month.period(of=month.rules(kinds=("pm",)))
    approve(leaves.ask(wish=wish(kind="personal"), by=worker), lecturer)
    report = sent(contract, period, worker)

    report = approvals.approve(report=report, by=lecturer, version=report.version)

    assert report.amount == Decimal(14000)


def test_a_worker_asks_with_a_photographed_paper_and_staff_open_it(client, contract, period, worker, staff, manager):
    client.force_login(worker)
    typed = {"key": str(uuid.uuid4()), "kind": "sick", "first": "2021-11-08", "last": "2021-11-09", "reason": "ไข้หวัด"}
    paper = SimpleUploadedFile("ใบรับรอง.png", work.picture(), "image/png")

    answer = client.post(reverse("leave-ask"), typed | {"paper": paper})
    leave = Leave.objects.get()
    own = client.get(reverse("month-own")).content.decode()
    client.force_login(staff)
    page = client.get(answer.url).content.decode()
    shown = client.get(reverse("leave-paper", args=[leave.pk]))
    refused = client.post(reverse("leave-decide", args=[leave.pk]), {"version": leave.version, "answer": "refuse"})
    client.post(reverse("leave-decide", args=[leave.pk]), {"version": leave.version, "answer": "approve"})
    client.force_login(manager)

    assert "ลาป่วย" in own
    assert "ไข้หวัด" in page
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert AuditEvent.objects.filter(action="leave.paper_opened", actor_id_text=str(staff.pk)).count() == 1
    assert refused.status_code == 422
    leave.refresh_from_db()
    assert leave.state == "approved"
    for name in ("leave-detail", "leave-paper"):
        assert client.get(reverse(name, args=[leave.pk])).status_code == 404


def test_whoever_reads_the_report_sees_that_somebody_was_on_leave_but_not_why(
    client, contract, period, worker, ministry
):
    month.leave(contract, FIRST, LAST, state="approved", reason="โรคประจำตัวกำเริบ")
    report = sent(contract, period, worker)
    client.force_login(ministry)

    page = client.get(reverse("monthreport-detail", args=[report.pk])).content.decode()

    assert "ลาโดยได้รับค่าจ้าง" in page
    assert "ลาป่วย" not in page
    assert "โรคประจำตัวกำเริบ" not in page


def test_reasons_of_leave_go_neither_into_the_trail_nor_to_other_workers(contract, period, worker, lecturer):
    leave = approve(leaves.ask(wish=wish(reason="เรื่องส่วนตัวมาก"), by=worker), lecturer)
    other = make.user("other")
    work.contract(work.person(other))

    assert leave not in leaves_of(other)
    assert not AuditEvent.objects.filter(target_text__contains="เรื่องส่วนตัว").exists()
    assert "เรื่องส่วนตัว" not in str(list(AuditEvent.objects.values_list("changes", "reason")))


def test_the_api_asks_decides_and_withdraws(client, contract, period, worker, lecturer):
    def post(user, path, body):
        client.force_login(user)
        return client.post(f"/api/v1/leaves/{path}", body, content_type="application/json")

    body = {"key": str(uuid.uuid4()), "first": "2021-11-08", "last": "2021-11-08", "kind": "sick", "reason": "ไข้"}
    made, again = post(worker, "", body), post(worker, "", body)
    key = made.json()["id"]
    without = post(lecturer, f"{key}/decide/", {"version": 1, "decision": "refuse"})
    stale = post(lecturer, f"{key}/decide/", {"version": 9, "decision": "approve"})
    done = post(lecturer, f"{key}/decide/", {"version": 1, "decision": "approve"})
    back = post(worker, f"{key}/withdraw/", {"version": 2})

    answers = (made, again, without, stale, done, back)
    assert [one.status_code for one in answers] == [201, 201, 422, 412, 200, 200]
    assert (again.json()["id"], back.json()["state"]) == (key, "withdrawn")
    assert client.get("/api/v1/leaves/?status=withdrawn&day=2021-11-08").json()["count"] == 1
