"""What an agency itself says of a hand-over: whom it received, on which day, who did not appear; and reminding it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.choices import HandoverState
from workforce.models import Handover, HandoverLine
from workforce.permissions import Can
from workforce.selectors.handovers import CONFIRMED_WITHIN, is_of_agency, officers_of
from workforce.services.handovers import HandoverError, HandoverInputError

_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an agency confirms: the day, the name of its officer, and why people (by contract) did not appear.

    `paper` is the number of the agency's letter, where staff write for it.
    """

    on: date
    name: str
    absent: Mapping[int, str]
    paper: str = ""


@transaction.atomic
def confirm(
    *, handover: Handover, said: Confirmation, by: User, reason: str = "", version: int | None = None
) -> Handover:
    """Confirm for an agency whom it received; confirmed again with other words it is a correction and needs a reason.

    Only who answers for the agency, or staff of the university by the number of the agency's letter.
    """
    require(by, Can.CONFIRM_HANDOVER, handover)
    handover, lines = _locked(handover)
    if _stands(handover, lines, said):
        return handover
    _check(handover, reason, version)
    _check_said(handover, lines, said, by)
    is_first = handover.confirmed_at is None
    changes = _write(handover, lines, said)
    action = "handover.confirmed" if is_first else "handover.confirmation_corrected"
    audit.record(action=action, target=handover, by=by, reason=reason, changes=changes)
    _tell_planner(handover, len(said.absent), by)
    return handover


@transaction.atomic
def remind(*, handover: Handover, by: User) -> Handover:
    """Remind an agency that it has not confirmed; once a day is enough, a second click changes nothing."""
    require(by, Can.CHANGE_HANDOVER, handover)
    handover, _lines = _locked(handover)
    if handover.state != HandoverState.DONE or handover.confirmed_at is not None:
        raise HandoverError(_("There is nothing to remind of: it is not recorded yet, or confirmed already."))
    if handover.reminded_on == clock.today():
        return handover
    if not _tell_officers([handover]):
        raise HandoverError(
            _("Nobody at this agency has an account. Invite an officer, or enter what the agency confirmed by letter.")
        )
    audit.record(action="handover.reminded", target=handover, by=by)
    return handover


@transaction.atomic
def remind_all(*, by: User) -> int:
    """Remind every agency that has not confirmed for some days, and again each week; return how many hand-overs."""
    require(by, Can.CHANGE_HANDOVER)
    today = clock.today()
    due = Q(reminded_on__isnull=True) | Q(reminded_on__lte=today - _AGAIN)
    rows = Handover.objects.unconfirmed().filter(due, held_on__lte=today - CONFIRMED_WITHIN)
    return _tell_officers(list(rows.select_for_update(of=("self",), skip_locked=True).select_related("tambon")))


def _locked(handover: Handover) -> tuple[Handover, list[HandoverLine]]:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("tambon", "agency", "created_by")
    return rows.get(pk=handover.pk), list(HandoverLine.objects.filter(handover=handover).order_by("pk"))


def _stands(handover: Handover, lines: list[HandoverLine], said: Confirmation) -> bool:
    """Say whether just this was confirmed before, so that a double click is one."""
    kept = Confirmation(
        on=handover.confirmed_on or date.min, name=handover.confirmed_by, paper=handover.confirmed_paper,
        absent={line.contract_id: line.absence for line in lines if line.absence},
    )  # fmt: skip
    return handover.confirmed_at is not None and kept == said


def _check(handover: Handover, reason: str, version: int | None) -> None:
    if version is not None and version != handover.version:
        raise StaleError(_("This hand-over was changed since you opened it. Open it again and look."), of=handover)
    if handover.state != HandoverState.DONE:
        raise HandoverError(_("The university has not recorded this hand-over yet. Confirm it after that."))
    if handover.confirmed_at is not None and not reason.strip():
        raise HandoverInputError(
            _("This hand-over is confirmed already. To correct what was confirmed, say why."),
            extra={"field": "reason"},
        )


def _check_said(handover: Handover, lines: list[HandoverLine], said: Confirmation, by: User) -> None:
    if not said.name.strip():
        raise HandoverInputError(_("Say who confirms for the agency."), extra={"field": "name"})
    if not handover.held_on <= said.on <= clock.today():
        raise HandoverInputError(_("Choose a day from the day of the hand-over until today."), extra={"field": "on"})
    if not said.paper.strip() and not is_of_agency(handover, user=by):
        raise HandoverInputError(
            _("Write the number of the letter by which the agency confirmed it."), extra={"field": "paper"}
        )
    if not set(said.absent) <= {line.contract_id for line in lines}:
        raise HandoverInputError(_("Somebody named as absent is not in this hand-over."), extra={"field": "absent"})
    if not all(why.strip() for why in said.absent.values()):
        raise HandoverInputError(_("Say why each of those absent did not appear."), extra={"field": "absent"})


def _write(handover: Handover, lines: list[HandoverLine], said: Confirmation) -> audit.Changes:
    before = sum(1 for line in lines if line.absence)
    changes = {
        "confirmed_on": (handover.confirmed_on, said.on),
        "confirmed_by": (handover.confirmed_by, said.name),
        "confirmed_paper": (handover.confirmed_paper, said.paper),
        "absent": (before, len(said.absent)),
    }
    handover.confirmed_on, handover.confirmed_by, handover.confirmed_paper = said.on, said.name, said.paper
    handover.confirmed_at, handover.version = clock.now(), handover.version + 1
    handover.save(update_fields=["confirmed_on", "confirmed_by", "confirmed_paper", "confirmed_at", "version"])
    for line in lines:
        line.absence = said.absent.get(line.contract_id, "")
    HandoverLine.objects.bulk_update(lines, ["absence"])
    return changes


def _tell_planner(handover: Handover, absent: int, by: User) -> None:
    planner = handover.created_by
    if planner is not None and not planner.is_system and planner.pk != by.pk:
        notifications.tell(
            user_id=planner.pk, kind="handover.confirmed", link=reverse("handover-detail", args=[handover.pk]),
            agency=handover.agency.name_th, tambon=handover.tambon.name_th, absent=absent,
        )  # fmt: skip


def _tell_officers(rows: list[Handover]) -> int:
    """Remind those who answer for the agencies; return of how many hand-overs somebody was told."""
    officers: dict[str, list[int]] = {}
    for agency, user in officers_of({row.agency_id for row in rows}).values_list("agency", "user"):
        officers.setdefault(str(agency), []).append(user)
    told = [row for row in rows if row.agency_id in officers]
    said = [
        (user, reverse("handover-detail", args=[row.pk]), {"tambon": row.tambon.name_th, "on": row.held_on.isoformat()})
        for row in told
        for user in officers[row.agency_id]
    ]
    notifications.tell_each(said=said, kind="handover.reminded")
    Handover.objects.filter(pk__in=[row.pk for row in told]).update(reminded_on=clock.today())
    return len(told)
