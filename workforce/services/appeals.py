"""Appeals: an applicant objects to a result in time, staff answer with the reason."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_datetime
from workforce.choices import AppealState, ApplicationState, RoundState
from workforce.models import Appeal, Application, Round
from workforce.permissions import Can
from workforce.selectors.appeals import appealable
from workforce.selectors.selections import standing_announcement

_LONGEST = 4000


class AppealError(DomainError):
    """There is nothing to appeal against, or it is too late, or answered already."""


class AppealInputError(InputError):
    """What was said is not enough."""


@transaction.atomic
def send(*, application: Application, text: str, by: Actor) -> Appeal:
    """Object to the result while appeals are taken; one for each announcement, a second click finds the first."""
    require(by, Can.APPEAL, application)
    text = _checked(text, "text", _("Write what you object to, and why."))
    application = _locked(application)
    announcement = standing_announcement(application.round)
    if announcement is None:
        raise AppealError(_("There is no announced result to appeal against."))
    if clock.now() >= announcement.appeals_until:
        until = thai_datetime(announcement.appeals_until)
        raise AppealError(_("Appeals were taken until %(until)s.") % {"until": until})
    if not appealable(application):
        state = application.get_state_display()
        raise AppealError(_("An application that is “%(state)s” cannot be appealed.") % {"state": state})
    found = Appeal.objects.filter(application=application, announcement=announcement).first()
    if found is not None:
        if found.text == text:
            return found
        raise AppealError(_("You have appealed already. The staff answer you here."))
    appeal = Appeal.objects.create(
        application=application, announcement=announcement, text=text, created_at=clock.now()
    )
    audit.record(action="appeal.sent", target=appeal, by=by)
    return appeal


@transaction.atomic
def answer(*, appeal: Appeal, is_upheld: bool, answer: str, by: Actor) -> Appeal:
    """Answer an appeal; one that is upheld brings the application back into selection, which is to be redone.

    A round that has ended is opened again for it, as long as its programme lasts.
    """
    require(by, Can.DECIDE_APPEAL, appeal)
    text = _checked(answer, "answer", _("Write the answer with its reason."))
    # The round before its applications, as selections do.
    round_ = (
        Round.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(applications=appeal.application_id)
    )
    application = _locked(appeal.application)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    state = AppealState.UPHELD if is_upheld else AppealState.REFUSED
    if appeal.state != AppealState.OPEN:
        if (appeal.state, appeal.answer) == (state, text):
            return appeal
        raise AppealError(_("This appeal is answered already."))
    if is_upheld:
        _bring_back(application, round_, by)
    appeal.state, appeal.answer, appeal.decided_at, appeal.decided_by_id = state, text, clock.now(), key_of(by)
    appeal.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    changes = {"state": (AppealState.OPEN.value, state.value), "answer": ("", text)}
    audit.record(action=f"appeal.{state}", target=appeal, by=by, changes=changes)
    link = reverse("application-status", args=[application.pk])
    notifications.tell(user_id=application.user_id, kind=f"appeal.{state}", link=link, number=application.number)
    return appeal


def _checked(text: str, field: str, problem: str) -> str:
    if not (found := text.strip()):
        raise AppealInputError(problem, extra={"field": field})
    if len(found) > _LONGEST:
        raise AppealInputError(_("Write at most %(limit)s characters.") % {"limit": _LONGEST}, extra={"field": field})
    return found


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).select_related("round").get(pk=application.pk)


def _bring_back(application: Application, round_: Round, by: Actor) -> None:
    if not appealable(application):
        state = application.get_state_display()
        raise AppealError(_("An application that is “%(state)s” cannot go back into selection.") % {"state": state})
    if round_.state == RoundState.CLOSED and round_.programme.ends_on < clock.today():
        raise AppealError(
            _("The programme is over; nobody is selected any more. Answer without upholding it, and say what follows.")
        )
    before, application.state = application.state, ApplicationState.QUALIFIED
    application.version += 1
    application.save(update_fields=["state", "version", "updated_at"])
    _open_again(round_, by)
    changes = {"state": (before, ApplicationState.QUALIFIED.value)}
    audit.record(action="application.brought_back", target=application, by=by, changes=changes)


def _open_again(round_: Round, by: Actor) -> None:
    was = round_.state
    if was not in {RoundState.ANNOUNCED, RoundState.CLOSED}:
        return
    round_.state, round_.version = RoundState.SELECTING, round_.version + 1
    round_.save(update_fields=["state", "version"])
    if was == RoundState.CLOSED:
        audit.record(action="round.reopened", target=round_, by=by, changes={"state": (was, round_.state.value)})
