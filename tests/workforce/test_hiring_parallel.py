"""Several at once on the way from a round to a hand-over: one of each, and an exact answer to everybody else."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError, Event
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_contracts_parallel import in_parallel
from u2t.core import clock
from u2t.core.errors import DomainError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce import notices
from workforce.models import Announcement, Application, Handover, HandoverLine, Paper, Placement, Post, Round, Selection
from workforce.selectors.hiring import Hire, offer_of
from workforce.selectors.sheets import Line
from workforce.services import (
    announcements,
    appeals,
    applications,
    contracts,
    handovers,
    posts,
    refusals,
    rounds,
    scores,
    screening,
    selections,
    templates,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
CLICKS = 6


def clicks(act, times=CLICKS):
    """Do the same from several threads at once; return what came of each."""
    return in_parallel(lambda _number: act(), range(times))


def kinds(answers):
    return Counter(type(answer).__name__ for answer in answers)


def events(action):
    return AuditEvent.objects.filter(action=action).count()


def test_a_round_published_by_many_clicks_is_published_once(staff):
    now = clock.now()
    round_ = work.hiring_round(state="draft", opens_at=now, closes_at=now + timedelta(days=3))
    rounds.derive(round=round_, version=round_.version, by=staff)
    round_.refresh_from_db()

    answers = clicks(lambda: rounds.publish(round=round_, version=round_.version, by=staff))

    assert kinds(answers) == {"Round": CLICKS}  # a second click finds done what the first did
    assert (events("round.published"), Round.objects.get().state) == (1, "published")


def test_a_round_planned_by_many_clicks_is_there_once(staff):
    work.terms()
    now = clock.now()
    entry = rounds.Entry(
        number=1, name_th="รอบที่ 1", opens_at=now, closes_at=now + timedelta(days=3), contact="งานบุคคล", telephone="055",
        work_starts_on=date(2021, 2, 1), work_ends_on=date(2022, 1, 31),
    )  # fmt: skip
    here = {"university": make.university("kpru"), "programme": make.programme()}

    answers = clicks(lambda: rounds.plan(entry=entry, by=staff, **here))

    assert kinds(answers) == {"Round": 1, "RoundError": CLICKS - 1}
    assert Round.objects.count() == 1


def test_an_application_sent_by_many_clicks_has_one_number_and_one_notice(complete, applicant):
    answers = clicks(lambda: applications.submit(application=complete, declared=True, by=applicant))

    assert {(answer.state, answer.number) for answer in answers} == {("submitted", 1)}
    assert (events("application.sent"), Notification.objects.filter(kind="application.sent").count()) == (1, 1)


def test_many_who_send_at_once_each_have_a_number_of_their_own(open_round, private):
    home = {"domicile": make.area("630101"), "current_address": "1 หมู่ 2"}
    people = [work.person(make.user(), **home) for _one in range(CLICKS)]
    fields = {"state": "draft", "first_choice": make.area("630101"), "has_no_state_work": True}
    drafts = [work.application(open_round, user=person.user, person=person, **fields) for person in people]
    for draft in drafts:
        work.education(draft)
        for kind in ("photo", "id-card"):
            work.document(draft, kind)

    answers = in_parallel(lambda one: applications.submit(application=one, declared=True, by=one.user), drafts)

    assert sorted(answer.number for answer in answers) == list(range(1, CLICKS + 1))


def test_an_application_is_begun_once_however_often_it_is_clicked(open_round, applicant, private):
    answers = clicks(lambda: applications.start(round_=open_round, notice_version=notices.VERSION, by=applicant))

    assert {answer.pk for answer in answers} == {Application.objects.get().pk}


def test_two_who_screen_one_application_do_not_overrule_each_other_unseen(staff, private):
    application = work.application()
    say = {"application": application, "version": application.version, "by": staff}
    verdicts = [screening.Verdict.REFUSE, screening.Verdict.RETURN] * 3

    answers = in_parallel(
        lambda verdict: screening.screen(said=screening.Said(verdict, "x", ("about",)), **say), verdicts
    )

    assert kinds(answers) == {"Application": 1, "StaleError": CLICKS - 1}
    assert events("application.refused") + events("application.returned") == 1


@pytest.fixture
def draft(staff, private):
    """A draft of three for two posts, all scored, no tie."""
    round_ = chosen.closed_round()
    work.quota(round_, make.area("630111"), posts=2)
    for total in (90, 80, 70):
        chosen.interviewed(round_, total, staff)
    return selections.make(round=round_, by=staff)


def test_a_selection_computed_by_many_clicks_is_one_draft(draft, staff):
    answers = clicks(lambda: selections.make(round=draft.round, by=staff))

    assert {answer.pk for answer in answers} == {Selection.objects.get().pk}
    assert draft.lines.count() == 3


def test_a_selection_agreed_by_many_clicks_is_agreed_once(draft, staff):
    answers = clicks(lambda: selections.agree(selection=draft, by=staff))

    assert {(answer.pk, answer.state) for answer in answers} == {(draft.pk, "agreed")}
    assert len({answer.agreed_at for answer in answers}) == 1
    assert events("selection.agreed") == 1
    assert Counter(Application.objects.values_list("state", "version")) == {("selected", 2): 2, ("reserve", 2): 1}


def test_a_score_given_while_the_result_is_agreed_is_in_the_result_or_refused(draft, staff):
    last = draft.round.applications.get(scores__points=10)

    def give():
        return scores.give(application=last, points={"attitude": Decimal(40)}, version=last.version, by=staff)

    answers = in_parallel(lambda act: act(), [lambda: selections.agree(selection=draft, by=staff), give])

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 1
    is_agreed = Selection.objects.get().state == "agreed"
    assert isinstance(refused[0], StaleError | scores.ScoreError if is_agreed else selections.SelectionError)


def test_a_result_announced_by_many_clicks_has_one_announcement_one_paper_and_one_notice_each(draft, staff):
    templates.sync(by=system_user())
    agreed, now = selections.agree(selection=draft, by=staff), clock.now()
    notice = announcements.Notice(
        expires_at=now + timedelta(days=30), appeals_until=now + timedelta(days=7), site="https://u2t.example",
        signers=[Line("รองศาสตราจารย์สมมุติ อธิการ", "อธิการบดี")],
    )  # fmt: skip

    drawn = clicks(lambda: announcements.draw_up(selection=agreed, notice=notice, by=staff))
    made = Announcement.objects.get()
    answers = clicks(lambda: announcements.publish(announcement=made, ink_signed_on=clock.today(), by=staff))

    assert {answer.pk for answer in [*drawn, *answers]} == {made.pk}
    assert (events("announcement.published"), Paper.objects.count()) == (1, 1)
    assert Notification.objects.filter(kind="announcement.published").count() == 3


def test_an_appeal_sent_by_many_clicks_is_one(draft, staff):
    announced = chosen.announcement(selections.agree(selection=draft, by=staff), staff)
    last = announced.round.applications.order_by("pk").last()

    answers = clicks(lambda: appeals.send(application=last, text="คะแนนรวมไม่ตรง", by=last.user))

    assert len({answer.pk for answer in answers}) == 1
    assert last.appeals.count() == 1


def test_a_place_is_taken_back_or_goes_to_who_was_called_and_never_both(staff, private):
    work.terms()
    work.post()
    work.post(number=2)
    round_ = chosen.closed_round()
    selection, place = chosen.announced(round_, staff), make.area("630111")
    gone, called = (work.application(round_, state=state, first_choice=place) for state in ("declined", "reserve"))
    chosen.line(selection, gone)
    chosen.line(selection, called, "reserve")

    def hire():
        return contracts.hire(offer=offer_of(called), by=staff)

    def take_back():
        return refusals.take_back(application=gone, reason="กรอกผิดคน", version=gone.version, by=staff)

    answers = in_parallel(lambda act: act(), [hire, take_back])

    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    states = dict(Application.objects.values_list("pk", "state"))
    assert (states[gone.pk], states[called.pk]) in {("declined", "hired"), ("selected", "reserve")}


@pytest.fixture
def planned(pm, staff, settings):
    settings.CLOCK = "2021-02-03T10:00:00+07:00"
    make.agency("amphoe-6301", area=make.area("6301"))
    return [work.contract(), work.contract()]


def test_a_hand_over_planned_and_recorded_by_many_clicks_is_one(planned, pm):
    plan = handovers.Plan(
        programme=make.programme(), university=make.university("kpru"), tambon=make.area("630111"),
        agency=make.agency("amphoe-6301"), held_on=date(2021, 2, 3), place="ที่ว่าการอำเภอ",
    )  # fmt: skip
    receipt = handovers.Receipt(date(2021, 2, 3), "ที่ว่าการอำเภอ", "นายสมมุติ รับมอบ", "ปลัดอำเภอ")
    keys = [contract.pk for contract in planned]

    made = clicks(lambda: handovers.plan(plan=plan, contracts=keys, by=pm))
    handover = Handover.objects.get()
    answers = clicks(lambda: handovers.finish(handover=handover, receipt=receipt, version=handover.version, by=pm))

    assert {answer.pk for answer in made} == {answer.pk for answer in answers} == {handover.pk}
    assert {answer.state for answer in answers} == {"done"}
    assert (events("handover.planned"), events("handover.done")) == (1, 1)
    there = Placement.objects.on(date(2021, 2, 3)).values_list("agency", flat=True)
    assert Counter(there) == {"amphoe-6301": 2}


def test_two_receipts_of_one_hand_over_leave_the_first_and_answer_the_other(planned, pm):
    handover = work.handover(*planned, agency=make.agency("amphoe-6301"))
    names = ["นายสมมุติ หนึ่ง", "นายสมมุติ สอง"]

    def finish(name):
        receipt = handovers.Receipt(date(2021, 2, 3), "ที่ว่าการอำเภอ", name, "ปลัดอำเภอ")
        return handovers.finish(handover=handover, receipt=receipt, version=handover.version, by=pm)

    answers = in_parallel(finish, names)

    assert kinds(answers) == {"Handover": 1, "HandoverError": 1}
    assert Handover.objects.get().received_by in names


def test_two_who_add_the_same_person_to_two_hand_overs_at_once_leave_the_person_in_one(planned, staff, monkeypatch):
    wanted, *others = [*planned, work.contract()]
    lists = [work.handover(one, agency=make.agency(f"amphoe-630{n}")) for n, one in enumerate(others, start=1)]
    looked, look = Barrier(2), handovers.waiting_in

    def look_together(**asked):
        found = look(**asked)
        with suppress(BrokenBarrierError):  # whoever waits for the other meets nobody here
            looked.wait(timeout=1)
        return found

    monkeypatch.setattr(handovers, "waiting_in", look_together)

    def add(handover):
        keys = [wanted.pk, *handover.lines.values_list("contract", flat=True)]
        return handovers.amend(
            handover=handover, held_on=handover.held_on, place="วัด", contracts=keys, by=staff, version=1
        )

    answers = in_parallel(add, lists)

    assert kinds(answers) == {"Handover": 1, "HandoverInputError": 1}
    assert HandoverLine.objects.filter(contract=wanted).count() == 1


def test_a_post_that_is_filled_while_newer_rules_are_followed_stays_as_it_is(staff, settings):
    settings.CLOCK = "2021-02-03T10:00:00+07:00"
    rules = work.terms()
    whose = {"programme": make.programme(), "university": make.university("kpru"), "by": staff}
    posts.provide(**whose)
    offer = Hire(
        person=work.person(), university=whose["university"], programme=whose["programme"], tambon=make.area("630111"),
        worker_type="graduate", during=work.YEAR,
    )  # fmt: skip
    hired = Event()

    def hire():
        with transaction.atomic():
            made = contracts.hire(offer=offer, by=staff)
            hired.set()
            until_somebody_waits()
            return made

    def follow():
        assert hired.wait(timeout=10)
        rules.types.filter(worker_type="graduate").update(posts_per_tambon=0)
        return posts.provide(**whose)

    made, added = in_parallel(lambda act: act(), [hire, follow])

    standing = Post.objects.filter(worker_type="graduate", closed_on__isnull=True)
    assert (added, list(standing)) == (0, [made.placements.get().post])


def test_of_two_who_are_prolonged_at_once_above_newer_rules_one_is(staff, settings):
    settings.CLOCK = "2021-02-03T10:00:00+07:00"
    rules = work.terms()
    half = DateRange(date(2021, 2, 1), date(2021, 7, 1))
    both = [work.contract(during=half) for _one in range(2)]
    work.contract()
    rules.types.filter(worker_type="graduate").update(posts_per_tambon=2)

    answers = in_parallel(
        lambda one: contracts.extend(contract=one, until=date(2021, 12, 31), reason="x", by=staff), both
    )

    assert kinds(answers) == {"Contract": 1, "ContractInputError": 1}


def until_somebody_waits():
    """Wait until another connection waits for a lock, for a few seconds at most."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
