"""What is assigned for a month: given once to each, read by whom it is for, counted as done, changed in the open."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import MADE
from tests.workforce.test_month_road import sent, today  # noqa: F401 - the same day
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Assignment
from workforce.selectors.assignments import assigned_in, assignments_of, versions_of
from workforce.services import assignments, logs, reports
from workforce.services.assignments import Plan, Wanted
from workforce.services.logs import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
HOUSEHOLDS = Wanted("สำรวจครัวเรือน", quantity=Decimal(40), unit="ครัวเรือน")
MEETING = Wanted("ร่วมประชุมประจำเดือน")
PLAN = Plan([HOUSEHOLDS, MEETING], ["digital"])


def give(contracts, period, by, plan=PLAN):
    return assignments.give(plan=plan, contracts=contracts, period=period, by=by)


def entry(**fields):
    values = {"key": uuid.uuid4(), "day": date(2021, 11, 3), "activity": "สำรวจ", "detail": "หมู่ 3"} | fields
    return Entry(**values)


@pytest.fixture
def given(contract, period, lecturer):
    return give([contract], period, lecturer)[0].assignment


def test_many_get_the_same_and_who_has_one_keeps_it(contract, period, lecturer, worker):
    second = work.contract(work.person())
    far = work.contract(work.person(), on=work.post(make.area("630201")))

    first = give([contract], period, lecturer)
    again = give([contract, second, far], period, lecturer, Plan([MEETING]))

    assert [(one.is_new, one.error) for one in first] == [(True, "")]
    assert [(one.contract, one.is_new, bool(one.error)) for one in again] == [
        (contract, False, False), (second, True, False), (far, False, True)
    ]  # fmt: skip
    assert Assignment.objects.count() == 2
    assert [one.text for one in first[0].assignment.items.all()] == ["สำรวจครัวเรือน", "ร่วมประชุมประจำเดือน"]
    assert [one.kind for one in Notification.objects.filter(user=worker)] == ["assignment.given"]
    assert AuditEvent.objects.filter(action="assignment.given").count() == 2


@pytest.mark.parametrize(
    "plan",
    [
        Plan([Wanted("  ")]),
        Plan([Wanted("สำรวจ", quantity=Decimal(0), unit="ครัวเรือน")]),
        Plan([Wanted("สำรวจ", quantity=Decimal(4))]),
        Plan([MEETING] * 21),
        Plan([Wanted("ก" * 301)]),
        Plan([MEETING], ["cooking"]),
    ],
)
def test_what_cannot_be_assigned_is_said(contract, period, lecturer, plan):
    with pytest.raises(InputError):
        give([contract], period, lecturer, plan)

    assert not Assignment.objects.exists()


def test_only_the_lecturer_assigns_and_never_in_a_month_that_is_closed_or_sent(contract, period, lecturer, worker):
    staff = make.user("staff-one")
    make.membership(staff, "staff", university=make.university("kpru"))
    for stranger in (worker, staff):
        with pytest.raises(PermissionDenied):
            give([contract], period, stranger)
    month.sent(contract, period)
    assert "ส่งรายงาน" in give([contract], period, lecturer)[0].error

    type(period).objects.filter(pk=period.pk).update(state="closed", closed_at=MADE)
    with pytest.raises(DomainError, match="ปิด"):
        give([contract], period, lecturer)


def test_the_worker_acknowledges_and_a_change_asks_again(given, lecturer, worker):
    seen = assignments.acknowledge(assignment=given, by=worker, version=1)
    assert seen.is_acknowledged
    assert assignments.acknowledge(assignment=given, by=worker, version=1).acknowledged_at == seen.acknowledged_at

    more = Plan([Wanted("สำรวจครัวเรือน", quantity=Decimal(60), unit="ครัวเรือน", number=1), Wanted("ทำแผนที่")])
    changed = assignments.change(assignment=given, plan=more, reason="เพิ่มหมู่ 5", by=lecturer, version=1)

    assert (changed.version, changed.is_acknowledged, changed.change_reason) == (2, False, "เพิ่มหมู่ 5")
    assert [(one.number, one.text) for one in changed.items.standing()] == [(1, "สำรวจครัวเรือน"), (3, "ทำแผนที่")]
    assert [[one.text for one in version.items] for version in versions_of(changed)] == [
        ["สำรวจครัวเรือน", "ร่วมประชุมประจำเดือน"]
    ]
    assert Notification.objects.filter(user=worker, kind="assignment.changed").count() == 1
    with pytest.raises(StaleError):
        assignments.acknowledge(assignment=given, by=worker, version=1)
    with pytest.raises(InputError, match="ไม่มีสิ่งใดเปลี่ยน"):
        same = Plan([Wanted(one.text, None, one.quantity, one.unit, one.note, one.number)
                     for one in changed.items.standing()])  # fmt: skip
        assignments.change(assignment=changed, plan=same, reason="ลองอีก", by=lecturer, version=2)
    with pytest.raises(InputError, match="1"):
        twice = Plan([Wanted("สำรวจครัวเรือน", number=1), Wanted("ทำแผนที่", number=1)])
        assignments.change(assignment=changed, plan=twice, reason="ลองอีก", by=lecturer, version=2)
    assert changed.items.standing().count() == 2
    with pytest.raises(InputError, match="9"):
        stray = Plan([Wanted("อื่น", number=9)])
        assignments.change(assignment=changed, plan=stray, reason="ลองอีก", by=lecturer, version=2)


def test_logs_name_a_task_and_the_report_shows_what_is_done(given, contract, period, worker, lecturer):
    task, meeting = given.items.all()
    logs.write(entry=entry(item=task, quantity=Decimal(25)), by=worker)
    logs.write(entry=entry(item=task, quantity=Decimal(7), day=date(2021, 11, 4)), by=worker)
    more = Plan([Wanted(task.text, quantity=Decimal(64), unit=task.unit, number=1), Wanted(meeting.text, number=2)])
    assignments.change(assignment=given, plan=more, reason="เพิ่ม", by=lecturer, version=1)

    done = assigned_in(contract, period).tasks[0]
    report = reports.begin(contract=contract, period=period, by=worker)

    assert (done.done, done.logs, done.share) == (32, 2, 50)
    lines = list(report.lines.all())
    assert [(one.item.number, "32" in one.text) for one in lines] == [(1, True), (2, False)]
    written = reports.Written([reports.Line(lines[0].text, "below", "", None, lines[0].item)], next_plan="ต่อ")
    reports.save(report=report, written=written, by=worker, version=report.version)
    assert [one.standing for one in assigned_in(contract, period).tasks] == ["below", ""]


def test_a_log_names_only_a_task_of_its_own_month(given, worker):
    other = month.assignment(work.contract(work.person()), given.period).items.get()
    task = given.items.first()
    for wrong in ({"item": other}, {"quantity": Decimal(3)}, {"item": task, "quantity": Decimal(0)}):
        with pytest.raises(InputError):
            logs.write(entry=entry(**wrong), by=worker)


def test_the_pages_go_the_whole_way(client, contract, period, lecturer, worker):
    client.force_login(lecturer)
    tasks = {"text_0": "สำรวจครัวเรือน", "quantity_0": "40", "unit_0": "ครัวเรือน"}
    nobody = client.post(reverse("assignment-give"), tasks)
    made = client.post(reverse("assignment-give"), tasks | {"people": [contract.pk]})
    again = client.post(reverse("assignment-give"), tasks | {"people": [contract.pk]})

    assert (nobody.status_code, made.status_code, again.status_code) == (422, 200, 200)
    assignment = Assignment.objects.get()
    client.force_login(worker)
    day_page = client.get(reverse("month-own"))
    assert reverse("assignment-acknowledge", args=[assignment.pk]) in day_page.content.decode()
    client.post(reverse("assignment-acknowledge", args=[assignment.pk]), {"version": "1"})
    log = {"key": uuid.uuid4(), "day": "2021-11-03", "activity": "สำรวจ", "detail": "หมู่ 3", "quantity": "12"}
    task = assignment.items.get()
    assert client.post(reverse("log-create"), log | {"item": task.pk}).status_code == 302
    assert "12" in client.get(reverse("assignment-detail", args=[assignment.pk])).content.decode()
    client.force_login(lecturer)
    changed = client.post(
        reverse("assignment-change", args=[assignment.pk]),
        {"number_0": "1", "text_0": "สำรวจครัวเรือน หมู่ 3", "version": "1", "reason": "เฉพาะหมู่ 3"},
    )
    assert changed.status_code == 302
    page = client.get(reverse("assignment-detail", args=[assignment.pk])).content.decode()
    assert "เฉพาะหมู่ 3" in page
    assert client.get(f"{reverse('assignment-give')}?copy={assignment.pk}").status_code == 200
    assert client.get(f"{reverse('assignment-give')}?period=999").status_code == 404


def test_the_api_does_the_same(client, contract, period, lecturer, worker):
    client.force_login(lecturer)
    body = {"period": period.pk, "contracts": [contract.pk, 10**9], "tasks": [{"text": "สำรวจ"}]}
    answer = client.post("/api/v1/assignments/", body, content_type="application/json").json()
    assert [(one["is_new"], bool(one["error"])) for one in answer] == [(True, False), (False, True)]
    unknown = client.post(
        "/api/v1/assignments/", body | {"tasks": [{"text": "ก", "work": 9}]}, content_type="application/json"
    )
    assert unknown.status_code == 422
    key = answer[0]["assignment"]
    changed = client.post(
        f"/api/v1/assignments/{key}/change/",
        {"version": 1, "reason": "แก้", "tasks": [{"text": "สำรวจซ้ำ", "number": 1}]}, content_type="application/json",
    ).json()  # fmt: skip
    assert (changed["version"], [one["text"] for one in changed["tasks"]]) == (2, ["สำรวจซ้ำ"])
    client.force_login(worker)
    seen = client.post(f"/api/v1/assignments/{key}/acknowledge/", {"version": 2}, content_type="application/json")
    assert seen.json()["seen_version"] == 2
    assert set(assignments_of(worker)) == set(Assignment.objects.all())


def test_a_window_left_open_shows_what_stands_beside_what_was_typed(client, given, lecturer):
    first = given.items.order_by("number").first()
    kept = Plan([Wanted(first.text, None, first.quantity, first.unit, first.note, first.number)])
    assignments.change(assignment=given, plan=kept, reason="ตัดประชุมออก", by=lecturer, version=1)
    client.force_login(lecturer)
    change = reverse("assignment-change", args=[given.pk])
    typed = {f"text_{place}": f"งานที่ {place}" for place in range(7)} | {"reason": "พิมพ์ค้างไว้", "version": "1"}

    stale = client.post(change, typed)

    assert stale.status_code == 412
    assert all(said in stale.text for said in (first.text, "ตัดประชุมออก", "งานที่ 0", "งานที่ 6", "พิมพ์ค้างไว้"))
    assert given.items.standing().count() == 1
    assert client.post(change, typed | {"version": stale.context["form"]["version"].value()}).status_code == 302
    assert given.items.standing().count() == 7
