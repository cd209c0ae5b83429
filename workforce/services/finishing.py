"""The end of a round: what it left empty can be offered again, and its reserve list stays or ends."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import StaleError
from workforce.choices import AppealState, ApplicationState, RoundState
from workforce.models import Appeal, Application, Round
from workforce.permissions import Can
from workforce.selectors.calling import called_up
from workforce.selectors.reserves import reserves_over
from workforce.services.calling import Calling
from workforce.services.rounds import RoundError, RoundInputError

_UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED)


@transaction.atomic
def finish(*, round: Round, keeps_reserve: bool, reason: str, version: int, by: Actor) -> Round:
    """End an announced round for a reason; a second click changes nothing.

    With `keeps_reserve` its reserve list may still fill posts that become free; else those on it are not selected.

    Raises:
        RoundError: it is not announced, or something waits: somebody selected, an appeal, an application.
    """
    require(by, Can.CHANGE_ROUND, round)
    found = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if found.state == RoundState.CLOSED and found.version == version + 1:
        return found
    _check(found, reason, version)
    ended = 0 if keeps_reserve else Calling.end(Application.objects.filter(round=found), by=by)
    found.state, found.version = RoundState.CLOSED, found.version + 1
    found.save(update_fields=["state", "version"])
    changes = {"state": (RoundState.ANNOUNCED.value, found.state), "reserve_ended": (None, ended)}
    audit.record(action="round.finished", target=found, by=by, reason=reason.strip(), changes=changes)
    return found


@transaction.atomic
def finish_all(*, by: Actor) -> int:
    """End the announced rounds of programmes that are over, with their reserve lists; return how many.

    One with an appeal ends on the first day after its answer.
    """
    require(by, Can.CHANGE_ROUND)
    rows = Round.objects.select_for_update(of=("self",), skip_locked=True)
    ended = rows.filter(~Exists(_appeals()), state=RoundState.ANNOUNCED, programme__ends_on__lt=clock.today())
    over = list(ended.order_by("pk"))
    Calling.end(Application.objects.filter(round__in=over), by=by)
    changes = {"state": (RoundState.ANNOUNCED.value, RoundState.CLOSED.value)}
    Round.objects.filter(pk__in=[one.pk for one in over]).update(state=RoundState.CLOSED, version=F("version") + 1)
    reason = _("The programme is over.")
    audit.record_many(action="round.finished", by=by, events=[(one, changes, reason) for one in over])
    return len(over)


@transaction.atomic
def end_reserves(*, by: Actor) -> int:
    """End the reserve lists whose days are over by the rules of their round; return how many people were on them.

    Whom a list called while it held stays: a place waits for them, and they were told.
    """
    require(by, Can.CHANGE_ROUND)
    rows = Round.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=reserves_over())
    held = list(rows.order_by("pk"))
    called = called_up().filter(selection__round__in=held).values("application")
    waiting = Application.objects.filter(round__in=held, state=ApplicationState.RESERVE).exclude(pk__in=called)
    return Calling.end(waiting, by=by)


def _check(found: Round, reason: str, version: int) -> None:
    if found.version != version:
        raise StaleError(_("Somebody changed this round meanwhile. Look at it again, then decide."), of=found)
    if found.state != RoundState.ANNOUNCED:
        raise RoundError(_("Only a round whose result is announced is ended."))
    if not reason.strip():
        raise RoundInputError(_("Give the reason."), extra={"field": "reason"})
    waiting = Application.objects.filter(round=found, state=ApplicationState.SELECTED).count()
    if waiting:
        raise RoundError(
            _("%(count)s people are selected and have no contract yet. Hire them, or enter that they give up, first.")
            % {"count": waiting}
        )
    if open_ := Appeal.objects.filter(application__round=found, state=AppealState.OPEN).count():
        raise RoundError(_("%(count)s appeals wait for an answer. Answer them first.") % {"count": open_})
    if undecided := Application.objects.filter(round=found, state__in=_UNDECIDED).count():
        raise RoundError(
            _("%(count)s applications have no result yet. Select anew with them, or refuse them, first.")
            % {"count": undecided}
        )


def _appeals() -> "QuerySet[Appeal]":
    return Appeal.objects.filter(application__round=OuterRef("pk"), state=AppealState.OPEN)
