"""Leave: asked for by who works, decided by a person, withdrawn; nothing changes what was approved or closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import PrivateFile
from u2t.core.once import once
from u2t.core.pictures import Brought
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ReportState
from workforce.day_choices import LeaveKind, LeaveState
from workforce.days import day_after
from workforce.models import Contract, Leave, MonthReport, Period
from workforce.permissions import Can
from workforce.selectors.logs import contract_running
from workforce.services.deciding import Deciding
from workforce.services.holding import Holding
from workforce.services.recount import Recount

_LONGEST = timedelta(days=120)


class LeaveError(DomainError):
    """The leave is not in a state for what was asked."""


class LeaveInputError(InputError):
    """What was given of a leave cannot be."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Days on which somebody asks not to work, and why; `key` is the device's."""

    key: UUID
    first: date
    last: date
    kind: str
    reason: str


def ask(*, wish: Wish, by: User, paper: Brought | None = None) -> Leave:
    """Ask for days of leave under the own contract; sent again, the first is the answer."""
    require(by, Can.ASK_LEAVE)
    stored: list[PrivateFile] = []
    with _unless_stored(stored), transaction.atomic():
        there = Leave.objects.filter(key=wish.key, contract__person__user=by).first()
        return there or _ask(wish, paper, by, stored)


@transaction.atomic
def decide(*, leave: Leave, approved: bool, by: User, version: int, note: str = "") -> Leave:
    """Approve or refuse a leave that waits; a refusal says why, and the person is told.

    A report that was sent meanwhile counts what is approved now. A refusal changes nothing that was counted: it is
    possible at any time.
    """
    require(by, Can.DECIDE_LEAVE, leave)
    leave = _locked(leave, version)
    if leave.contract.person.user_id == by.pk:
        raise LeaveError(_("Nobody decides about the own leave."))
    if leave.state != LeaveState.ASKED:
        raise LeaveError(_("This leave was decided already: %(state)s.") % {"state": leave.get_state_display()})
    if not approved and not note.strip():
        raise LeaveInputError(_("Say why the leave is refused."), extra={"field": "note"})
    state = LeaveState.APPROVED if approved else LeaveState.REFUSED
    if approved:
        for period in _months(leave.contract, leave.first_day, leave.last_day):
            Deciding.countable(leave.contract, max(period.first_day, leave.first_day))
        Contract.objects.select_for_update(no_key=True).get(pk=leave.contract_id)
    leave.decided_at, leave.decided_by, leave.note = clock.now(), by, note.strip()
    leave = _move(leave, state, by, "decided_at", "decided_by", "note")
    if approved:
        Recount.covering(leave.contract, leave.during, reason=note.strip(), by=by)
    return leave


@transaction.atomic
def withdraw(*, leave: Leave, by: User, version: int) -> Leave:
    """Take the own leave back while its month is not sent."""
    require(by, Can.ASK_LEAVE, leave)
    leave = _locked(leave, version)
    if leave.contract.person.user_id != by.pk:
        raise LeaveError(_("Only who asked for a leave withdraws it."))
    if leave.state not in {LeaveState.ASKED, LeaveState.APPROVED}:
        raise LeaveError(_("This leave was decided already: %(state)s.") % {"state": leave.get_state_display()})
    _check_months(leave.contract, leave.first_day, leave.last_day)
    return _move(leave, LeaveState.WITHDRAWN, by)


def look(*, leave: Leave, by: User) -> bytes:
    """Return the paper of a leave; that somebody looked is remembered first."""
    require(by, Can.VIEW_LEAVE, leave)
    if leave.paper is None:
        raise LeaveError(_("This leave has no paper."))
    audit.record(action="leave.paper_opened", target=leave, by=by)
    return files.read(leave.paper)


def _ask(wish: Wish, paper: Brought | None, by: User, stored: list[PrivateFile]) -> Leave:
    _check(wish)
    contract = _contract(wish, by)
    _check_months(contract, wish.first, wish.last)
    if paper is not None:
        stored.append(
            files.store_sealed(name=paper.name, media_type=paper.media_type, content=paper.content, by=by)
        )  # fmt: skip
    said = _("You have asked for leave on one of these days already. Withdraw that leave first.")
    with once("leave_days_once", otherwise=LeaveError(said, extra={"field": "first"})):
        made = Leave.objects.create(
            contract=contract, key=wish.key, during=DateRange(wish.first, day_after(wish.last, field="last")),
            kind=wish.kind, reason=wish.reason.strip(), paper=stored[0] if stored else None, asked_at=clock.now(),
        )  # fmt: skip
    audit.record(action="leave.asked", target=made, by=by)
    return made


@contextmanager
def _unless_stored(stored: list[PrivateFile]) -> Iterator[None]:
    """Take the bytes away when the rows go back with the transaction."""
    try:
        yield
    except BaseException:
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


def _contract(wish: Wish, by: User) -> Contract:
    found = contract_running(by, wish.first)
    if found is None:
        raise LeaveInputError(
            _("You have no contract on %(day)s. Choose a day of your work.") % {"day": thai_date(wish.first)},
            extra={"field": "first"},
        )
    if wish.last > found.last_day:
        raise LeaveInputError(
            _("Your contract ends on %(day)s.") % {"day": thai_date(found.last_day)}, extra={"field": "last"}
        )
    return found


def _check(wish: Wish) -> None:
    if wish.last < wish.first:
        raise LeaveInputError(_("The last day lies before the first."), extra={"field": "last"})
    if wish.last - wish.first > _LONGEST:
        raise LeaveInputError(
            _("A leave has at most %(most)d days. Ask for the rest with another.") % {"most": _LONGEST.days},
            extra={"field": "last"},
        )
    if wish.kind not in LeaveKind.values:
        raise LeaveInputError(_("Choose one of the answers offered."), extra={"field": "kind"})
    if not wish.reason.strip():
        raise LeaveInputError(_("Say why."), extra={"field": "reason"})


def _months(contract: Contract, first: date, last: date) -> "QuerySet[Period]":
    days = DateRange(first, day_after(last, field="last"))
    rows = Period.objects.filter(university=contract.university_id, programme=contract.programme_id)
    return rows.filter(during__overlap=days).order_by("pk")


def _check_months(contract: Contract, first: date, last: date) -> None:
    """Keep every month of the days open, and stop at one whose report is sent; it counts under the same lock."""
    Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    months = _months(contract, first, last)
    for period in months:
        Holding.open(period)
    sent = MonthReport.objects.filter(contract=contract, period__in=months)
    if sent.exclude(state__in=[ReportState.DRAFT, ReportState.RETURNED]).exists():
        raise LeaveError(_("The report of this month is sent. Ask your lecturer to return it first."))


def _locked(leave: Leave, version: int) -> Leave:
    rows = Leave.objects.select_for_update(of=("self",)).select_related("contract__person")
    leave = rows.get(pk=leave.pk)
    if version != leave.version:
        raise StaleError(_("This leave was changed since you opened it. Open it again and look."), of=leave)
    return leave


def _move(leave: Leave, state: LeaveState, by: User, *fields: str) -> Leave:
    before, leave.state = leave.state, state
    leave.version += 1
    leave.save(update_fields=["state", "version", *fields])
    changes = {"state": (before, state)}
    audit.record(action=f"leave.{state}", target=leave, by=by, changes=changes)
    owner = leave.contract.person.user_id
    if owner is not None and owner != by.pk:
        _tell(leave, state, owner)
    return leave


def _tell(leave: Leave, state: LeaveState, owner: int) -> None:
    """Tell who asked."""
    notifications.tell(
        user_id=owner, kind=f"leave.{state}", link=reverse("leave-detail", args=[leave.pk]),
        on=leave.first_day.isoformat(),
    )  # fmt: skip
