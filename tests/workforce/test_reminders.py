"""Who holds a report is told before and after its day, once a day; what is very late climbs; whom to call stands by."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.models import User
from tambon.system import system_user
from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.workforce import MADE
from u2t.core.models import Notification
from u2t.core.notifications import sentence_of
from workforce.models import ApprovalStep, MonthReport, Reminder
from workforce.selectors.late import late_of, late_reports
from workforce.selectors.reports import holders_of, journey_of, waiting_for
from workforce.services import amounts, approvals, reminding
from workforce.services.amounts import Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DUE = date(2021, 12, 3)


@pytest.fixture(autouse=True)
def today(settings):
    settings.CLOCK = "2021-12-02T10:00:00+07:00"


def told():
    """Who was told what of how many."""
    rows = Notification.objects.filter(kind__in=["monthreport.before", "monthreport.late", "monthreport.escalated"])
    return sorted((one.user.username, one.kind.split(".")[1], one.values["count"]) for one in rows)


def on(settings, day):
    """Run twice on a day of December: the second finds nothing."""
    Notification.objects.all().delete()
    settings.CLOCK = f"2021-12-{day:02d}T10:00:00+07:00"
    reminding.remind(by=system_user())
    assert reminding.remind(by=system_user()) == 0
    return told()


def test_reminded_before_and_after_and_escalated_to_the_next_step(period, lecturer, manager, settings):
    for _one in range(3):
        month.sent(work.contract(), period)
    assert MonthReport.objects.first().step_due_on == DUE

    assert on(settings, 1) == []
    assert on(settings, 2) == [("lecturer", "before", 3)]
    assert on(settings, 3) == []
    assert on(settings, 4) == [("lecturer", "late", 3)]
    assert on(settings, 6) == []
    assert on(settings, 7) == [("lecturer", "late", 3)]
    assert on(settings, 10) == [("lecturer", "late", 3), ("manager", "escalated", 3)]
    assert on(settings, 12) == []
    # Nothing ran for days: told at the first chance, and never twice of what climbed.
    assert on(settings, 28) == [("lecturer", "late", 3)]


def test_how_often_and_to_whom_is_data_and_deputies_are_told_too(period, lecturer, staff, worker, settings):
    month.sent(work.contract(work.person(worker)), period)
    far = make.user("far")
    month.delegation(lecturer, far, first=date(2021, 12, 1), last=date(2021, 12, 31))
    ApprovalStep.objects.update(remind_before=0, remind_every=0, escalate_after=2, escalate_to="staff")

    assert on(settings, 4) == []
    assert on(settings, 5) == [("staff", "escalated", 1)]
    ApprovalStep.objects.update(remind_every=1, escalate_after=0)
    assert on(settings, 6) == [("far", "late", 1), ("lecturer", "late", 1)]
    # The worker's own report is no matter of the worker's, whoever holds it.
    month.guide(worker, "pm")
    assert on(settings, 7) == [("far", "late", 1), ("lecturer", "late", 1)]
    with pytest.raises(PermissionDenied):
        reminding.remind(by=make.user("nobody"))


def test_who_has_not_sent_is_reminded_and_then_the_first_step_is_told(client, period, lecturer, worker, settings):
    """Due on the third: a report never begun, one begun and not sent, and one that came back, to be mended by then."""
    work.contract(work.person(worker))
    month.report(work.contract(work.person(make.user("writes"))), period)
    returned = work.contract(work.person(make.user("back")))
    month.report(returned, period, state="returned", sent_at=MADE)
    work.contract(work.person())  # without an account: only who guides can be told

    def unsent(day):
        on(settings, day)
        rows = Notification.objects.filter(kind__startswith="monthreport.unsent_")
        return sorted((one.user.username, one.kind.split("_")[1], one.values["count"]) for one in rows)

    soon = [("back", "before", 1), ("worker", "before", 1), ("writes", "before", 1)]
    late = [("back", "late", 1), ("worker", "late", 1), ("writes", "late", 1)]
    assert [unsent(day) for day in (1, 2, 4, 5, 7)] == [soon, [], late, [], late]
    assert unsent(10) == [*late[:1], ("lecturer", "escalated", 4), *late[1:]]
    said = Notification.objects.get(kind="monthreport.unsent_late", user=worker)
    assert sentence_of(said) == "รายงานประจำเดือนของท่านเลยกำหนดแล้ว (1 ฉบับ) โปรดเขียนและส่ง มิฉะนั้นค่าจ้างจะล่าช้า"
    assert said.link == reverse("month-own")
    assert Reminder.objects.filter(report__isnull=True, kind="escalated").count() == 4

    month.period(date(2021, 10, 1), of=period.rules, number=10, state="closed", closed_at=MADE)
    month.period(date(2021, 12, 1), of=period.rules, number=12)
    client.force_login(lecturer)
    page = client.get(reverse("monthreport-late"))
    assert {one.late_month for one, _said in page.context["unbegun"]} == {date(2021, 11, 1)}
    assert [one.person.user for one, _said in page.context["unbegun"]].count(None) == 1
    assert len(page.context["unbegun"]) == 2
    for one, said in page.context["unbegun"]:
        assert said.startswith(f"เรียน {one.person} รายงานประจำเดือนพฤศจิกายน 2564")
        assert said.endswith(reverse("month-own"))
    assert "ยังไม่เริ่มเขียน" in page.text
    assert client.get(reverse("monthreport-late"), {"tambon": "500101"}).context["unbegun"] == []
    client.force_login(make.user("outsider"))
    assert client.get(reverse("monthreport-late")).context["unbegun"] == []


def test_what_came_back_is_due_again_reminded_of_and_climbs(client, period, lecturer, worker, settings):
    """Returned on the fifth at a step of three days: by the eighth it is to be sent again, or somebody is told."""
    report = month.sent(work.contract(work.person(worker)), period)
    settings.CLOCK = "2021-12-05T10:00:00+07:00"
    report = approvals.send_back(report=report, reason="ขาดรูป", by=lecturer, version=report.version)
    assert report.step_due_on == date(2021, 12, 8)
    assert journey_of(report)[0].on == date(2021, 12, 8)

    def unsent(day):
        on(settings, day)
        rows = Notification.objects.filter(kind__startswith="monthreport.unsent_")
        return sorted((one.user.username, one.kind.split("_")[1], one.values["count"]) for one in rows)

    assert [unsent(day) for day in (6, 7, 8)] == [[("worker", "before", 1)], [], []]
    assert unsent(9) == [("worker", "late", 1)]
    assert unsent(15) == [("lecturer", "escalated", 1), ("worker", "late", 1)]
    client.force_login(lecturer)
    assert [one.report for one in client.get(reverse("monthreport-late")).context["lines"]] == [report]

    ApprovalStep.objects.update(due_days=5)
    approved = month.approved(work.contract(), period)
    staff = make.user("office")
    make.membership(staff, "staff", university=make.university("kpru"))
    approved = approvals.reopen(report=approved, reason="นับผิด", by=staff, version=approved.version)
    assert approved.step_due_on == date(2021, 12, 20)


def test_the_statement_tells_those_whose_turn_it_is(period, lecturer, manager, staff, settings):
    """The database and `waiting_for` say the same of every step and holder."""
    agency = make.agency("amphoe-6301", area=make.area("6301"))
    stranger_host = make.user("elsewhere")
    month.guide(stranger_host, "am", make.agency("amphoe-6302", area=make.area("6302")))
    officer = make.user("officer")
    make.membership(officer, "agency", agency=agency)
    ApprovalStep.objects.filter(position=2).update(kind="agency")
    ApprovalStep.objects.create(rules=period.rules, position=4, kind="am", name_th="ขั้นที่ 4")
    named = make.user("named")
    make.membership(named, "staff", university=make.university("kpru"))
    ApprovalStep.objects.create(rules=period.rules, position=5, kind="certifier", name_th="ขั้นที่ 5").certifiers.add(named)
    for position in range(1, 6):
        month.sent(work.contract(agency=agency), period, position)
    settings.CLOCK = "2021-12-04T10:00:00+07:00"

    reminding.remind(by=system_user())

    people = User.objects.exclude(is_system=True)
    expected = {(one.pk, user.pk) for user in people for one in waiting_for(user)}
    assert {(one.report_id, one.user_id) for one in Reminder.objects.filter(kind="late")} == expected
    assert len({key for key, _user in expected}) == 5


def test_one_message_collects_many_and_says_so_in_both_languages(period, lecturer, settings):
    for _one in range(2):
        month.sent(work.contract(), period)
    on(settings, 4)

    said = Notification.objects.get(kind="monthreport.late")

    assert sentence_of(said) == "มีรายงาน 2 ฉบับรอท่านและเกินกำหนดแล้ว"
    assert said.link == reverse("monthreport-waiting")


def test_where_an_amount_is_proposed_the_second_person_is_called(contract, period, lecturer, manager, staff, settings):
    settings.CLOCK = "2021-12-06T10:00:00+07:00"
    User.objects.filter(pk=manager.pk).update(telephone="081-000-0003")
    report = month.sent(contract, period)
    wanted = Wanted(Decimal(9000), "ย้าย", "คำสั่ง 1")

    amounts.propose(report=report, wanted=wanted, by=lecturer, version=report.version)

    reminding.remind(by=system_user())
    told = Notification.objects.filter(kind="monthreport.late").values_list("user__username", flat=True)
    assert sorted(told) == sorted([manager.username, staff.username])
    (late,) = late_of(list(late_reports(staff)), user=staff, site="https://u2t.example/")
    assert [str(manager) in said for said in (late.who, late.message)] == [True, True]
    assert late.telephones == ["081-000-0003"]
    assert "081-000-0003" in journey_of(report)[1].telephones


def test_what_the_university_holds_is_called_at_its_office(contract, period, staff, settings):
    settings.CLOCK = "2021-12-06T10:00:00+07:00"
    work.hiring_round(contract.university, contract.programme, number=1, telephone="055-000-001")
    work.hiring_round(contract.university, contract.programme, number=2, telephone="055-000-002")
    work.hiring_round(contract.university, contract.programme, number=3, telephone="055-000-003", state="draft")
    month.sent(contract, period, 3)
    paid = month.approved(work.contract(), period)

    (late,) = late_of(list(late_reports(staff)), user=staff, site="https://u2t.example/")

    assert (late.who, late.telephones) == (contract.university.name_th, ["055-000-002"])
    assert journey_of(paid)[-1].telephones == []  # the person has confirmed no account
    month.account(paid.contract.person)
    assert journey_of(paid)[-1].telephones == ["055-000-002"]


def test_beside_what_is_late_stands_whom_to_call_and_a_message_without_the_worker_s_name(
    client, contract, period, lecturer, manager, staff, settings, django_assert_max_num_queries
):  # fmt: skip
    settings.CLOCK = "2021-12-06T10:00:00+07:00"
    User.objects.filter(pk=lecturer.pk).update(telephone="081-000-0001")
    report = month.sent(contract, period)
    returned = month.report(work.contract(work.person(telephone="089-000-0002")), period, state="returned")
    month.sent(work.contract(), period, 3)
    found = {one.report: one for one in late_of(list(late_reports(staff)), user=staff, site="https://u2t.example/")}

    assert len(found) == 3
    assert (found[report].who, ", ".join(found[report].telephones)) == holders_of(report)
    assert found[returned].telephones == ["089-000-0002"]
    assert str(report.contract.person) not in found[report].message
    assert f"https://u2t.example/workforce/monthreports/{report.pk}/" in found[report].message
    assert "3 วัน" in found[report].message

    client.force_login(staff)
    with django_assert_max_num_queries(29):
        page = client.get(reverse("monthreport-late")).text
    assert 'href="tel:081-000-0001"' in page
    assert client.get(reverse("monthreport-late"), {"tambon": "500101"}).text.count("data-copy>") == 0
    assert reverse("monthreport-late") + "?tambon=630111" in client.get(reverse("month-matrix")).text
    rows = client.get(reverse("api-monthreport-late")).json()["results"]
    assert {one["id"] for one in rows} == {one.pk for one in found}

    client.force_login(lecturer)
    assert "เกินกำหนด 3 วัน" in client.get(reverse("monthreport-waiting")).text
    outsider = make.user("outsider")
    client.force_login(outsider)
    assert "data-copy>" not in client.get(reverse("monthreport-late")).text
