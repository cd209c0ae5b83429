"""Places given up: by the applicant, or entered by staff who were told; the reserve list then passes over them."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Membership
from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ApplicationState, Outcome
from workforce.editing import locked, store
from workforce.models import Application
from workforce.permissions import Can
from workforce.selectors.calling import is_filled
from workforce.selectors.hiring import HIREABLE, lines_of
from workforce.selectors.selections import is_announced
from workforce.services.calling import Calling


class RefusalError(DomainError):
    """The applicant has no place that could be given up."""


class RefusalInputError(InputError):
    """What was said is not enough."""


@transaction.atomic
def give_up(*, application: Application, reason: str = "", by: Actor) -> Application:
    """Give up the own place, once it is announced, and tell the staff; given up twice is given up once."""
    require(by, Can.CHANGE_APPLICATION, application)
    Calling.hold(application)
    application = locked(application)
    if application.state == ApplicationState.DECLINED:
        return application
    if not is_announced(application):
        raise RefusalError(_("The result is not announced yet. You can withdraw the application."))
    application = _declined(application, reason.strip(), by)
    _tell_staff(application)
    return application


@transaction.atomic
def enter(*, application: Application, reason: str, version: int, by: Actor) -> Application:
    """Enter that somebody refused the post, with what was said; the applicant is told, and can object."""
    require(by, Can.SCREEN_APPLICATION, application)
    reason = _said(reason)
    Calling.hold(application)
    application = locked(application)
    if application.state == ApplicationState.DECLINED:
        return application
    _check_version(application, version)
    application = _declined(application, reason, by)
    _tell_applicant(application, "application.declined")
    return application


@transaction.atomic
def take_back(*, application: Application, reason: str, version: int, by: Actor) -> Application:
    """Take a refusal back that was entered by mistake: the applicant has the place of before, and is told.

    Whom the reserve list called to it is told that it calls no more.

    Raises:
        RefusalError: the place went to the reserve list meanwhile, or no agreed selection gives one.
    """
    require(by, Can.SCREEN_APPLICATION, application)
    reason = _said(reason)
    Calling.hold(application)
    application = locked(application)
    if application.state in HIREABLE:
        return application
    _check_version(application, version)
    if application.state != ApplicationState.DECLINED:
        raise RefusalError(_("This application was not given up."))
    called = Calling.called(application.round)
    application = _restored(application, reason, by)
    _tell_applicant(application, "application.restored")
    if is_announced(application):
        Calling.tell_uncalled(application.round, called)
    return application


def _restored(application: Application, reason: str, by: Actor) -> Application:
    lines = list(lines_of(application))
    selected = next((line for line in lines if line.outcome == Outcome.SELECTED), None)
    if not lines:
        raise RefusalError(_("No agreed selection gives this applicant a place."))
    if selected is not None and is_filled(selected):
        raise RefusalError(
            _("The place went to the next on the reserve list. It can be given back when that contract is dropped.")
        )
    state = ApplicationState.SELECTED if selected is not None else ApplicationState.RESERVE
    return _moved(application, state, reason, by, action="application.restored")


def _said(reason: str) -> str:
    if not (reason := reason.strip()):
        raise RefusalInputError(_("Give the reason."), extra={"field": "reason"})
    return reason


def _check_version(application: Application, version: int) -> None:
    if version != application.version:
        told = _("This application changed since you opened it. Look at it again, then decide.")
        raise StaleError(told, of=application)


def _tell_applicant(application: Application, kind: str) -> None:
    link = reverse("application-status", args=[application.pk])
    values = {"round": application.round.name_th, "contact": application.round.contact}
    notifications.tell(user_id=application.user_id, kind=kind, link=link, **values)


def _tell_staff(application: Application) -> None:
    """Tell those who hire for the university; the page behind the link shows whom the list calls next."""
    staff = Membership.objects.filter(university=application.round.university_id, role="staff")
    notifications.tell_many(
        user_ids=list(staff.valid_on(clock.today()).values_list("user", flat=True)), kind="application.given_up",
        link=reverse("applicant-detail", args=[application.pk]), number=application.number,
        round=application.round.name_th,
    )  # fmt: skip


def _declined(application: Application, reason: str, by: Actor) -> Application:
    if application.state not in HIREABLE:
        raise RefusalError(
            _("Only who is selected or on the reserve list gives up a place; this application is: %(state)s.")
            % {"state": application.get_state_display()}
        )
    before = Calling.called(application.round)
    moved = _moved(application, ApplicationState.DECLINED, reason, by, action="application.declined")
    if is_announced(application):  # before that nobody learns a result, nor that a list calls
        Calling.tell_new(application.round, before)
    return moved


def _moved(application: Application, state: ApplicationState, reason: str, by: Actor, *, action: str) -> Application:
    was, note = application.state, application.note
    application.state, application.note = state, reason
    store(application, "state", "note")
    changes = {"state": (was, application.state), "note": (note, reason)}
    audit.record(action=action, target=application, by=by, reason=reason, changes=changes)
    return application
