"""Applications: begun, kept as they are typed, sent, corrected, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce import intake, notices
from workforce.choices import ApplicationState
from workforce.editing import (
    ApplicationError,
    ApplicationInputError,
    check_can_change,
    check_complete,
    check_open,
    locked,
    may_withdraw,
    open_fields,
    settle,
    store,
)
from workforce.models import Application, Person, Round
from workforce.permissions import Can
from workforce.selectors.applications import SENT, offers_of, snapshot_of
from workforce.selectors.hiring import HIREABLE
from workforce.selectors.lacks import offered
from workforce.selectors.selections import shown_state
from workforce.services import people


class StaleApplicationError(StaleError):
    """The application changed since the page was opened."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of typed values: the application as it is stored now, and what is wrong with the rest."""

    application: Application
    refused: dict[str, str]


@transaction.atomic
def start(*, round_: Round, notice_version: str, by: User) -> Application:
    """Begin an application in a round, or return the one that is there; a withdrawn one is opened again.

    The privacy notice comes first: its version and the time it was read stay with the application.
    """
    require(by, Can.CHANGE_APPLICATION)
    person, _made = Person.objects.get_or_create(user=by)
    # Two who begin at once (a double click) wait here for each other.
    Person.objects.select_for_update().get(pk=person.pk)
    found = Application.objects.select_for_update().filter(round=round_, person=person).first()
    if found is not None and found.state != ApplicationState.WITHDRAWN:
        return found
    check_open(round_)
    if notice_version != notices.VERSION:
        raise ApplicationInputError(_("Read the present privacy notice first."), extra={"field": "notice_version"})
    if found is not None:
        return _reopen(found, by)
    made = Application.objects.create(
        round=round_, user=by, person=person, notice_version=notice_version, notice_read_at=clock.now()
    )
    audit.record(action="application.begun", target=made, by=by)
    return made


def _reopen(application: Application, by: User) -> Application:
    """Make a draft of what was withdrawn, its writer's alone until it is sent again; its number waits for it."""
    application.state, application.screened_at, application.screened_by = ApplicationState.DRAFT, None, None
    application.notice_version, application.notice_read_at = notices.VERSION, clock.now()
    application.submitted_at, application.answers, application.note = None, [], ""
    application.returned_parts, application.mend_until = [], None
    fields = ["state", "screened_at", "screened_by", "notice_version", "notice_read_at", "submitted_at", "answers"]
    store(application, *fields, "note", "returned_parts", "mend_until")
    audit.record(action="application.reopened", target=application, by=by)
    return application


@transaction.atomic
def keep(*, application: Application, given: Mapping[str, str], version: int, by: User) -> Kept:
    """Store of what was typed all that can be taken, and say what is wrong with the rest.

    Drafts are not audited key by key; once an application was sent, each change is, and none may leave it incomplete.

    Raises:
        StaleApplicationError: another page has stored other values since `version`.
    """
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    check_can_change(application)
    given, shut = open_fields(application, given)
    taken, refused = intake.cleaned(intake.OF_APPLICATION, given)
    refused |= shut
    columns = {name: value for part in taken.values() for name, value in part.items()}
    refused |= _refused_places(application, columns)
    before = _person_columns(application.person)
    own = {name: value for name, value in columns.items() if name.removesuffix("_id") not in refused}
    changed = [name for name, value in own.items() if getattr(application, name) != value]
    savepoint = transaction.savepoint()
    refused |= people.keep(person=application.person, given=given, asked_in=application.round, by=by)
    application.person.refresh_from_db()
    after = _person_columns(application.person)
    told = [*changed, *(name for name in after if before[name] != after[name])]
    if not told:
        return Kept(application, refused)  # an answer that got lost is asked for again: nothing is stored twice
    if version != application.version:
        transaction.savepoint_rollback(savepoint)
        raise StaleApplicationError(
            _("It was changed on another page or device. What you typed stays here: open the page again."),
            extra={"version": application.version},
        )
    for name in changed:
        setattr(application, name, own[name])
    store(application, *(name.removesuffix("_id") for name in changed))
    settle(application, changed=told, by=by)
    return Kept(application, refused)


def save(*, application: Application, given: Mapping[str, str], version: int, by: User) -> Application:
    """Store all of what was given, or nothing.

    Raises:
        ApplicationInputError: a value cannot be taken; `extra` has the sentence of each.
    """
    require(by, Can.CHANGE_APPLICATION, application)
    known = intake.OF_PERSON.keys() | intake.OF_APPLICATION.keys()
    if unknown := sorted(given.keys() - known):
        raise ApplicationInputError(_("Unknown field: %(names)s.") % {"names": ", ".join(unknown)})
    with transaction.atomic():
        kept = keep(application=application, given=given, version=version, by=by)
        if kept.refused:
            errors = {name: [sentence] for name, sentence in kept.refused.items()}
            raise ApplicationInputError(_("Some values cannot be accepted."), extra={"errors": errors})
    return kept.application


@transaction.atomic
def submit(*, application: Application, declared: bool, by: User) -> Application:
    """Send an application, or send it again after it was returned; one that is sent already stays as it is.

    What staff said of one that was sent stands until something in it is changed.

    Raises:
        ApplicationInputError: something is missing; `extra["missing"]` lists all of it in words.
    """
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    if application.state == ApplicationState.SUBMITTED:
        return application
    check_can_change(application)
    if application.state in SENT:
        return application
    if not declared:
        problem = _("Confirm that what you state is true.")
        raise ApplicationInputError(problem, extra={"field": "declared", "missing": [problem]})
    check_complete(application)
    if application.number is None:
        application.number = _next_number(application.round)
    was, application.state, application.submitted_at = application.state, ApplicationState.SUBMITTED, clock.now()
    application.answers, application.note = snapshot_of(application), ""
    application.returned_parts, application.mend_until = [], None
    store(application, "number", "state", "submitted_at", "answers", "note", "returned_parts", "mend_until")
    audit.record(action="application.sent", target=application, by=by, changes={"state": (was, application.state)})
    link = reverse("application-status", args=[application.pk])
    notifications.tell(user_id=by.pk, kind="application.sent", link=link, number=application.number)
    return application


@transaction.atomic
def withdraw(*, application: Application, by: User) -> Application:
    """Take an application back, at any time until the result is announced."""
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    state = shown_state(application)  # before the result is announced, whatever it is gives nothing away
    if state in HIREABLE:
        raise ApplicationError(_("The result is announced. Give the place up instead, so that the next one is called."))
    if not may_withdraw(application):
        values = {"state": state.label}
        raise ApplicationError(_("The application stands at “%(state)s”: there is nothing to withdraw.") % values)
    was, application.state = application.state, ApplicationState.WITHDRAWN
    store(application, "state")
    audit.record(action="application.withdrawn", target=application, by=by, changes={"state": (was, application.state)})
    return application


def _person_columns(person: Person) -> dict[str, object]:
    fields = {field.attname for field in person._meta.concrete_fields} - {"updated_at"}
    return {name: getattr(person, name) for name in fields}


def _refused_places(application: Application, columns: Mapping[str, object]) -> dict[str, str]:
    """Say which choices the round does not offer to the type of worker, and that two choices must differ."""
    names = [name for name in ("first_choice", "second_choice") if columns.get(f"{name}_id")]
    worker_type = str(columns.get("worker_type", application.worker_type))
    offers = {offer.code: offer for offer in offers_of(application.round)} if names else {}
    refused = {}
    for name in names:
        offer = offers.get(str(columns[f"{name}_id"]))
        if offer is None or (worker_type and not offered(offer, worker_type)):
            refused[name] = _("This round has no post of your type there. Choose another tambon.")
    first = columns.get("first_choice_id", application.first_choice_id)
    second = columns.get("second_choice_id", application.second_choice_id)
    if second and first == second:
        refused["second_choice"] = _("This is your first choice already. Choose another tambon, or leave it empty.")
    return refused


def _next_number(round_: Round) -> int:
    held = Round.objects.select_for_update().get(pk=round_.pk)
    held.last_number += 1
    held.save(update_fields=["last_number"])
    return held.last_number
