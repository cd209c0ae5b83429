"""Rounds: planned from vacancies, changed while drafts, published, extended, closed: who may, and every refusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.choices import RoundPhase
from workforce.models import Placement, Post, Round, RoundQuota
from workforce.selectors.rounds import lines_of, open_rounds, vacant_for
from workforce.selectors.selections import quotas_of
from workforce.services import rounds, terms

pytestmark = pytest.mark.django_db


def entry(**fields):
    now = clock.now()
    values = {
        "number": 1, "name_th": "รอบที่ 1", "opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=9),
        "work_starts_on": date(2021, 2, 1), "work_ends_on": date(2022, 1, 31),
        "contact": "งานบุคคล", "telephone": "055 000 000",
    } | fields  # fmt: skip
    return rounds.Entry(**values)


def planned(staff, **fields):
    work.terms()
    return rounds.plan(university=make.university("kpru"), programme=make.programme(), entry=entry(**fields), by=staff)


def quotas(round_):
    return {
        (tambon, type_): posts
        for tambon, type_, posts in RoundQuota.objects.filter(round=round_).values_list(
            "tambon", "worker_type", "posts"
        )
    }


FULL = {("630111", "citizen"): 5, ("630111", "graduate"): 10, ("630111", "student"): 5}


def test_a_planned_round_offers_every_vacant_post_of_the_tambons_held(staff):
    made = planned(staff)

    assert quotas(made) == FULL
    assert (made.state, made.version, made.terms.version) == ("draft", 1, 1)
    assert AuditEvent.objects.filter(action="round.planned", target_id=str(made.pk)).count() == 1


def test_a_post_that_somebody_holds_is_not_offered(staff):
    work.terms()
    work.contract(on=work.post(number=1))

    assert quotas(planned(staff)) == FULL | {("630111", "graduate"): 9}


def test_a_draft_opens_and_closes_no_posts_publishing_does(staff):
    made = planned(staff)
    rounds.derive(round=made, version=1, by=staff)
    assert not Post.objects.exists()

    rounds.publish(round=made, version=2, by=staff)

    assert Post.objects.count() == sum(FULL.values())
    made.terms.types.filter(worker_type="graduate").update(posts_per_tambon=8)
    draft = planned(staff, number=2)
    assert quotas(draft)["630111", "graduate"] == 0  # eight will stand, and the first round promises ten
    rounds.drop(round=draft, version=1, by=staff)
    assert not Post.objects.filter(closed_on__isnull=False).exists()


def test_what_another_round_promises_is_not_offered_twice(staff):
    first = planned(staff)
    rounds.set_quotas(round=first, quotas={("630111", "graduate"): 4}, version=1, by=staff)
    rounds.publish(round=first, version=2, by=staff)

    second = planned(staff, number=2)

    assert quotas(second) == {("630111", "citizen"): 0, ("630111", "graduate"): 6, ("630111", "student"): 0}


def test_those_hired_through_a_round_are_counted_once(staff):
    first = planned(staff)
    rounds.set_quotas(round=first, quotas={("630111", "graduate"): 4}, version=1, by=staff)
    rounds.publish(round=first, version=2, by=staff)
    posts = Post.objects.filter(worker_type="graduate").order_by("number")

    def hire(post, *days, **fields):
        hired = work.application(first, state="hired")
        return work.contract(hired.person, on=post, application=hired, during=DateRange(*days), **fields)

    left = hire(posts[0], date(2021, 2, 1), date(2021, 9, 1), state="resigned")
    second = planned(staff, number=2)
    assert (vacant_for(second)["630111", "graduate"], quotas_of(first)["630111", "graduate"]) == (6, 3)

    hire(posts[0], date(2021, 9, 1), date(2022, 2, 1), replaces=left)  # who follows takes no other post of the round
    assert (vacant_for(second)["630111", "graduate"], quotas_of(first)["630111", "graduate"]) == (6, 3)

    there = make.area("630201")
    make.allocation(there, make.university("kpru"), make.programme())
    work.quota(first, there)
    place = work.post(there)
    work.post(there)
    moved = hire(posts[1], date(2021, 2, 1), date(2022, 2, 1))
    moved.placements.update(during=DateRange(date(2021, 2, 1), date(2021, 9, 1)))
    rest = DateRange(date(2021, 9, 1), date(2022, 2, 1))
    Placement.objects.create(contract=moved, post=place, during=rest, created_at=work.MADE)
    vacant = vacant_for(second)  # who moved fills the post where the work began, and none where it goes on
    assert (vacant["630111", "graduate"], vacant["630201", "graduate"]) == (6, 8)


@pytest.mark.parametrize("role", ["ministry", "pm", "worker", "auditor", "officer", "applicant"])
def test_who_may_not_plan(request, staff, role):
    work.terms()
    by = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        rounds.plan(university=make.university("kpru"), programme=make.programme(), entry=entry(), by=by)


def test_staff_plan_for_their_own_university_only(staff):
    work.terms()

    with pytest.raises(PermissionDenied):
        rounds.plan(university=make.university("cmu"), programme=make.programme(), entry=entry(), by=staff)


def test_no_round_without_rules_in_force(staff):
    with pytest.raises(rounds.RoundError):
        rounds.plan(university=make.university("kpru"), programme=make.programme(), entry=entry(), by=staff)


def test_a_second_click_plans_no_second_round(staff):
    planned(staff)

    with pytest.raises(rounds.RoundError) as refused:
        planned(staff)

    assert refused.value.extra == {"field": "number"}
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name_th": "  "}, "name_th"),
        ({"name_th": "ก" * 201}, "name_th"),
        ({"telephone": ""}, "telephone"),
        ({"number": 0}, "number"),
        ({"closes_at": clock.now() - timedelta(days=1)}, "closes_at"),
        ({"work_ends_on": date(2021, 1, 1)}, "work_ends_on"),
        ({"work_starts_on": date(2021, 1, 31)}, "work_starts_on"),
        ({"work_ends_on": date(2022, 2, 1)}, "work_ends_on"),
    ],
)
def test_what_cannot_be_is_said_by_field(staff, fields, field):
    with pytest.raises(rounds.RoundInputError) as refused:
        planned(staff, **fields)

    assert refused.value.extra == {"field": field}
    assert not Round.objects.exists()


def test_a_draft_is_corrected_and_the_change_remembered(staff):
    made = planned(staff)

    changed = rounds.amend(round=made, entry=replace(entry(), name_th="รอบแรก", number=3), version=1, by=staff)

    assert (changed.name_th, changed.number, changed.version) == ("รอบแรก", 3, 2)
    event = AuditEvent.objects.get(action="round.amended")
    assert event.changes["name_th"] == ["รอบที่ 1", "รอบแรก"]


def test_a_stale_page_overwrites_nothing(staff):
    made = planned(staff)
    rounds.amend(round=made, entry=entry(name_th="รอบแรก"), version=1, by=staff)

    with pytest.raises(StaleError):
        rounds.amend(round=made, entry=entry(name_th="รอบเก่า"), version=1, by=staff)

    assert Round.objects.get().name_th == "รอบแรก"


def test_a_quota_is_lowered_but_never_above_the_vacancies(staff):
    made = planned(staff)

    lowered = rounds.set_quotas(round=made, quotas={("630111", "graduate"): 3}, version=1, by=staff)

    assert quotas(lowered) == FULL | {("630111", "graduate"): 3}
    with pytest.raises(rounds.RoundInputError) as refused:
        rounds.set_quotas(
            round=made, quotas={("630111", "graduate"): 11, ("630201", "student"): 1}, version=2, by=staff
        )
    assert [(cell["tambon"], cell["type"]) for cell in refused.value.extra["cells"]] == [
        ("630111", "graduate"), ("630201", "student"),
    ]  # fmt: skip


def test_deriving_anew_takes_the_tambons_of_today(staff):
    made = planned(staff)
    rounds.set_quotas(round=made, quotas={("630111", "graduate"): 3}, version=1, by=staff)
    make.allocation(make.area("630201"), make.university("kpru"), make.programme())

    derived = rounds.derive(round=made, version=2, by=staff)

    assert quotas(derived) == FULL | {("630201", type_): posts for (_tambon, type_), posts in FULL.items()}
    assert AuditEvent.objects.get(action="round.derived").changes["posts"] == [13, 40]


def test_publishing_opens_the_round_to_everybody_and_a_double_click_does_nothing_more(staff):
    made = planned(staff)

    published = rounds.publish(round=made, version=1, by=staff)

    assert published.phase_at(clock.now()) == RoundPhase.OPEN
    assert [round_.pk for round_ in open_rounds()] == [made.pk]
    assert rounds.publish(round=made, version=1, by=staff) == published
    with pytest.raises(StaleError):
        rounds.publish(round=made, version=0, by=staff)
    assert AuditEvent.objects.filter(action="round.published").count() == 1


def test_a_draft_is_nobody_elses_to_see(staff):
    planned(staff)

    assert not open_rounds().exists()


def test_a_round_that_offers_nothing_is_not_published(staff):
    made = planned(staff)
    RoundQuota.objects.update(posts=0)

    with pytest.raises(rounds.RoundError):
        rounds.publish(round=made, version=1, by=staff)


def test_a_post_filled_meanwhile_stops_publishing_with_the_place(staff):
    made = planned(staff)
    work.contract(on=work.post(number=1))

    with pytest.raises(rounds.RoundInputError) as refused:
        rounds.publish(round=made, version=1, by=staff)

    assert [(cell["tambon"], cell["type"]) for cell in refused.value.extra["cells"]] == [("630111", "graduate")]


def test_a_round_whose_closing_has_passed_is_not_published(staff):
    now = clock.now()
    made = planned(staff, opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))

    with pytest.raises(rounds.RoundError):
        rounds.publish(round=made, version=1, by=staff)


def test_a_draft_under_old_rules_is_derived_anew_before_it_is_published(staff, ministry):
    made = planned(staff)
    newer = terms.draft(programme=make.programme(), university=None, by=ministry)
    terms.put_in_force(terms=newer, edits=0, by=ministry)

    with pytest.raises(rounds.RoundError):
        rounds.publish(round=made, version=1, by=staff)

    derived = rounds.derive(round=made, version=1, by=staff)
    assert derived.terms.version == 2
    assert rounds.publish(round=made, version=2, by=staff).state == "published"


def test_a_published_round_keeps_its_rules_when_others_come_in_force(staff, ministry):
    made = rounds.publish(round=planned(staff), version=1, by=staff)
    newer = terms.draft(programme=make.programme(), university=None, by=ministry)

    terms.put_in_force(terms=newer, edits=0, by=ministry)

    made.refresh_from_db()
    assert (made.terms.version, made.terms.state) == (1, "replaced")
    assert quotas(made) == FULL


def test_a_published_round_is_not_changed(staff):
    made = rounds.publish(round=planned(staff), version=1, by=staff)

    with pytest.raises(rounds.RoundError):
        rounds.amend(round=made, entry=entry(), version=2, by=staff)
    with pytest.raises(rounds.RoundError):
        rounds.set_quotas(round=made, quotas={("630111", "graduate"): 1}, version=2, by=staff)
    with pytest.raises(rounds.RoundError):
        rounds.derive(round=made, version=2, by=staff)
    with pytest.raises(rounds.RoundError):
        rounds.drop(round=made, version=2, by=staff)


def test_an_open_round_is_extended_with_a_reason(staff):
    made = rounds.publish(round=planned(staff), version=1, by=staff)
    later = made.closes_at + timedelta(days=5)

    with pytest.raises(rounds.RoundInputError):
        rounds.extend(round=made, closes_at=made.closes_at, reason="น้ำท่วม", version=2, by=staff)
    with pytest.raises(rounds.RoundInputError):
        rounds.extend(round=made, closes_at=later, reason=" ", version=2, by=staff)
    extended = rounds.extend(round=made, closes_at=later, reason="น้ำท่วม", version=2, by=staff)

    assert (extended.closes_at, extended.version) == (later, 3)
    assert AuditEvent.objects.get(action="round.extended").reason == "น้ำท่วม"


def test_an_open_round_is_closed_early_and_takes_no_more(staff):
    made = rounds.publish(round=planned(staff), version=1, by=staff)

    closed = rounds.close(round=made, reason="ผู้สมัครครบ", version=2, by=staff)

    assert closed.phase_at(clock.now()) == RoundPhase.OVER
    assert not open_rounds().exists()
    with pytest.raises(rounds.RoundError):
        rounds.close(round=made, reason="อีกครั้ง", version=3, by=staff)
    with pytest.raises(rounds.RoundError):
        rounds.extend(round=made, closes_at=clock.now() + timedelta(days=1), reason="ขยาย", version=3, by=staff)


def test_a_round_that_has_not_opened_is_taken_back_to_draft(staff):
    made = planned(staff, opens_at=clock.now() + timedelta(days=1))
    rounds.publish(round=made, version=1, by=staff)

    back = rounds.withdraw(round=made, reason="ผิดพื้นที่", version=2, by=staff)

    assert (back.state, back.published_at) == ("draft", None)


def test_an_open_round_is_not_taken_back(staff):
    made = rounds.publish(round=planned(staff), version=1, by=staff)

    with pytest.raises(rounds.RoundError):
        rounds.withdraw(round=made, reason="ผิดพื้นที่", version=2, by=staff)


def test_a_draft_is_dropped(staff):
    made = planned(staff)

    rounds.drop(round=made, version=1, by=staff)

    assert not Round.objects.exists()
    with pytest.raises(PermissionDenied):
        rounds.drop(round=made, version=1, by=staff)


@pytest.mark.parametrize("act", ["derive", "publish", "drop"])
def test_who_may_not_act(staff, officer, act):
    made = planned(staff)

    with pytest.raises(PermissionDenied):
        getattr(rounds, act)(round=made, version=1, by=officer)


def test_the_database_refuses_a_number_twice(staff):
    first = planned(staff)

    with pytest.raises(IntegrityError, match="round_number_once"):
        work.hiring_round(number=first.number)


def test_lines_show_each_tambon_with_its_types_in_order(staff):
    line = lines_of(planned(staff))[0]

    assert [(cell.worker_type, cell.posts, cell.vacant) for cell in line.cells] == [
        ("citizen", 5, 5), ("graduate", 10, 10), ("student", 5, 5),
    ]  # fmt: skip
