"""What the privacy notice promises happens: who was not hired is forgotten after the time, and everything counted stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Count

from tambon.system import system_user
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import audit, clock, files
from u2t.core.models import AuditEvent, PrivateFile
from workforce import notices
from workforce.models import Application, Document, Education, NameChange, Person, Round
from workforce.services import retention, screening
from workforce.tasks import erase_applications

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_ago(nation, staff, private, settings):
    """A round that closed thirteen months before today."""
    round_ = work.hiring_round(state="announced")
    settings.CLOCK = (round_.closes_at + timedelta(days=397)).isoformat()
    return round_


def filled(round_, **fields):
    """An application with everything somebody says and brings."""
    made = work.application(round_, achievements="ทำบัญชี", note="ขาดเอกสาร", first_choice=make.area("630111"), **fields)
    work.education(made)
    work.former_name(made.person)
    work.document(made)
    audit.record(action="person.corrected", target=made.person, by=made.user, changes={"first_name": ("ก", "ข")})
    return made


def counted():
    rows = Application.objects.values("state", "worker_type", "first_choice").annotate(n=Count("pk"))
    return sorted(tuple(row.values()) for row in rows)


@pytest.fixture
def gone(long_ago):
    """Those to be forgotten."""
    made = [filled(long_ago, state=state) for state in ("draft", "refused", "not-selected", "withdrawn")]
    work.contract(made[-1].person, on=work.post(number=9), state="cancelled", signed_on=None)  # never came to be
    return made


@pytest.fixture
def kept(long_ago, staff):
    """Those who work, apply elsewhere, appeal, or may still be called, by what they do."""
    made = {s: filled(long_ago, state=s) for s in ("hired", "refused", "not-selected", "reserve")}
    work.contract(made["hired"].person, application=made["hired"])
    cmu, far = make.university("cmu"), work.post(make.area("500101"))
    made["hired elsewhere"] = one = filled(long_ago, state="refused")
    there = work.application(
        work.hiring_round(cmu, number=98), person=one.person, user=one.user, state="hired", first_choice=far.tambon
    )
    work.contract(one.person, on=far, university=cmu, application=there)
    work.application(work.hiring_round(number=99), person=made["refused"].person, user=made["refused"].user)
    chosen.appeal(made["not-selected"], chosen.announcement(chosen.selection(long_ago, staff), staff))
    Round.objects.filter(pk=long_ago.pk).update(work_ends_on=clock.today())
    return made


def test_drafts_and_people_not_hired_are_forgotten_and_others_are_not(
    long_ago, gone, kept, staff, django_capture_on_commit_callbacks
):
    again, elsewhere = kept["refused"], kept["hired elsewhere"]
    before, paths = counted(), [files.path_of(one.documents.get().file) for one in gone]

    with django_capture_on_commit_callbacks(execute=True):
        erase_applications()

    assert counted() == before
    erased = set(Application.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))
    assert erased == {one.pk for one in (*gone, again, elsewhere)}
    for one in gone:
        who = Person.objects.get(pk=one.person_id)
        assert (who.full_name, who.national_id, who.national_id_digest, who.born_on) == ("", "", None, None)
        assert (who.telephone, who.current_address, who.search_key) == ("", "", "")
    named = set(Person.objects.exclude(first_name="").values_list("pk", flat=True))
    assert {one.person_id for one in kept.values()} <= named  # of who applies or works elsewhere too
    for rows in (Education, Document):
        found = set(rows.objects.values_list("application", flat=True))
        assert found == {one.pk for one in kept.values()} - {again.pk, elsewhere.pk}
    assert not NameChange.objects.filter(person__in=[one.person_id for one in gone]).exists()
    assert not any(path.exists() for path in paths)
    assert PrivateFile.objects.count() == Document.objects.count()
    assert not Application.objects.filter(pk__in=erased).exclude(achievements="", note="").exists()


def test_the_trail_forgets_too_and_says_how_many_once(long_ago, gone, kept, staff):
    erase_applications()

    trail = AuditEvent.objects.filter(action="person.corrected", target_id=str(gone[0].person_id)).get()
    assert (trail.target_text, trail.revision.values) == ("…", {})
    event = AuditEvent.objects.get(action="round.erased")
    assert (event.target_id, event.actor) == (str(long_ago.pk), str(system_user()))
    assert event.changes == {"applications": [None, 6], "people": [None, 4], "documents": [None, 6]}

    assert retention.erase_expired(by=system_user()) == 0
    assert AuditEvent.objects.filter(action="round.erased").count() == 1
    one = Application.objects.get(pk=gone[1].pk)
    with pytest.raises(screening.ScreeningError):
        said = screening.Said(screening.Verdict.REFUSE, "x")
        screening.screen(application=one, said=said, version=one.version, by=staff)


def test_the_time_is_what_the_rules_of_the_round_say_and_nobody_erases_by_hand(long_ago, staff, pm, settings):
    made = filled(long_ago, state="refused")
    terms = long_ago.terms
    assert "12" in " ".join(line for section in notices.notice_for(long_ago) for line in section.lines)
    for months, count in ((14, 0), (13, 1)):
        type(terms).objects.filter(pk=terms.pk).update(keep_months=months)
        assert retention.erase_expired(by=system_user()) == count
    made.refresh_from_db()
    assert (made.state, made.erased_at is not None) == ("refused", True)
    for by in (staff, pm):
        with pytest.raises(PermissionDenied):
            retention.erase_expired(by=by)
