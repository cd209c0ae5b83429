"""Places given up: by the applicant, or entered by staff who were told; the reserve list then passes over them."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from u2t.core import audit, notifications
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ApplicationState
from workforce.editing import locked, store
from workforce.models import Application
from workforce.permissions import Can
from workforce.selectors.hiring import HIREABLE
from workforce.selectors.selections import is_announced


class RefusalError(DomainError):
    """The applicant has no place that could be given up."""


class RefusalInputError(InputError):
    """What was said is not enough."""


@transaction.atomic
def give_up(*, application: Application, reason: str = "", by: Actor) -> Application:
    """Give up the own place, once it is announced; given up twice is given up once."""
    require(by, Can.CHANGE_APPLICATION, application)
    application = locked(application)
    if application.state == ApplicationState.DECLINED:
        return application
    if not is_announced(application):
        raise RefusalError(_("The result is not announced yet. You can withdraw the application."))
    return _declined(application, reason.strip(), by)


@transaction.atomic
def enter(*, application: Application, reason: str, version: int, by: Actor) -> Application:
    """Enter that somebody refused the post, with what was said; the applicant is told, and can object."""
    require(by, Can.SCREEN_APPLICATION, application)
    if not (reason := reason.strip()):
        raise RefusalInputError(_("Give the reason."), extra={"field": "reason"})
    application = locked(application)
    if application.state == ApplicationState.DECLINED:
        return application
    if version != application.version:
        raise StaleError(_("This application changed since you opened it. Look at it again, then decide."))
    application = _declined(application, reason, by)
    link = reverse("application-status", args=[application.pk])
    values = {"round": application.round.name_th, "contact": application.round.contact}
    notifications.tell(user_id=application.user_id, kind="application.declined", link=link, **values)
    return application


def _declined(application: Application, reason: str, by: Actor) -> Application:
    if application.state not in HIREABLE:
        raise RefusalError(
            _("Only who is selected or on the reserve list gives up a place; this application is: %(state)s.")
            % {"state": application.get_state_display()}
        )
    was, note = application.state, application.note
    application.state, application.note = ApplicationState.DECLINED, reason
    store(application, "state", "note")
    changes = {"state": (was, application.state), "note": (note, reason)}
    audit.record(action="application.declined", target=application, by=by, reason=reason, changes=changes)
    return application
