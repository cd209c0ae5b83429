"""Selections: drafted from scores and choices, agreed, opened again."""

from dataclasses import asdict
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError
from workforce.choices import ApplicationState, Outcome, RoundPhase, RoundState, SelectionState
from workforce.models import Announcement, Application, Round, Selection, SelectionLine, TieBreak
from workforce.permissions import Can
from workforce.selecting import Line
from workforce.selectors.selections import CONTENDING, RESULTS, lines_now, lines_of, unscored_in

#: Phases of a round in which its selection is made.
READY = frozenset({RoundPhase.OVER, RoundPhase.SELECTING, RoundPhase.ANNOUNCED})
_PLACES = (Outcome.SELECTED, Outcome.RESERVE)
_UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)
_GONE = (ApplicationState.WITHDRAWN, ApplicationState.DECLINED)


class SelectionError(DomainError):
    """The round or selection is not in a state for what was asked."""


class SelectionInputError(InputError):
    """What was said is not enough."""


class Turns:
    """Holds a round and moves it on; for what only services may call, inside their transaction."""

    @staticmethod
    def locked(round_: Round) -> Round:
        """Lock a round: one step of its selection at a time."""
        return Round.objects.select_for_update(of=("self",)).select_related("university", "terms").get(pk=round_.pk)

    @staticmethod
    def move(round_: Round, state: RoundState) -> None:
        """Bring a round into a state."""
        round_.state, round_.version = state, round_.version + 1
        round_.save(update_fields=["state", "version"])


class Drafts:
    """Locks and computes the draft of a selection; for what only services may call, inside their transaction."""

    _COLUMNS: ClassVar = {"application": "application_id", "tambon": "tambon_id"}

    @staticmethod
    def locked(selection: Selection) -> Selection:
        """Lock a draft and its round; a selection that is agreed is refused."""
        round_ = Turns.locked(selection.round)
        selection = _held(selection)
        _check_draft(selection, round_)
        return selection

    @classmethod
    def store(cls, selection: Selection) -> list[Line]:
        """Compute the lines of a draft anew."""
        lines, names = lines_now(selection.round), cls._COLUMNS
        SelectionLine.objects.filter(selection=selection).delete()
        rows = (
            SelectionLine(selection=selection, **{names.get(name, name): value for name, value in asdict(line).items()})
            for line in lines
        )
        SelectionLine.objects.bulk_create(rows, batch_size=2000)
        return lines


@transaction.atomic
def make(*, round: Round, by: Actor) -> Selection:
    """Draft the selection of a round, or compute the draft there is anew."""
    require(by, Can.SELECT, round)
    round_ = Turns.locked(round)
    if round_.phase_at(clock.now()) not in READY:
        raise SelectionError(_("The selection is made after the round has closed."))
    selection = _draft_of(round_, by)
    lines = Drafts.store(selection)
    if round_.state == RoundState.PUBLISHED:
        Turns.move(round_, RoundState.SELECTING)
    audit.record(action="selection.made", target=selection, by=by, changes={"lines": (None, len(lines))})
    return selection


@transaction.atomic
def agree(*, selection: Selection, by: Actor) -> Selection:
    """Agree to a draft: it is locked, replaces an earlier one, and gives each application its state.

    Raises:
        SelectionError: ties are open, interviews not scored, or scores have changed since it was computed.
    """
    require(by, Can.SELECT, selection)
    round_ = Turns.locked(selection.round)
    selection = _held(selection)
    if selection.state == SelectionState.AGREED:
        return selection
    _check_draft(selection, round_)
    list(Application.objects.select_for_update().filter(round=round_, state__in=CONTENDING).order_by("pk").values("pk"))
    _check_ready(selection)
    Selection.objects.filter(round=round_, state=SelectionState.AGREED).update(state=SelectionState.REPLACED)
    selection.state, selection.agreed_at, selection.agreed_by_id = SelectionState.AGREED, clock.now(), key_of(by)
    selection.save(update_fields=["state", "agreed_at", "agreed_by"])
    counts = _give_states(selection)
    changes: audit.Changes = {"state": (SelectionState.DRAFT.value, SelectionState.AGREED.value)}
    changes |= {str(state): (None, count) for state, count in counts.items()}
    audit.record(action="selection.agreed", target=selection, by=by, changes=changes)
    return selection


@transaction.atomic
def drop(*, selection: Selection, by: Actor) -> None:
    """Throw a draft away: the agreed selection, where there is one, is what the round shows again."""
    require(by, Can.SELECT, selection)
    Turns.locked(selection.round)
    selection = _held(selection)
    if selection.state != SelectionState.DRAFT:
        raise SelectionError(_("Only a draft is dropped."))
    audit.record(action="selection.dropped", target=selection, by=by, changes={"number": (selection.number, None)})
    selection.delete()


@transaction.atomic
def reopen(*, selection: Selection, reason: str, drops_ties: bool = False, by: Actor) -> Selection:
    """Open an agreed selection again before it is announced: scores and decisions can be corrected; nobody is told.

    With `drops_ties` the ties decided in the round are decided anew. A second click changes nothing.

    Raises:
        SelectionError: its announcement stands, the round has ended, or somebody of it was hired.
    """
    require(by, Can.SELECT, selection)
    if not (reason := reason.strip()):
        raise SelectionInputError(_("Give the reason."), extra={"field": "reason"})
    round_ = Turns.locked(selection.round)
    selection = _held(selection)
    is_replaced = Selection.objects.filter(round=round_, state=SelectionState.AGREED).exists()
    if selection.state == SelectionState.REPLACED and not is_replaced:
        return selection
    _check_reopens(selection, round_)
    selection.state = SelectionState.REPLACED
    selection.save(update_fields=["state"])
    rows = Application.objects.filter(round=round_, state__in=RESULTS)
    count = rows.update(state=ApplicationState.QUALIFIED, version=F("version") + 1, updated_at=clock.now())
    ties = TieBreak.objects.filter(round=round_).delete()[0] if drops_ties else 0
    if round_.state == RoundState.ANNOUNCED:  # what stands on the board is of an earlier selection
        Turns.move(round_, RoundState.SELECTING)
    changes: audit.Changes = {"state": (SelectionState.AGREED.value, SelectionState.REPLACED.value)}
    changes |= {ApplicationState.QUALIFIED.value: (None, count), "ties": (None, ties)}
    audit.record(action="selection.reopened", target=selection, by=by, reason=reason, changes=changes)
    return selection


def _held(selection: Selection) -> Selection:
    found = Selection.objects.select_for_update(of=("self",)).select_related("round").filter(pk=selection.pk).first()
    if found is None:
        raise SelectionError(_("This draft was dropped meanwhile."))
    return found


def _check_draft(selection: Selection, round_: Round) -> None:
    if selection.state != SelectionState.DRAFT:
        raise SelectionError(_("This selection is agreed and locked. Open it again to correct scores or decisions."))
    if round_.state == RoundState.CLOSED:  # its reserve lists may have ended: a draft from before revives none
        raise SelectionError(_("The round has ended; its result stays."))


def _check_reopens(selection: Selection, round_: Round) -> None:
    if selection.state != SelectionState.AGREED:
        raise SelectionError(_("Only an agreed selection is opened again."))
    if round_.state == RoundState.CLOSED:
        raise SelectionError(_("The round has ended; its result stays."))
    standing = Announcement.objects.filter(selection=selection, withdrawn_at__isnull=True).first()
    if standing is not None and standing.published_at is None:
        raise SelectionError(_("An announcement of this result is drawn up. Take it down first."))
    if standing is not None:
        raise SelectionError(_("This result is announced. Take the announcement down first, or let people appeal."))
    if selection.lines.filter(application__state=ApplicationState.HIRED).exists():
        raise SelectionError(_("Somebody of this selection was hired already. Drop that contract first."))


def _draft_of(round_: Round, by: Actor) -> Selection:
    found = Selection.objects.filter(round=round_, state=SelectionState.DRAFT).first()
    if found is not None:
        found.made_at, found.made_by_id = clock.now(), key_of(by)
        found.save(update_fields=["made_at", "made_by"])
        return found
    numbers = Selection.objects.filter(round=round_).order_by("-number").values_list("number", flat=True)
    number = (numbers.first() or 0) + 1
    return Selection.objects.create(round=round_, number=number, made_at=clock.now(), made_by_id=key_of(by))


def _check_ready(selection: Selection) -> None:
    waiting = Application.objects.filter(round=selection.round, state__in=_UNDECIDED).count()
    if waiting:
        raise SelectionError(
            _(
                "%(count)s applications are sent or returned and nobody decided about them. Screen them first; refuse "
                "those that were returned and not mended."
            )
            % {"count": waiting}
        )
    if unscored := unscored_in(selection.round):
        raise SelectionError(
            _(
                "%(count)s interviews are not scored completely. Score them, or refuse the applications of those who"
                " did not come."
            )
            % {"count": unscored}
        )
    lines = lines_of(selection)
    if lines != lines_now(selection.round):
        raise SelectionError(
            _("Scores, choices or posts have changed since this draft was computed. Compute it anew, then look again.")
        )
    if not lines:
        raise SelectionError(_("Nobody takes part in this selection."))
    if ties := sum(line.outcome == Outcome.TIE for line in lines):
        raise SelectionError(_("%(count)s people are tied at a last post. Decide the ties first.") % {"count": ties})


def _give_states(selection: Selection) -> dict[ApplicationState, int]:
    rows = SelectionLine.objects.filter(selection=selection)
    selected = rows.filter(outcome=Outcome.SELECTED).values("application")
    reserve = rows.filter(outcome=Outcome.RESERVE).values("application")
    contending = Application.objects.filter(round=selection.round_id, state__in=CONTENDING)
    groups = (
        (ApplicationState.SELECTED, contending.filter(pk__in=selected)),
        (ApplicationState.RESERVE, contending.filter(pk__in=reserve).exclude(pk__in=selected)),
        (ApplicationState.NOT_SELECTED, contending.exclude(pk__in=selected).exclude(pk__in=reserve)),
    )
    now = clock.now()
    return {state: found.update(state=state, version=F("version") + 1, updated_at=now) for state, found in groups}
