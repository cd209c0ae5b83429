"""Orientation and training: planned by who may, attended by who works there, counted by skill."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.models import AuditEvent, Notification
from workforce.models import Attendance, Period, Session
from workforce.permissions import Can
from workforce.selectors.training import hours_of_people
from workforce.services import sessions

pytestmark = pytest.mark.django_db
PLAN = sessions.Plan(
    kind="training", skill="digital", name_th="อบรมดิจิทัล", place="อบต.แม่ท้อ", starts_on=date(2021, 6, 1),
    ends_on=date(2021, 6, 2), hours=Decimal(12),
)  # fmt: skip


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def tambon(staff):
    return make.area("630111")


@pytest.fixture
def far_staff(nation):
    person = make.user()
    make.membership(person, "staff", university=make.university("cmu"))
    return person


def plan(by, tambon=None, university="kpru", **changes):
    return sessions.plan(
        university=make.university(university), programme=make.programme(), tambon=tambon,
        plan=replace(PLAN, **changes), by=by,
    )  # fmt: skip


def test_staff_plan_for_all_and_everybody_who_works_then_is_told(staff):
    here, gone = (work.person(make.user()) for _person in range(2))
    work.contract(here)
    work.contract(gone, during=DateRange(date(2021, 2, 1), date(2021, 5, 1)))
    work.contract(work.person(make.user()), university=make.university("cmu"))

    session = plan(staff)

    assert session.tambon is None
    assert [told.user_id for told in Notification.objects.filter(kind="session.planned")] == [here.user_id]
    assert AuditEvent.objects.filter(action="session.planned", target_id=session.pk).count() == 1


def test_a_double_click_plans_once(staff):
    assert plan(staff) == plan(staff)
    assert Notification.objects.count() == 0


def test_lecturers_plan_for_their_tambon_only(tambon, pm):
    assert plan(pm, tambon).tambon == tambon
    for other in (None, make.area("630101")):
        with pytest.raises(PermissionDenied):
            plan(pm, other)


def test_staff_plan_neither_for_another_university_nor_for_its_tambons(tambon, far_staff):
    for arguments in ({"university": "kpru"}, {"tambon": tambon}):
        with pytest.raises(PermissionDenied):
            plan(far_staff, **arguments)


def test_who_held_a_tambon_before_does_not_plan_for_who_holds_it_now(tambon, far_staff):
    before = DateRange(date(2020, 1, 1), date(2021, 2, 1))
    make.allocation(tambon, make.university("cmu"), make.programme("u2t0"), during=before)

    with pytest.raises(PermissionDenied):
        plan(far_staff, tambon)
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_on": date(2021, 5, 31)}, "ends_on"), ({"hours": Decimal(0)}, "hours"), ({"hours": Decimal(25)}, "hours")],
)
def test_days_and_hours_that_cannot_be_are_refused_beside_their_field(staff, changes, field):
    with pytest.raises(sessions.SessionInputError) as refused:
        plan(staff, **changes)
    assert refused.value.extra["field"] == field


def test_a_tambon_of_another_university_is_refused(staff):
    far = make.area("500101")
    make.membership(staff, "pm", area=far)

    with pytest.raises(sessions.SessionInputError):
        plan(staff, far)


def test_a_change_of_the_day_is_told_and_a_change_of_the_name_is_not(staff):
    work.contract(work.person(make.user()))
    session = plan(staff)

    sessions.amend(session=session, plan=replace(PLAN, name_th="อื่น"), by=staff)
    assert not Notification.objects.filter(kind="session.moved").exists()
    sessions.amend(session=session, plan=replace(PLAN, starts_on=date(2021, 6, 2)), by=staff)

    assert Notification.objects.filter(kind="session.moved").count() == 1


def test_hours_do_not_fall_below_what_somebody_attended(staff):
    session = plan(staff)
    work.attendance(session, work.contract(), 8)

    with pytest.raises(sessions.SessionInputError, match="8"):
        sessions.amend(session=session, plan=replace(PLAN, hours=Decimal(7)), by=staff)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2021, 12, 9), date(2021, 12, 10), "ล่วงหน้า"),
        (date(2021, 8, 2), date(2021, 8, 3), "สมมุติ"),
    ],
)
def test_a_session_that_people_attended_moves_to_no_day_on_which_they_could_not(staff, first, last, words):
    left = work.contract(work.person(first_name="สมมุติ"), during=DateRange(date(2021, 2, 1), date(2021, 7, 1)))
    session = plan(staff)
    work.attendance(session, work.contract(), 8)
    work.attendance(session, left, 8)

    with pytest.raises(sessions.SessionInputError, match=words) as refused:
        sessions.amend(session=session, plan=replace(PLAN, starts_on=first, ends_on=last), by=staff)

    assert refused.value.extra == {"field": "starts_on"}
    assert Session.objects.get().starts_on == PLAN.starts_on
    moved = sessions.amend(
        session=session, plan=replace(PLAN, starts_on=date(2021, 6, 8), ends_on=date(2021, 6, 9)), by=staff
    )
    assert moved.starts_on == date(2021, 6, 8)


def test_a_session_of_a_tambon_moves_to_no_day_on_which_the_university_does_not_hold_it(staff):
    make.allocation(
        make.area("630101"),
        make.university("kpru"),
        make.programme(),
        during=DateRange(date(2021, 2, 1), date(2021, 7, 1)),
    )
    session = plan(staff, make.area("630101"))
    late = replace(PLAN, starts_on=date(2021, 8, 2), ends_on=date(2021, 8, 3))

    with pytest.raises(sessions.SessionInputError) as refused:
        sessions.amend(session=session, plan=late, by=staff)

    assert refused.value.extra == {"field": "tambon"}


def test_a_session_is_called_off_once_for_a_reason_unless_it_was_held(staff):
    session = plan(staff)
    with pytest.raises(sessions.SessionInputError):
        sessions.cancel(session=session, reason=" ", by=staff)
    attended = work.attendance(session, work.contract())
    with pytest.raises(sessions.SessionError):
        sessions.cancel(session=session, reason="น้ำท่วม", by=staff)
    attended.delete()

    session = sessions.cancel(session=session, reason="น้ำท่วม", by=staff)

    for again in (
        lambda: sessions.cancel(session=session, reason="x", by=staff),
        lambda: sessions.amend(session=session, plan=PLAN, by=staff),
        lambda: sessions.record(session=session, hours={}, by=staff),
    ):
        with pytest.raises(sessions.SessionError):
            again()


def test_attendance_of_many_is_entered_at_once_and_again_changes_only_what_is_other(staff):
    session = plan(staff)
    people = [work.contract() for _person in range(3)]
    hours = {contract.pk: Decimal(12) for contract in people}

    assert sessions.record(session=session, hours=hours, by=staff) == 3
    assert sessions.record(session=session, hours=hours | {people[0].pk: Decimal("6.5")}, by=staff) == 1

    assert dict(Attendance.objects.values_list("contract", "hours")) == hours | {people[0].pk: Decimal("6.5")}
    assert AuditEvent.objects.filter(action="session.attended").count() == 2


def test_entering_three_asks_as_often_as_entering_one(staff, django_assert_num_queries):
    session = plan(staff)
    staff.has_perm("workforce.change_session")  # the memberships of a request are read once
    for many in (1, 3):
        hours = {work.contract().pk: Decimal(1) for _person in range(many)}
        with django_assert_num_queries(12):  # three of them mark the figures
            sessions.record(session=session, hours=hours, by=staff)


@pytest.mark.parametrize("hours", [Decimal(0), Decimal(-1), Decimal("12.5")])
def test_one_wrong_number_stores_nothing_and_says_whose(staff, hours):
    session = plan(staff)
    good, bad = work.contract(), work.contract()

    with pytest.raises(sessions.SessionInputError) as refused:
        sessions.record(session=session, hours={good.pk: Decimal(1), bad.pk: hours}, by=staff)

    assert set(refused.value.extra["errors"]) == {bad.pk}
    assert not Attendance.objects.exists()


def test_people_who_do_not_work_there_then_are_refused(staff, tambon):
    session = plan(staff, tambon)
    strangers = [
        work.contract(on=work.post(make.area("630101"))),
        work.contract(during=DateRange(date(2021, 7, 1), date(2021, 8, 1))),
        work.contract(university=make.university("cmu")),
        work.contract(state="draft", signed_on=None),
    ]

    with pytest.raises(sessions.SessionInputError) as refused:
        sessions.record(session=session, hours={contract.pk: Decimal(1) for contract in strangers}, by=staff)
    assert set(refused.value.extra["errors"]) == {contract.pk for contract in strangers}


def test_attendance_is_not_entered_before_the_first_day(staff):
    session = plan(staff, starts_on=date(2021, 12, 9), ends_on=date(2021, 12, 9))

    with pytest.raises(sessions.SessionError):
        sessions.record(session=session, hours={work.contract().pk: Decimal(1)}, by=staff)


def test_lecturers_enter_for_their_tambon_and_others_may_not(staff, tambon, pm, far_staff, officer, worker):
    session = plan(staff, tambon)
    hours = {work.contract().pk: Decimal(1)}

    assert sessions.record(session=session, hours=hours, by=pm) == 1
    for by in (far_staff, officer, worker):
        with pytest.raises(PermissionDenied):
            sessions.record(session=session, hours=hours, by=by)


def test_an_attendance_is_taken_out_for_a_reason_and_remembered(staff):
    session, contract = plan(staff), work.contract()
    work.attendance(session, contract)
    with pytest.raises(sessions.SessionInputError):
        sessions.remove(session=session, contract=contract, reason="", by=staff)

    sessions.remove(session=session, contract=contract, reason="ลงผิดคน", by=staff)

    assert not Attendance.objects.exists()
    event = AuditEvent.objects.get(action="session.unattended")
    assert (event.reason, event.changes) == ("ลงผิดคน", {f"contract {contract.pk}": ["6.0", None]})
    with pytest.raises(sessions.SessionError):
        sessions.remove(session=session, contract=contract, reason="ลงผิดคน", by=staff)


def test_hours_are_summed_by_skill_per_person_in_one_question(staff, django_assert_num_queries):
    first, second = work.contract(), work.contract()
    session_seen = work.session()
    for skill, hours in (("digital", 6), ("digital", 3), ("english", 2)):
        work.attendance(work.session(skill=skill), first, hours)
    staff.has_perm("workforce.view_session", session_seen)  # what is read once per request

    with django_assert_num_queries(1):
        found = hours_of_people([first.pk, second.pk], user=staff)

    assert {line.skill: line.hours for line in found[first.pk]} == {
        "digital": 9, "english": 2, "financial": 0, "social": 0, "other": 0,
    }  # fmt: skip
    assert second.pk not in found


def test_days_attended_that_are_entered_after_the_report_was_sent_count_in_it_until_it_is_approved(staff):
    """What was absence is a day of training; entered, taken out and moved. The approved report of another stays."""
    rules = months.rules(attendance="clock", sign_in_from=time(7), sign_in_until=time(10), counts_absence=True)
    period = months.period(date(2021, 6, 1), of=rules)
    waits, done = work.contract(), work.contract()
    sent, approved = months.sent(waits, period, days_absent=22), months.approved(done, period, days_absent=22)
    session = plan(staff)

    def counted():
        sent.refresh_from_db()
        approved.refresh_from_db()
        return sent.days_attended, approved.days_attended, approved.amount

    before = counted()
    sessions.record(session=session, hours={waits.pk: Decimal(12), done.pk: Decimal(12)}, by=staff)
    assert counted() == (2, *before[1:])
    sessions.amend(session=session, plan=replace(PLAN, ends_on=date(2021, 6, 3)), by=staff)
    assert counted() == (3, *before[1:])
    Period.objects.filter(pk=period.pk).update(state="closed", closed_at=work.MADE)
    sessions.amend(session=session, plan=PLAN, by=staff)
    assert counted() == (3, *before[1:])
    Period.objects.filter(pk=period.pk).update(state="open", closed_at=None)
    sessions.remove(session=session, contract=waits, reason="ลงชื่อแทน", by=staff)
    assert counted() == (0, *before[1:])


def test_who_guides_a_tambon_sees_what_is_held_for_the_whole_university_and_changes_nothing_of_it(staff, far_staff):
    ours, elsewhere = plan(staff), plan(far_staff, university="cmu")
    guide = make.user()
    assert not Session.objects.visible_to(guide, to=Can.VIEW_SESSION).exists()

    months.guide(guide, "pm")

    assert set(Session.objects.visible_to(guide, to=Can.VIEW_SESSION)) == {ours} != {elsewhere}
    assert not Session.objects.visible_to(guide, to=Can.CHANGE_SESSION).exists()
    with pytest.raises(PermissionDenied):
        sessions.cancel(session=ours, reason="x", by=guide)


@pytest.mark.parametrize(
    ("field", "day"), [("ends_on", date.max), ("ends_on", date(2564, 6, 2)), ("starts_on", date(1, 1, 1))]
)
def test_a_year_that_cannot_be_meant_is_said_and_breaks_nothing(staff, field, day):
    session = plan(staff)
    work.attendance(session, work.contract())
    for act in (
        lambda: plan(staff, name_th="อื่น", **{field: day}),
        lambda: sessions.amend(session=session, plan=replace(PLAN, **{field: day}), by=staff),
    ):
        with pytest.raises(sessions.SessionInputError) as refused:
            act()
        assert refused.value.extra == {"field": field}
