"""What reports name beside their results: raised, answered, passed on, climbed, closed; and who must not see it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_month_road import today, written  # noqa: F401 - the same day
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import ProblemEvent, ProblemItem
from workforce.selectors.problems import answerable_by, problems_of, waiting_for
from workforce.services import approvals, problems, reports
from workforce.services.raising import Problem
from workforce.tasks import climb_problems

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
FLOOD = Problem("obstacle", "ถนนขาดช่วงฝนตก")


@pytest.fixture
def ministry(nation):
    user = make.user("ministry")
    make.membership(user, "ministry", area=nation)
    return user


@pytest.fixture
def item(contract, period):
    return month.problem(month.sent(contract, period))


def sent(contract, period, worker, *named):
    report = reports.begin(contract=contract, period=period, by=worker)
    report = reports.save(report=report, written=written(problems=named), by=worker, version=report.version)
    return reports.send(report=report, certified=True, by=worker, version=report.version)


def test_what_is_named_is_raised_when_the_report_is_sent_and_the_lecturer_is_told(contract, period, worker, lecturer):
    report = reports.begin(contract=contract, period=period, by=worker)
    report = reports.save(report=report, written=written(problems=[FLOOD]), by=worker, version=report.version)
    assert list(problems_of(lecturer)) == []

    reports.send(report=report, certified=True, by=worker, version=report.version)

    item = ProblemItem.objects.get()
    assert (item.owner, item.state, item.due_on) == ("pm", "open", date(2021, 12, 9))
    assert list(waiting_for(lecturer)) == [item]
    assert Notification.objects.get(user=lecturer).kind == "problemitem.raised"


def test_what_was_raised_stays_when_the_report_comes_back_and_is_written_anew(contract, period, worker, lecturer):
    report = sent(contract, period, worker, FLOOD)
    report = approvals.send_back(report=report, reason="ขาดภาพ", by=lecturer, version=report.version)

    other = Problem("suggestion", "ขอเครื่องพิมพ์")
    report = reports.save(report=report, written=written(problems=[other]), by=worker, version=report.version)
    reports.send(report=report, certified=True, by=worker, version=report.version)

    assert {(one.kind, one.raised_at is not None) for one in ProblemItem.objects.all()} == {
        ("obstacle", True), ("suggestion", True)
    }  # fmt: skip
    assert ProblemEvent.objects.filter(action="raised").count() == 2


def test_what_is_no_kind_and_what_is_too_much_is_refused(contract, period, worker):
    report = reports.begin(contract=contract, period=period, by=worker)

    for named in ([Problem("wish", "ขอ")], [FLOOD] * 21):
        with pytest.raises(InputError) as refused:
            reports.save(report=report, written=written(problems=named), by=worker, version=report.version)
        assert refused.value.extra["field"] == "problems"
    assert not ProblemItem.objects.exists()


def test_an_answer_reaches_the_worker_and_is_read_on_the_report(client, contract, item, worker, lecturer):
    problems.answer(item=item, text="ให้ใช้เส้นทางบ้านห้วยหินแทน", by=lecturer, version=item.version)

    item.refresh_from_db()
    assert item.state == "in-hand"
    assert Notification.objects.get(user=worker).kind == "problemitem.answered"
    client.force_login(worker)
    page = client.get(reverse("monthreport-detail", args=[item.report_id])).content.decode()
    assert "ให้ใช้เส้นทางบ้านห้วยหินแทน" in page
    assert AuditEvent.objects.get(action="problemitem.answered").changes == {"state": ["open", "in-hand"]}


def test_an_answer_says_something_and_names_a_day_to_come(item, lecturer):
    for fields, field in (
        ({"text": " "}, "text"), ({"text": "ทำแล้ว", "due_on": date(2021, 12, 1)}, "due_on"),
        ({"text": "ทำแล้ว", "due_on": date(2022, 2, 1)}, "due_on"), ({"text": "ทำแล้ว", "due_on": date.max}, "due_on"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            problems.answer(item=item, by=lecturer, version=item.version, **fields)
        assert refused.value.extra["field"] == field


def test_passed_on_it_waits_for_the_staff_and_then_for_the_ministry_alone(item, lecturer, staff, ministry):
    item = problems.pass_on(item=item, reason="เกินอำนาจ", by=lecturer, version=item.version)
    assert [list(waiting_for(user)) for user in (lecturer, staff, ministry)] == [[], [item], []]
    with pytest.raises(DomainError):
        problems.answer(item=item, text="ตอบ", by=lecturer, version=item.version)

    item = problems.pass_on(item=item, reason="ต้องใช้งบกลาง", by=staff, version=item.version)

    assert [list(waiting_for(user)) for user in (lecturer, staff, ministry)] == [[], [], [item]]
    assert {one.user for one in Notification.objects.filter(kind="problemitem.came")} == {staff, ministry}
    with pytest.raises(DomainError):
        problems.pass_on(item=item, reason="ต่อ", by=ministry, version=item.version)


def test_closed_it_says_why_and_nothing_more_is_done(item, worker, lecturer):
    with pytest.raises(InputError):
        problems.close(item=item, reason="", by=lecturer, version=item.version)
    item = problems.close(item=item, reason="ซ่อมถนนแล้ว", by=lecturer, version=item.version)

    assert (item.state, item.closed_at is not None) == ("done", True)
    assert Notification.objects.get(user=worker).kind == "problemitem.closed"
    for act in (problems.pass_on, problems.close):
        with pytest.raises(DomainError):
            act(item=item, reason="อีกครั้ง", by=lecturer, version=item.version)


def test_a_stale_page_is_told(item, lecturer):
    problems.answer(item=item, text="รับทราบ", by=lecturer, version=item.version)

    with pytest.raises(StaleError):
        problems.close(item=item, reason="จบ", by=lecturer, version=item.version)


def test_what_is_late_climbs_once_and_what_is_closed_or_in_time_stays(
    settings, contract, period, item, staff, ministry
):
    report = item.report
    closed = month.problem(report, state="done", closed_at=month.MADE)
    in_time = month.problem(report, due_on=date(2021, 12, 31))
    draft = ProblemItem.objects.create(report=report, kind="problem", text="ยังไม่ส่ง")
    settings.CLOCK = "2021-12-10T10:00:00+07:00"

    climb_problems()
    climb_problems()

    found = {one.pk: one.owner for one in ProblemItem.objects.all()}
    assert found == {item.pk: "staff", closed.pk: "pm", in_time.pk: "pm", draft.pk: "pm"}
    assert list(item.events.values_list("action", "owner")) == [("raised", "pm"), ("climbed", "staff")]
    assert Notification.objects.get(user=staff).values == {"count": 1}
    settings.CLOCK = "2021-12-25T10:00:00+07:00"
    assert problems.climb(by=system_user()) == 1
    settings.CLOCK = "2022-03-01T10:00:00+07:00"
    assert problems.climb(by=system_user()) == 1  # the one that was in time
    item.refresh_from_db()
    assert item.owner == "ministry"


def test_many_climb_in_the_questions_of_one(settings, contract, period, item, staff, django_assert_max_num_queries):
    for _one in range(30):
        month.problem(item.report)
    settings.CLOCK = "2021-12-10T10:00:00+07:00"
    by = system_user()

    with django_assert_max_num_queries(20):
        assert problems.climb(by=by) == 31


def test_nobody_answers_the_own_nor_without_the_permission(item, worker, manager):
    month.guide(worker, "pm")
    worker = type(worker).objects.get(pk=worker.pk)

    assert not answerable_by(worker).exists()
    with pytest.raises(DomainError):
        problems.answer(item=item, text="ตอบเอง", by=worker, version=item.version)
    with pytest.raises(PermissionDenied):
        problems.answer(item=item, text="ตอบ", by=manager, version=item.version)


def test_problems_of_another_tambon_and_of_colleagues_are_not_seen(client, item, worker):
    pm, staff, colleague = make.user("far-pm"), make.user("far-staff"), make.user("colleague")
    month.guide(pm, "pm", tambon="630201")
    make.membership(staff, "staff", university=make.university("cmu"))
    work.contract(work.person(colleague))

    for user in (pm, staff, colleague):
        client.force_login(user)
        assert client.get(reverse("problemitem-detail", args=[item.pk])).status_code == 404
        assert item.text not in client.get(reverse("problemitem-list")).content.decode()
        assert client.get(f"/api/v1/problems/{item.pk}/").status_code == 404
        assert client.get("/api/v1/problems/").json()["results"] == []


def test_a_download_of_problems_tells_no_words_of_the_workers(item, staff):
    from workforce.tables.problems import ProblemTable

    assert {column.source for column in ProblemTable.downloads}.isdisjoint({"text", "answer"})


def test_the_pages_of_a_problem(client, item, lecturer):
    client.force_login(lecturer)
    listed = client.get(reverse("problemitem-list"), {"waiting": "true"}).content.decode()
    assert item.text in listed

    asked = client.post(reverse("problemitem-answer", args=[item.pk]), {"version": 1, "text": ""})
    answered = client.post(reverse("problemitem-answer", args=[item.pk]), {"version": 1, "text": "รับเรื่องแล้ว"})
    client.post(reverse("problemitem-close", args=[item.pk]), {"version": 2, "reason": "ซ่อมแล้ว"})

    assert (asked.status_code, answered.status_code) == (422, 302)
    page = client.get(reverse("problemitem-detail", args=[item.pk])).content.decode()
    assert "รับเรื่องแล้ว" in page
    assert "ซ่อมแล้ว" in page
    assert reverse("problemitem-close", args=[item.pk]) not in page


def test_the_report_is_written_with_its_problems_by_page(client, contract, period, worker):
    report = reports.begin(contract=contract, period=period, by=worker)
    client.force_login(worker)
    typed = {
        "version": report.version, "text_0": "สำรวจ", "standing_0": "on", "next_plan": "สำรวจต่อ",
        "problem_kind_0": "suggestion", "problem_text_0": "ขอรถตู้", "problem_kind_1": "problem", "problem_text_1": "",
    }  # fmt: skip

    client.post(reverse("monthreport-write", args=[report.pk]), typed)

    assert list(ProblemItem.objects.values_list("kind", "text", "raised_at")) == [("suggestion", "ขอรถตู้", None)]
    assert "ขอรถตู้" in client.get(reverse("monthreport-write", args=[report.pk])).content.decode()


def test_the_api_answers_passes_on_and_closes(client, item, lecturer, staff):
    client.force_login(lecturer)
    path = f"/api/v1/problems/{item.pk}"

    answered = client.post(f"{path}/answer/", {"version": 1, "text": "รับทราบ"}, content_type="application/json")
    passed = client.post(f"{path}/pass-on/", {"version": 2, "reason": "เกินอำนาจ"}, content_type="application/json")
    client.force_login(staff)
    closed = client.post(f"{path}/close/", {"version": 3, "reason": "ทำแล้ว"}, content_type="application/json")

    assert [one.json()["state"] for one in (answered, passed, closed)] == ["in-hand", "in-hand", "done"]
    assert [event["action"] for event in closed.json()["events"]] == ["raised", "answered", "passed", "closed"]


def test_what_is_late_or_due_comes_first_and_what_is_closed_last(client, item, staff):
    closed = month.problem(
        item.report, state="done", closed_at=month.MADE, due_on=date(2021, 11, 1), text="สะพานชำรุดเล็กน้อย"
    )
    late = month.problem(item.report, due_on=date(2021, 11, 20), text="ไฟฟ้าดับบ่อย")
    client.force_login(staff)

    page = client.get(reverse("problemitem-list")).text

    assert page.index(late.text) < page.index(item.text) < page.index(closed.text)
