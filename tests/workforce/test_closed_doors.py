"""A closed month refuses every door, by page and by API; and of two windows that approve at once, one does."""

import threading
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from tests.access.table import TABLE
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import DomainError
from workforce.models import Approval, Assignment, DayLog, Leave, LogPhoto, MonthReport, Period, SignIn
from workforce.services import amounts, approvals
from workforce.urls import assignments, attendance
from workforce.urls import months as urls

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
CLOSED = "งวดนี้ปิดแล้ว"
ENTRY = {"day": "2021-11-03", "activity": "สำรวจครัวเรือน", "detail": "หมู่ 3"}
LINES = [{"text": "สำรวจ", "standing": "on"}]
TASKS = [{"text": "สำรวจครัวเรือน"}]


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


@pytest.fixture
def rows(contract, period, worker, lecturer, manager, staff):
    """A month with something of everything in it, as it stood on the day it was closed."""
    other, third, fourth, fifth = (work.contract() for _one in range(4))
    taken, proposed = month.sent(fourth, period), month.sent(fifth, period)
    taken = approvals.approve(report=taken, by=lecturer, version=1)
    amounts.propose(report=proposed, wanted=amounts.Wanted(Decimal(100), "ก", "ข"), by=lecturer, version=1)
    found = {
        "taken": taken,
        "proposed": proposed,
        "sign-in": month.sign_in(contract, late_reason="ไม่มีสัญญาณ"),
        "draft": month.report(contract, period),
        "sent": month.sent(other, period),
        "approved": month.approved(third, period, days_late=2),
        "log": month.log(contract),
        "late": month.log(contract, late_reason="ไม่มีสัญญาณ"),
        "leave": month.leave(contract),
        "assignment": month.assignment(contract, period),
        "contract": contract,
        "period": period,
    }
    Period.objects.filter(pk=period.pk).update(state="closed", closed_at=work.MADE)
    return found


def state():
    """Return all that a month consists of."""
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for model in (MonthReport, Approval, DayLog, LogPhoto, Leave, Assignment, SignIn)
    }


def photo():
    return SimpleUploadedFile("ภาพ.png", work.picture(), "image/png")


PAGES = [
    ("worker", "log-create", "", lambda _rows: {**ENTRY, "key": str(uuid.uuid4())}),
    ("worker", "log-amend", "log", lambda _rows: {**ENTRY, "version": 1, "key": str(uuid.uuid4())}),
    ("worker", "log-remove", "log", lambda _rows: {}),
    ("worker", "log-photo-add", "log", lambda _rows: {"photos": photo()}),
    ("worker", "monthreport-write", "draft",
     lambda _rows: {"version": 1, "text_0": "ก", "standing_0": "on", "next_plan": "ข"}),
    ("worker", "leave-ask", "",
     lambda _rows: {"key": str(uuid.uuid4()), "first": "2021-11-15", "last": "2021-11-15", "kind": "sick",
                   "reason": "ไข้"}),
    ("lecturer", "log-decide", "late", lambda _rows: {"accepted": "yes"}),
    ("lecturer", "leave-decide", "leave", lambda _rows: {"answer": "approve", "version": 1}),
    ("lecturer", "monthreport-approve", "sent", lambda _rows: {"version": 1, "days": 0}),
    ("lecturer", "monthreport-return", "sent", lambda _rows: {"version": 1, "reason": "ขาดภาพ"}),
    ("lecturer", "monthreport-propose", "sent",
     lambda _rows: {"version": 1, "amount": "100", "reason": "ก", "evidence": "ข"}),
    ("lecturer", "monthreport-waiting", "", lambda rows: {"chosen": [f"{rows['sent'].pk}:1"]}),
    ("lecturer", "monthreport-withdraw", "taken", lambda _rows: {"version": 2, "reason": "เร็วไป"}),
    ("lecturer", "monthreport-answer", "proposed", lambda _rows: {"version": 2, "agreed": "no", "answer": "ผิด"}),
    ("lecturer", "signin-decide", "sign-in", lambda _rows: {"accepted": "yes"}),
    ("lecturer", "assignment-change", "assignment",
     lambda _rows: {"number_0": "1", "text_0": "สำรวจ", "version": 1, "reason": "ก"}),
    ("worker", "assignment-acknowledge", "assignment", lambda _rows: {"version": 1}),
    ("worker", "leave-withdraw", "leave", lambda _rows: {"version": 1}),
    ("staff", "monthreport-reopen", "approved", lambda _rows: {"version": 1, "reason": "ผิด"}),
    ("staff", "monthreport-waive", "approved", lambda _rows: {"version": 1, "amount": "1", "reason": "ไฟดับ"}),
]  # fmt: skip

DOORS = [
    ("worker", "api-log-list", "", lambda _rows: {**ENTRY, "key": str(uuid.uuid4())}),
    ("worker", "api-log-amend", "log", lambda _rows: {**ENTRY, "version": 1}),
    ("worker", "api-log-remove", "log", lambda _rows: {}),
    ("worker", "api-monthreport-list", "",
     lambda rows: {"contract": rows["contract"].pk, "period": rows["period"].pk}),
    ("worker", "api-monthreport-write", "draft", lambda _rows: {"version": 1, "lines": LINES, "next_plan": "ข"}),
    ("worker", "api-monthreport-send", "draft", lambda _rows: {"version": 1, "certified": True}),
    ("worker", "api-leave-list", "",
     lambda _rows: {"key": str(uuid.uuid4()), "first": "2021-11-15", "last": "2021-11-15", "kind": "sick",
                   "reason": "ไข้"}),
    ("worker", "api-assignment-acknowledge", "assignment", lambda _rows: {"version": 1}),
    ("lecturer", "api-log-decide", "late", lambda _rows: {"decision": "accept"}),
    ("lecturer", "api-leave-decide", "leave", lambda _rows: {"decision": "approve", "version": 1}),
    ("lecturer", "api-assignment-list", "",
     lambda rows: {"tasks": TASKS, "period": rows["period"].pk, "contracts": [rows["contract"].pk]}),
    ("lecturer", "api-assignment-change", "assignment", lambda _rows: {"tasks": TASKS, "version": 1, "reason": "ก"}),
    ("lecturer", "api-monthreport-approve", "sent", lambda _rows: {"version": 1}),
    ("lecturer", "api-monthreport-send-back", "sent", lambda _rows: {"version": 1, "reason": "ขาดภาพ"}),
    ("lecturer", "api-monthreport-propose", "sent",
     lambda _rows: {"version": 1, "amount": "100", "reason": "ก", "evidence": "ข"}),
    ("lecturer", "api-monthreport-approve-many", "",
     lambda rows: {"reports": [{"id": rows["sent"].pk, "version": 1}]}),
    ("lecturer", "api-monthreport-withdraw", "taken", lambda _rows: {"version": 2, "reason": "เร็วไป"}),
    ("lecturer", "api-monthreport-answer", "proposed", lambda _rows: {"version": 2, "agreed": False}),
    ("lecturer", "api-signin-decide", "sign-in", lambda _rows: {"decision": "accept"}),
    ("worker", "api-leave-withdraw", "leave", lambda _rows: {"version": 1}),
    ("staff", "api-monthreport-reopen", "approved", lambda _rows: {"version": 1, "reason": "ผิด"}),
    ("staff", "api-monthreport-waive", "approved", lambda _rows: {"version": 1, "amount": "1", "reason": "ไฟดับ"}),
]  # fmt: skip

#: What a month closed for work still lets happen, and pages whose service is knocked at by another.
APART = {
    "wages, paid and corrected after the month": {
        "adjustment-ask", "adjustment-decide", "bankaccount-confirm", "bankaccount-enter", "bankaccount-own",
        "paybatch-discard", "paybatch-freeze", "paybatch-results", "paybatch-settle", "payline-again", "period-compute",
        "transferformat-edit",
    },
    "the months themselves and how they are counted": {
        "monthrules-edit", "period-close", "period-open", "period-reopen",
    },
    "papers of what was approved": {"monthreport-accept", "monthreport-deliver", "period-papers"},
    "what reports named is answered later": {"problemitem-answer", "problemitem-close", "problemitem-pass"},
    "who stands in for whom": {"delegation-end", "delegation-give"},
    "days off of everybody: what was sent counts them as they were": {"holiday-add", "holiday-cancel", "holiday-move"},
    "kept with the reason why it is late, and counts nothing: deciding is refused": {"signin-create"},
    "by the API: a page shows open months": {"assignment-give", "monthreport-begin"},
}  # fmt: skip


def test_every_page_that_writes_of_a_month_is_knocked_at_or_says_why_not():
    pages = {one.name for module in (assignments, attendance, urls) for one in module.urlpatterns}
    writing = {line.name for line in TABLE if line.method == "post"} & pages
    apart = [name for names in APART.values() for name in names]
    assert sorted(writing) == sorted({name for _who, name, *_ in PAGES} | set(apart))
    assert {"api-assignment-list", "api-monthreport-list"} <= {name for _who, name, *_ in DOORS}


def knock(client, request, rows, who, name, of, body, **options):
    client.force_login(request.getfixturevalue(who))
    address = reverse(name, args=[rows[of].pk] if of else [])
    before = state()
    answer = client.post(address, body(rows), follow=True, **options)
    assert state() == before
    return answer


@pytest.mark.parametrize(("who", "name", "of", "body"), PAGES, ids=[f"{who}-{name}" for who, name, *_ in PAGES])
def test_a_closed_month_refuses_every_page(client, request, rows, who, name, of, body):
    answer = knock(client, request, rows, who, name, of, body)

    assert CLOSED in answer.content.decode()


@pytest.mark.parametrize(("who", "name", "of", "body"), DOORS, ids=[f"{who}-{name}" for who, name, *_ in DOORS])
def test_a_closed_month_refuses_every_route(client, request, rows, who, name, of, body):
    answer = knock(client, request, rows, who, name, of, body, content_type="application/json")

    assert answer.status_code == (200 if name.endswith("-many") else 409)
    assert CLOSED in answer.content.decode()


def test_there_is_no_door_beside_pages_and_routes():
    """No admin site edits rows past the services."""
    assert not [app for app in django_settings.INSTALLED_APPS if "admin" in app]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["one", "two"])
def test_two_windows_that_approve_at_once_approve_once(contract, period, lecturer, who):
    """The same lecturer in two windows, or two lecturers of the tambon."""
    second = make.user("second")
    month.guide(second, "pm")
    report = month.sent(contract, period)
    people = [lecturer, lecturer if who == "one" else second]
    gate, came = threading.Barrier(2), []

    def run(by):
        try:
            gate.wait(timeout=20)
            came.append(approvals.approve(report=report, by=by, version=report.version).version)
        except DomainError as error:
            came.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(by,)) for by in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)

    assert Approval.objects.count() == 1
    assert (MonthReport.objects.get().version, MonthReport.objects.get().step.kind) == (2, "am")
    assert len([one for one in came if isinstance(one, DomainError)]) == (0 if who == "one" else 1)
    assert date(2021, 12, 2) == Approval.objects.get().at.date()
