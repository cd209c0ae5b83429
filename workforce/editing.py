"""What the services around an application share: the row held, whether it may change, and what follows a change."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from u2t.core import audit, clock
from u2t.core.access import Actor
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_date, thai_datetime
from u2t.core.text import HIDDEN
from workforce import intake
from workforce.choices import ApplicationState, ApplicationStep, DocumentKind, RoundState
from workforce.models import Application, Round
from workforce.selectors.applications import SENT, is_open, lasting_documents, missing_kinds, snapshot_of
from workforce.selectors.lacks import lacks_of
from workforce.selectors.selections import is_announced, shown_state

#: Rounds in which applications are still screened and mended.
IN_WORK = frozenset({RoundState.PUBLISHED, RoundState.SELECTING})
_CAN_END = frozenset(
    {ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED}
)
#: What staff may return besides a document: the steps in which something is written or brought.
RETURNABLE = (ApplicationStep.ABOUT, ApplicationStep.BACKGROUND, ApplicationStep.WHERE, ApplicationStep.DOCUMENTS)
#: The step in which each field is written.
_STEPS: Mapping[str, str] = {
    **dict.fromkeys(intake.OF_APPLICATION, ApplicationStep.WHERE),
    **dict.fromkeys(intake.OF_PERSON, ApplicationStep.ABOUT),
    "achievements": ApplicationStep.BACKGROUND,
}


class ApplicationError(DomainError):
    """The application is not in a state for what was asked."""


class ApplicationInputError(InputError):
    """Something in the application is missing or wrong; `extra` lists all of it."""


def locked(application: Application) -> Application:
    """Return the application as it is stored, held until the transaction ends."""
    found = Application.objects.select_for_update(of=("self",))
    return found.select_related("round__university", "round__terms", "person").get(pk=application.pk)


def check_open(round_: Round) -> None:
    """Stop unless a round takes applications now."""
    if is_open(round_):
        return
    values = {"opens": thai_datetime(round_.opens_at), "closes": thai_datetime(round_.closes_at)}
    raise ApplicationError(_("This round takes applications from %(opens)s until %(closes)s.") % values)


def may_change(application: Application) -> bool:
    """Tell whether the applicant may change anything now: while the round is open, or for some days what came back."""
    if application.state == ApplicationState.RETURNED and not is_open(application.round):
        return application.round.state in IN_WORK and not is_too_late(application)
    return application.state == ApplicationState.RETURNED or _is_written(application)


def _is_written(application: Application) -> bool:
    return application.state in {ApplicationState.DRAFT, *SENT} and is_open(application.round)


def may_withdraw(application: Application) -> bool:
    """Tell whether the applicant may take it back: until a result is announced, whatever staff said of it so far."""
    state = shown_state(application)
    return state in _CAN_END or (state == ApplicationState.REFUSED and not is_announced(application))


def is_too_late(application: Application) -> bool:
    """Tell whether the last day to mend what was returned is over."""
    return application.mend_until is not None and application.mend_until < clock.today()


def may_change_part(application: Application, part: str) -> bool:
    """Tell whether the applicant may change a step or a kind of document, where anything may be changed at all.

    Once the round is closed only what was returned is open, and documents that are asked for and lack.
    """
    if is_opened(application, part) or part not in DocumentKind:
        return is_opened(application, part)
    return part in missing_kinds(application, lasting_documents(application))


def is_opened(application: Application, part: str) -> bool:
    """Tell whether a step or kind of document is open because the round is, or because it was returned."""
    returned = application.returned_parts
    is_brought = part in DocumentKind and ApplicationStep.DOCUMENTS in returned
    return is_open(application.round) or part in returned or is_brought


def names_of_parts(parts: Iterable[str]) -> str:
    """Say steps and kinds of documents in words."""
    known = dict(ApplicationStep.choices) | dict(DocumentKind.choices)
    return ", ".join(str(known[part]) for part in parts)


def only_returned(application: Application) -> str:
    """Say what alone may be changed now, and until when."""
    values = {"parts": names_of_parts(application.returned_parts), "day": thai_date(application.mend_until)}
    return _("The round is closed. Only what was returned may be changed, until %(day)s: %(parts)s.") % values


def open_fields(application: Application, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what of `given` lies in open parts, and why not for each of the rest that would change something."""
    shut = {name: text for name, text in given.items() if not may_change_part(application, _STEPS.get(name, ""))}
    if not shut:
        return dict(given), {}
    taken, refused = intake.cleaned({**intake.OF_PERSON, **intake.OF_APPLICATION}, shut)
    changed = [name for name, columns in taken.items() if _differs(application, name, columns)]
    left = {name: text for name, text in given.items() if name not in shut}
    return left, dict.fromkeys([*changed, *refused], only_returned(application))


def _differs(application: Application, name: str, columns: intake.Columns) -> bool:
    row = application.person if name in intake.OF_PERSON else application
    return any(getattr(row, column) != value for column, value in columns.items())


def check_can_change(application: Application, part: str = "") -> None:
    """Stop where the applicant may change nothing any more, or not this step or kind of document.

    Raises:
        ApplicationError: the round is closed, the application has moved on, or the part was not returned.
    """
    if may_change(application):
        if part and not may_change_part(application, part):
            raise ApplicationError(only_returned(application), extra={"returned_parts": application.returned_parts})
        return
    if application.state == ApplicationState.RETURNED and application.round.state in IN_WORK:
        raise ApplicationError(too_late(application))
    if application.state in {ApplicationState.DRAFT, ApplicationState.SUBMITTED}:
        check_open(application.round)
    values = {"state": shown_state(application).label}
    raise ApplicationError(_("The application stands at “%(state)s” and cannot be changed now.") % values)


def too_late(application: Application) -> str:
    """Say that the last day to mend what was returned is over, and whom to call."""
    round_ = application.round
    values = {"day": thai_date(application.mend_until), "contact": round_.contact, "telephone": round_.telephone}
    return _("It was to be corrected until %(day)s; that day is over. Questions: %(contact)s, %(telephone)s.") % values


def check_complete(application: Application) -> None:
    """Stop while something is missing.

    Raises:
        ApplicationInputError: `extra["missing"]` lists all of it in words.
    """
    missing = [lack.sentence for lack in lacks_of(application)]
    if missing:
        summary = _("The application is not complete yet: %(missing)s") % {"missing": " · ".join(missing)}
        raise ApplicationInputError(summary, extra={"missing": missing})


def store(application: Application, *fields: str) -> None:
    """Store some fields as a new version."""
    application.version += 1
    application.save(update_fields=[*fields, "version", "updated_at"])


def settle(application: Application, *, changed: Iterable[str], by: Actor) -> None:
    """After a change: of an application that was sent it is remembered, and it must not leave it incomplete.

    What staff said of it already was said of something else: it waits to be checked again. Refused for what lacks it
    stays so until nothing lacks. What somebody types before sending is a draft of theirs, not an act: it is not
    audited key by key.
    """
    was = ApplicationState(application.state)
    if was not in SENT or (was == ApplicationState.REFUSED and lacks_of(application)):
        return
    check_complete(application)
    application.answers = snapshot_of(application)
    application.state, application.note = ApplicationState.SUBMITTED, ""
    application.screened_at, application.screened_by = None, None
    application.save(update_fields=["answers", "state", "note", "screened_at", "screened_by"])
    changes: audit.Changes = dict.fromkeys(changed, (HIDDEN, HIDDEN))
    if was != ApplicationState.SUBMITTED:
        changes |= {"state": (was, application.state)}
    audit.record(action="application.corrected", target=application, by=by, changes=changes)
