"""What the services around an application share: the row held, whether it may change, and what follows a change."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from u2t.core import audit
from u2t.core.access import Actor
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_datetime
from u2t.core.text import HIDDEN
from workforce.choices import ApplicationState, RoundState
from workforce.models import Application, Round
from workforce.selectors.applications import is_open, snapshot_of
from workforce.selectors.lacks import lacks_of
from workforce.selectors.selections import shown_state

_IN_WORK = frozenset({RoundState.PUBLISHED, RoundState.SELECTING})


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
    """Tell whether the applicant may change an application now: while the round is open, or after it was returned."""
    if application.state == ApplicationState.RETURNED:
        return application.round.state in _IN_WORK
    return application.state in {ApplicationState.DRAFT, ApplicationState.SUBMITTED} and is_open(application.round)


def check_can_change(application: Application) -> None:
    """Stop where the applicant may change nothing any more.

    Raises:
        ApplicationError: the round is closed, or the application has moved on.
    """
    if may_change(application):
        return
    if application.state in {ApplicationState.DRAFT, ApplicationState.SUBMITTED}:
        check_open(application.round)
    values = {"state": shown_state(application).label}
    raise ApplicationError(_("The application stands at “%(state)s” and cannot be changed now.") % values)


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

    What somebody types before sending is a draft of theirs, not an act: it is not audited key by key.
    """
    if application.state != ApplicationState.SUBMITTED:
        return
    check_complete(application)
    application.answers = snapshot_of(application)
    application.save(update_fields=["answers"])
    changes = dict.fromkeys(changed, (HIDDEN, HIDDEN))
    audit.record(action="application.corrected", target=application, by=by, changes=changes)
