"""Selections: drafted from scores and choices, agreed, drawn up to be signed, published, withdrawn."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ApplicationState, Outcome, PaperKind, PaperState, RoundPhase, RoundState, SelectionState
from workforce.models import Announcement, Application, Round, Selection, SelectionLine, TieBreak
from workforce.permissions import Can
from workforce.selecting import Line
from workforce.selectors.selections import CONTENDING, RESULTS, lines_now, lines_of, paper_of, unscored_in
from workforce.selectors.sheets import Line as Signing
from workforce.selectors.sheets import Order
from workforce.services import papers

#: Phases of a round in which its selection is made.
READY = frozenset({RoundPhase.OVER, RoundPhase.SELECTING, RoundPhase.ANNOUNCED})
_PLACES = (Outcome.SELECTED, Outcome.RESERVE)
_UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)
_WITHOUT_RESULT = (*_UNDECIDED, ApplicationState.QUALIFIED)
_GONE = (ApplicationState.WITHDRAWN, ApplicationState.DECLINED)


class SelectionError(DomainError):
    """The round or selection is not in a state for what was asked."""


class SelectionInputError(InputError):
    """What was said is not enough."""


@dataclass(frozen=True, slots=True)
class Notice:
    """How a result is announced: until when it stands and appeals are taken, who signs, the address of the platform.

    Without a `number` the next one of the university is taken.
    """

    expires_at: datetime
    appeals_until: datetime
    signers: Sequence[Signing]
    site: str
    number: str = ""


class Drafts:
    """Locks and computes the draft of a selection; for what only services may call, inside their transaction."""

    _COLUMNS: ClassVar = {"application": "application_id", "tambon": "tambon_id"}

    @staticmethod
    def locked(selection: Selection) -> Selection:
        """Lock a draft and its round; a selection that is agreed is refused."""
        _locked_round(selection.round)
        selection = Selection.objects.select_for_update(of=("self",)).select_related("round").get(pk=selection.pk)
        _check_draft(selection)
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
    round_ = _locked_round(round)
    if round_.phase_at(clock.now()) not in READY:
        raise SelectionError(_("The selection is made after the round has closed."))
    selection = _draft_of(round_, by)
    lines = Drafts.store(selection)
    if round_.state == RoundState.PUBLISHED:
        _move_round(round_, RoundState.SELECTING)
    audit.record(action="selection.made", target=selection, by=by, changes={"lines": (None, len(lines))})
    return selection


@transaction.atomic
def agree(*, selection: Selection, by: Actor) -> Selection:
    """Agree to a draft: it is locked, replaces an earlier one, and gives each application its state.

    Raises:
        SelectionError: ties are open, interviews not scored, or scores have changed since it was computed.
    """
    require(by, Can.SELECT, selection)
    round_ = _locked_round(selection.round)
    selection = Selection.objects.select_for_update(of=("self",)).select_related("round").get(pk=selection.pk)
    if selection.state == SelectionState.AGREED:
        return selection
    _check_draft(selection)
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
def reopen(*, selection: Selection, reason: str, drops_ties: bool = False, by: Actor) -> Selection:
    """Open an agreed selection again before it is announced: scores and decisions can be corrected; nobody is told.

    With `drops_ties` the ties decided in the round are decided anew. A second click changes nothing.

    Raises:
        SelectionError: its announcement stands, the round has ended, or somebody of it was hired.
    """
    require(by, Can.SELECT, selection)
    if not (reason := reason.strip()):
        raise SelectionInputError(_("Give the reason."), extra={"field": "reason"})
    round_ = _locked_round(selection.round)
    selection = Selection.objects.select_for_update(of=("self",)).select_related("round").get(pk=selection.pk)
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
        _move_round(round_, RoundState.SELECTING)
    changes: audit.Changes = {"state": (SelectionState.AGREED.value, SelectionState.REPLACED.value)}
    changes |= {ApplicationState.QUALIFIED.value: (None, count), "ties": (None, ties)}
    audit.record(action="selection.reopened", target=selection, by=by, reason=reason, changes=changes)
    return selection


@transaction.atomic
def draw_up(*, selection: Selection, notice: Notice, by: Actor) -> Announcement:
    """Draw up the announcement of an agreed selection, its paper to be signed; nobody sees it until it is published.

    A second click finds the announcement of the first. One drawn up of an earlier selection is thrown away.
    """
    require(by, Can.ANNOUNCE, selection)
    round_ = _locked_round(selection.round)
    selection = Selection.objects.get(pk=selection.pk)
    standing = Announcement.objects.filter(selection=selection, withdrawn_at__isnull=True).first()
    if standing is not None:
        return standing
    _check_announceable(selection)
    now = clock.now()
    _check_notice(notice, now)
    for older in Announcement.objects.filter(round=round_, withdrawn_at__isnull=True, published_at__isnull=True):
        _take_down(older, _("Another selection was agreed to since."), by)
    announcement = Announcement.objects.create(
        round=round_, selection=selection, document_number=notice.number, shows_names=round_.shows_names,
        expires_at=notice.expires_at, appeals_until=notice.appeals_until,
    )  # fmt: skip
    order = Order(
        kind=PaperKind.ANNOUNCEMENT, subject=announcement, on=timezone.localdate(now), lines=notice.signers,
        site=notice.site, number=notice.number,
    )  # fmt: skip
    announcement.document_number = papers.issue(order=order, by=by).number
    announcement.save(update_fields=["document_number"])
    changes = {"document_number": (None, announcement.document_number)}
    audit.record(action="announcement.drawn_up", target=announcement, by=by, changes=changes)
    return announcement


@transaction.atomic
def publish(*, announcement: Announcement, ink_signed_on: date | None = None, by: Actor) -> Announcement:
    """Publish an announcement that is signed: an earlier one is taken down, and everybody in the selection is told.

    Signed is a paper that all signed in the system or of which the scan is filed; else who publishes says on which day
    the original was signed in ink, and that stays on record. A second click changes nothing.
    """
    require(by, Can.ANNOUNCE, announcement)
    round_ = _locked_round(announcement.round)
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("round", "selection")
    announcement, now = rows.get(pk=announcement.pk), clock.now()
    if announcement.withdrawn_at is not None:
        raise SelectionError(_("This announcement was taken down. Draw up another."))
    if announcement.published_at is not None:
        return announcement
    _check_announceable(announcement.selection)
    if announcement.appeals_until <= now:
        raise SelectionError(
            _("The time for appeals that the paper names is over. Take this announcement down and draw up another.")
        )
    announcement.ink_signed_on = _signed_on(announcement, ink_signed_on)
    standing = Announcement.objects.filter(round=round_, withdrawn_at__isnull=True, published_at__isnull=False)
    standing.update(withdrawn_at=now)
    announcement.published_at, announcement.published_by_id = now, key_of(by)
    announcement.save(update_fields=["published_at", "published_by", "ink_signed_on"])
    _move_round(round_, RoundState.ANNOUNCED)
    changes = {
        "document_number": (None, announcement.document_number),
        "ink_signed_on": (None, announcement.ink_signed_on),
    }
    audit.record(action="announcement.published", target=announcement, by=by, changes=changes)
    _tell_all(announcement, "announcement.published")
    return announcement


@transaction.atomic
def withdraw(*, announcement: Announcement, reason: str, by: Actor) -> Announcement:
    """Take an announcement down, published or not, and tell whom it told; its paper is cancelled.

    With one that was published the round is back in selection.
    """
    require(by, Can.ANNOUNCE, announcement)
    if not (reason := reason.strip()):
        raise SelectionInputError(_("Give the reason."), extra={"field": "reason"})
    round_ = _locked_round(announcement.round)
    announcement = Announcement.objects.select_for_update(of=("self",)).select_related("round").get(pk=announcement.pk)
    if announcement.withdrawn_at is not None:
        return announcement
    _take_down(announcement, reason, by)
    if announcement.published_at is None:
        return announcement
    if round_.state == RoundState.ANNOUNCED:
        _move_round(round_, RoundState.SELECTING)
    _tell_all(announcement, "announcement.withdrawn")  # not why: that may speak of one of them
    return announcement


def _take_down(announcement: Announcement, reason: str, by: Actor) -> None:
    announcement.withdrawn_at = clock.now()
    announcement.save(update_fields=["withdrawn_at"])
    for paper in announcement.papers.exclude(state="cancelled"):
        papers.cancel(paper=paper, reason=reason, by=by)
    changes = {"withdrawn_at": (None, announcement.withdrawn_at)}
    audit.record(action="announcement.withdrawn", target=announcement, by=by, reason=reason, changes=changes)


def _check_announceable(selection: Selection) -> None:
    if selection.state != SelectionState.AGREED:
        raise SelectionError(_("Only an agreed selection is announced."))
    if late := Application.objects.filter(round=selection.round_id, state__in=_WITHOUT_RESULT).count():
        raise SelectionError(
            _(
                "%(count)s applications have no result: they came back since this selection was agreed. Decide about "
                "them, compute the selection anew and agree to it again."
            )
            % {"count": late}
        )
    if gone := selection.lines.filter(outcome__in=_PLACES, application__state__in=_GONE).count():
        raise SelectionError(
            _("%(count)s people gave up since this selection was agreed. Compute it anew and agree to it again.")
            % {"count": gone}
        )


def _signed_on(announcement: Announcement, ink_signed_on: date | None) -> date | None:
    """Return the day of signing in ink that is said, none where the paper itself shows that it is signed."""
    paper = paper_of(announcement)
    if paper is not None and paper.state == PaperState.SIGNED:
        return None
    if ink_signed_on is None:
        raise SelectionInputError(
            _(
                "This announcement is not signed. Let it be signed in the system, or file the scan of the signed one; "
                "or say on which day the original was signed in ink."
            ),
            extra={"field": "ink_signed_on"},
        )
    if ink_signed_on > clock.today():
        raise SelectionInputError(_("The day lies ahead."), extra={"field": "ink_signed_on"})
    if paper is not None and ink_signed_on < timezone.localdate(paper.issued_at):
        day = {"day": thai_date(timezone.localdate(paper.issued_at))}
        said = _("The announcement was drawn up on %(day)s: it was not signed before.")
        raise SelectionInputError(said % day, extra={"field": "ink_signed_on"})
    return ink_signed_on


def _locked_round(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("university", "terms").get(pk=round_.pk)


def _move_round(round_: Round, state: RoundState) -> None:
    round_.state, round_.version = state, round_.version + 1
    round_.save(update_fields=["state", "version"])


def _check_draft(selection: Selection) -> None:
    if selection.state != SelectionState.DRAFT:
        raise SelectionError(_("This selection is agreed and locked. Open it again to correct scores or decisions."))


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


def _check_notice(notice: Notice, now: datetime) -> None:
    if notice.appeals_until <= now:
        raise SelectionInputError(_("Choose a moment that lies ahead."), extra={"field": "appeals_until"})
    if notice.expires_at < notice.appeals_until:
        raise SelectionInputError(
            _("The announcement must stand as long as appeals are taken."), extra={"field": "expires_at"}
        )


def _tell_all(announcement: Announcement, kind: str) -> None:
    keys = announcement.selection.lines.values("application")
    people = Application.objects.filter(pk__in=keys).values_list("user", "pk").order_by("pk")
    links = [(user, reverse("application-status", args=[pk])) for user, pk in people]
    round_ = announcement.round
    contact = f"{round_.contact} {round_.telephone}".strip()
    notifications.tell_all(links=links, kind=kind, round=round_.name_th, contact=contact)
