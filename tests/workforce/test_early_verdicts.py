"""What staff say of an application while its round is open, and what the applicant may still do."""

from datetime import timedelta

import pytest

from tests.factories import workforce as work
from u2t.core import clock, pictures
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce import notices
from workforce.editing import ApplicationError
from workforce.models import Application, Round
from workforce.selectors.standing import standing_of
from workforce.services import applications, documents, screening

pytestmark = pytest.mark.django_db


def keep(application, by, **given):
    return applications.keep(application=application, given=given, version=application.version, by=by)


def verdict(application, said, by):
    """What staff say while the round is still open, of an application with good documents."""
    application.documents.update(state="accepted", decided_at=clock.now(), decided_by=by)
    said = screening.Said(screening.Verdict(said), "สาขาไม่ตรง" if said == "refuse" else "")
    application.refresh_from_db()
    return screening.screen(application=application, said=said, version=application.version, by=by)


@pytest.mark.parametrize(("said", "state"), [("qualify", "qualified"), ("refuse", "refused")])
def test_what_staff_said_early_takes_nobody_the_days_to_correct(sent, applicant, staff, said, state):
    decided = verdict(sent, said, staff)
    same = {"achievements": decided.achievements}
    assert keep(decided, applicant, **same).application.state == state
    assert applications.submit(application=decided, declared=True, by=applicant).state == state
    assert (standing_of(decided).may_change, standing_of(decided).is_to_send) == (True, False)

    corrected = keep(decided, applicant, achievements="เกียรตินิยมอันดับหนึ่ง").application

    assert (corrected.state, corrected.note) == ("submitted", "")
    assert (corrected.screened_at, corrected.screened_by) == (None, None)
    event = AuditEvent.objects.filter(action="application.corrected").latest("pk")
    assert event.changes["state"] == [state, "submitted"]
    with pytest.raises(StaleError):
        screening.screen(
            application=corrected, said=screening.Said(screening.Verdict.QUALIFY), version=decided.version, by=staff
        )


def test_refused_for_what_lacks_waits_to_be_checked_again_once_nothing_lacks(sent, applicant, staff):
    verdict(sent, "refuse", staff)
    sent.documents.filter(kind="photo").update(replaced_at=clock.now())
    sent.refresh_from_db()

    still = keep(sent, applicant, achievements="เกียรตินิยม").application
    assert (still.state, still.note) == ("refused", "สาขาไม่ตรง")
    brought = pictures.taken(name="a", content=work.picture())
    documents.bring(application=still, kind="photo", brought=brought, by=applicant)

    assert Application.objects.get(pk=sent.pk).state == "submitted"


def test_after_the_round_closed_a_verdict_stands_but_a_refused_one_is_still_withdrawn(sent, applicant, staff):
    refused = verdict(sent, "refuse", staff)
    Round.objects.filter(pk=sent.round_id).update(closes_at=clock.now() - timedelta(minutes=1))
    refused.refresh_from_db()

    with pytest.raises(ApplicationError):
        keep(refused, applicant, achievements="เกียรตินิยม")
    assert (standing_of(refused).may_change, standing_of(refused).may_withdraw) == (False, True)
    assert applications.withdraw(application=refused, by=applicant).state == "withdrawn"


def test_who_was_refused_while_the_round_is_open_withdraws_and_tries_again(sent, applicant, staff, open_round):
    refused = verdict(sent, "refuse", staff)
    applications.withdraw(application=refused, by=applicant)

    again = applications.start(round_=open_round, notice_version=notices.VERSION, by=applicant)

    assert (again.pk, again.state) == (sent.pk, "draft")
    assert applications.submit(application=again, declared=True, by=applicant).state == "submitted"
