"""A closing that is moved: the rules go on reckoning by the day announced first, and applicants hear of it."""

from datetime import timedelta

import pytest

from tests.factories import workforce as work
from u2t.core import clock, notifications
from u2t.core.models import Notification
from u2t.core.templatetags.u2t import thai_datetime
from workforce.models import Application, EligibilityRule, Round
from workforce.selectors.applications import application_at_a_glance, last_day_of
from workforce.services import applications, rounds

pytestmark = pytest.mark.django_db


def judged(application):
    found = application_at_a_glance(Application.objects.select_related("round").get(pk=application.pk))
    return [answer.code for answer in found.answers if answer.stops]


@pytest.fixture
def just_fits(open_round, sent):
    """An application of somebody who graduated three years before the closing, to the day."""
    EligibilityRule.objects.create(
        terms=open_round.terms, code="graduated-within", parameters={"years": 3}, worker_type="graduate", position=9
    )
    last = last_day_of(open_round)
    sent.educations.update(graduated_on=last.replace(year=last.year - 3))
    assert judged(sent) == []
    return Application.objects.get(pk=sent.pk)


def test_who_fitted_fits_after_the_closing_was_moved_later_twice_and_still_corrects(just_fits, applicant, staff):
    round_ = just_fits.round
    for days in (5, 40):
        later = round_.closes_at + timedelta(days=days)
        round_ = rounds.extend(round=round_, closes_at=later, reason="น้ำท่วม", version=round_.version, by=staff)

    assert judged(just_fits) == []
    just_fits.refresh_from_db()
    given = {"achievements": "เกียรตินิยม"}
    kept = applications.keep(application=just_fits, given=given, version=just_fits.version, by=applicant)
    assert (kept.refused, kept.application.achievements) == ({}, "เกียรตินิยม")


def test_who_is_old_enough_on_the_closing_day_fits_after_the_round_was_closed_early(sent, staff):
    last = last_day_of(sent.round)
    sent.person.born_on = last.replace(year=last.year - 18)
    sent.person.save()
    assert judged(sent) == []

    rounds.close(round=sent.round, reason="ผู้สมัครครบ", version=sent.round.version, by=staff)

    assert judged(sent) == []


def test_everybody_with_an_application_hears_of_the_new_closing(sent, applicant, staff):
    draft = work.application(sent.round, state="draft")
    work.application(sent.round, state="withdrawn")
    work.application(work.hiring_round(number=9))
    later = sent.round.closes_at + timedelta(days=5)

    rounds.extend(round=sent.round, closes_at=later, reason="น้ำท่วม", version=sent.round.version, by=staff)

    told = Notification.objects.filter(kind="round.closing_moved")
    assert {(one.user_id, one.link) for one in told} == {
        (applicant.pk, f"/workforce/applications/{sent.pk}/status/"),
        (draft.user_id, f"/workforce/applications/{draft.pk}/status/"),
    }
    said = notifications.sentence_of(told[0])
    assert thai_datetime(later) in said
    assert sent.round.contact in said


def test_a_round_taken_back_to_draft_is_reckoned_by_the_closing_it_is_published_with_next(open_round, staff):
    Round.objects.filter(pk=open_round.pk).update(opens_at=clock.now() + timedelta(days=1))
    later = open_round.closes_at + timedelta(days=5)
    moved = rounds.extend(round=open_round, closes_at=later, reason="น้ำท่วม", version=1, by=staff)
    assert moved.reckoned_on == last_day_of(open_round)

    assert rounds.withdraw(round=moved, reason="ผิดพื้นที่", version=2, by=staff).reckoned_on is None
