"""Announcements of a selection: drawn up to be signed, published, taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ApplicationState, Outcome, PaperKind, PaperState, RoundState, SelectionState
from workforce.models import Announcement, Application, Round, Selection
from workforce.permissions import Can
from workforce.selectors.selections import paper_of, without_result
from workforce.selectors.sheets import Line as Signing
from workforce.selectors.sheets import Order
from workforce.services import papers
from workforce.services.selections import SelectionError, SelectionInputError, Turns

_PLACES = (Outcome.SELECTED, Outcome.RESERVE)
_GONE = (ApplicationState.WITHDRAWN, ApplicationState.DECLINED)


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


@transaction.atomic
def draw_up(*, selection: Selection, notice: Notice, by: Actor) -> Announcement:
    """Draw up the announcement of an agreed selection, its paper to be signed; nobody sees it until it is published.

    A second click finds the announcement of the first. One drawn up of an earlier selection is thrown away.
    """
    require(by, Can.ANNOUNCE, selection)
    round_ = Turns.locked(selection.round)
    selection, now = Selection.objects.get(pk=selection.pk), clock.now()
    standing = Announcement.objects.filter(selection=selection, withdrawn_at__isnull=True).first()
    if standing is not None:
        _check_stands(standing, now)
        return standing
    _check_announceable(selection)
    _check_notice(notice, now)
    older = list(_standing_in(round_).filter(published_at__isnull=True))
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
    for one in older:
        _take_down(one, _replaced_by(announcement), by)
    changes = {"document_number": (None, announcement.document_number)}
    audit.record(action="announcement.drawn_up", target=announcement, by=by, changes=changes)
    return announcement


@transaction.atomic
def publish(*, announcement: Announcement, ink_signed_on: date | None = None, by: Actor) -> Announcement:
    """Publish an announcement that is signed: an earlier one is taken down with its paper, and everybody in it is told.

    Signed is a paper that all signed in the system or of which the scan is filed; else who publishes says on which day
    the original was signed in ink, and that stays on record. A second click changes nothing.
    """
    require(by, Can.ANNOUNCE, announcement)
    round_ = Turns.locked(announcement.round)
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
    for one in _standing_in(round_).filter(published_at__isnull=False):
        _take_down(one, _replaced_by(announcement), by)
    announcement.published_at, announcement.published_by_id = now, key_of(by)
    announcement.save(update_fields=["published_at", "published_by", "ink_signed_on"])
    if round_.state != RoundState.CLOSED:
        Turns.move(round_, RoundState.ANNOUNCED)
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
    round_ = Turns.locked(announcement.round)
    announcement = Announcement.objects.select_for_update(of=("self",)).select_related("round").get(pk=announcement.pk)
    if announcement.withdrawn_at is not None:
        return announcement
    _take_down(announcement, reason, by)
    if announcement.published_at is None:
        return announcement
    if round_.state == RoundState.ANNOUNCED:
        Turns.move(round_, RoundState.SELECTING)
    _tell_all(announcement, "announcement.withdrawn")  # not why: that may speak of one of them
    return announcement


def _standing_in(round_: Round) -> "QuerySet[Announcement]":
    return Announcement.objects.select_for_update(of=("self",)).filter(round=round_, withdrawn_at__isnull=True)


def _take_down(announcement: Announcement, reason: str, by: Actor) -> None:
    announcement.withdrawn_at = clock.now()
    announcement.save(update_fields=["withdrawn_at"])
    for paper in announcement.papers.exclude(state="cancelled"):
        papers.cancel(paper=paper, reason=reason, by=by)
    changes = {"withdrawn_at": (None, announcement.withdrawn_at)}
    audit.record(action="announcement.withdrawn", target=announcement, by=by, reason=reason, changes=changes)


def _replaced_by(newer: Announcement) -> str:
    with override("th"):
        return _("Announced anew: announcement %(number)s takes its place.") % {"number": newer.document_number}


def _check_announceable(selection: Selection) -> None:
    if selection.state != SelectionState.AGREED:
        raise SelectionError(_("Only an agreed selection is announced."))
    if late := without_result(selection.round):
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


def _check_stands(announcement: Announcement, now: datetime) -> None:
    """Stop where a result was announced and its time is over: a second click finds what stands."""
    if announcement.expires_at <= now:
        values = {"number": announcement.document_number, "day": thai_date(announcement.expires_at)}
        said = _(
            "This result was announced as %(number)s; its page stood until %(day)s. To announce it again, take it "
            "down first."
        )
        raise SelectionError(said % values)


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
