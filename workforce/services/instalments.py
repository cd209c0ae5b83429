"""Instalments of money: allotted by the ministry, confirmed by the university, sent back; never edited."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Membership, Programme, University, User
from u2t.core import audit, clock, notifications
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.once import once
from workforce.models import BudgetLine, BudgetReturn, Instalment
from workforce.permissions import Can
from workforce.selectors.balances import balance_of
from workforce.selectors.budgets import given_to
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.wording import baht

_LONGEST = 500


class InstalmentError(DomainError):
    """The instalment is not in a state for what was asked, or there is not so much money."""


class InstalmentInputError(InputError):
    """What was given of an instalment cannot be."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the ministry's letter says."""

    programme: Programme
    university: University
    number: int
    letter_number: str
    letter_on: date
    fund_source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Return:
    """Money going back by a letter: of a tambon's line, or without one of what no tambon was given."""

    amount: Decimal
    letter_number: str
    returned_on: date
    reason: str
    line: BudgetLine | None = None


@transaction.atomic
def allot(*, letter: Letter, by: User) -> Instalment:
    """Enter what a letter allots to a university, and tell its staff; a double click finds the first."""
    require(by, Can.ALLOT, letter.university)
    _check_letter(letter)
    University.objects.select_for_update().get(pk=letter.university.pk)
    values = {name: getattr(letter, name) for name in Letter.__slots__}
    same = Instalment.objects.standing().filter(**values).first()
    if same is not None:
        return same
    said = _("This university has a letter or an instalment of this number already. Look at the list.")
    with once("instalment_number_once", "instalment_letter_once", otherwise=InstalmentError(said)):
        made = Instalment.objects.create(**values, created_by_id=key_of(by), created_at=clock.now())
    changes = {"amount": (None, made.amount), "letter_number": (None, made.letter_number)}
    audit.record(action="instalment.allotted", target=made, by=by, changes=changes)
    _tell(made)
    return made


@transaction.atomic
def receive(*, instalment: Instalment, on: date, by: User, version: int) -> Instalment:
    """Confirm that the money came, and on which day."""
    require(by, Can.RECEIVE_MONEY, instalment)
    instalment = _locked(instalment)
    if instalment.received_on == on:
        return instalment
    _check_version(instalment, version)
    if instalment.received_on is not None:
        raise InstalmentError(_("The money of this instalment is confirmed already."))
    if not instalment.letter_on <= on <= clock.today():
        raise InstalmentInputError(
            _("Name the day the money came: not before the letter, and not ahead."), extra={"field": "on"}
        )
    instalment.received_on, instalment.received_by = on, by
    _store(instalment, "received_on", "received_by")
    audit.record(action="instalment.received", target=instalment, by=by, changes={"received_on": (None, on)})
    return instalment


@transaction.atomic
def cancel(*, instalment: Instalment, reason: str, by: User, version: int) -> Instalment:
    """Cancel what was entered wrongly; not once the money came, nor where the tambons already have it."""
    require(by, Can.ALLOT, instalment)
    instalment = _locked(instalment)
    _check_version(instalment, version)
    _check_reason(reason)
    if instalment.received_on is not None:
        raise InstalmentError(_("The university has confirmed this money. It goes back by a return."))
    free = given_to(instalment.university, instalment.programme).free
    if instalment.amount > free:
        raise InstalmentError(
            _("Tambons were given %(short)s baht of it. The university has to lower their budgets first.")
            % {"short": baht(instalment.amount - free)}
        )
    instalment.cancelled_at, instalment.cancel_reason = clock.now(), reason.strip()
    _store(instalment, "cancelled_at", "cancel_reason")
    audit.record(action="instalment.cancelled", target=instalment, by=by, reason=reason.strip())
    return instalment


@transaction.atomic
def give_back(*, instalment: Instalment, back: Return, by: User) -> BudgetReturn:
    """Send money back: at most what is left of the tambon's line, or what no tambon was given."""
    require(by, Can.RECEIVE_MONEY, instalment)
    instalment = _locked(instalment)
    _check_reason(back.reason)
    if instalment.received_on is None:
        raise InstalmentError(_("Confirm first that the money came."))
    _check_return(instalment, back)
    values = {name: getattr(back, name) for name in Return.__slots__}
    same = BudgetReturn.objects.standing().filter(instalment=instalment, **values).first()
    if same is not None:
        return same
    _check_there(instalment, back)
    said = _("There is a return by this letter already.")
    with once("budgetreturn_letter_once", otherwise=InstalmentError(said, extra={"field": "letter_number"})):
        made = BudgetReturn.objects.create(
            instalment=instalment, **values, created_by_id=key_of(by), created_at=clock.now()
        )
    _count_anew(made)
    audit.record(
        action="budgetreturn.entered", target=made, by=by, reason=back.reason, changes={"amount": (None, made.amount)}
    )
    return made


@transaction.atomic
def cancel_return(*, back: BudgetReturn, reason: str, by: User) -> BudgetReturn:
    """Cancel a return that was entered wrongly."""
    require(by, Can.RECEIVE_MONEY, back.instalment)
    _locked(back.instalment)
    back = BudgetReturn.objects.select_for_update(of=("self",)).select_related("instalment").get(pk=back.pk)
    _check_reason(reason)
    if back.cancelled_at is not None:
        raise InstalmentError(_("This return is cancelled already."))
    if back.line is not None:
        Holding.tambon(BudgetLine.objects.select_for_update().get(pk=back.line.pk))
    free = given_to(back.instalment.university, back.instalment.programme).free
    if back.line_id is None and free < 0:
        raise InstalmentError(_("Look at the budgets of the tambons first: more is given than there is."))
    back.cancelled_at, back.cancel_reason = clock.now(), reason.strip()
    back.save(update_fields=["cancelled_at", "cancel_reason"])
    _count_anew(back)
    audit.record(action="budgetreturn.cancelled", target=back, by=by, reason=reason.strip())
    return back


def _locked(instalment: Instalment) -> Instalment:
    """Lock the university too: what it has and what it gave on is counted under one lock."""
    University.objects.select_for_update().get(pk=instalment.university_id)
    rows = Instalment.objects.select_for_update(of=("self",)).select_related("university", "programme")
    found = rows.get(pk=instalment.pk)
    if found.cancelled_at is not None:
        raise InstalmentError(_("This instalment is cancelled."))
    return found


def _check_version(instalment: Instalment, version: int) -> None:
    if version != instalment.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=instalment)


def _check_letter(letter: Letter) -> None:
    if letter.amount <= 0:
        raise InstalmentInputError(_("Enter an amount above zero."), extra={"field": "amount"})
    if letter.number < 1:
        raise InstalmentInputError(_("Instalments are numbered from 1."), extra={"field": "number"})
    for name in ("letter_number", "fund_source"):
        if not getattr(letter, name).strip():
            raise InstalmentInputError(_("Fill this in: it stands in the letter."), extra={"field": name})
    if letter.letter_on > clock.today() or not clock.is_plausible(letter.letter_on):
        raise InstalmentInputError(_("The letter's day cannot be right."), extra={"field": "letter_on"})


def _check_return(instalment: Instalment, back: Return) -> None:
    if back.amount <= 0:
        raise InstalmentInputError(_("Enter an amount above zero."), extra={"field": "amount"})
    if not back.letter_number.strip():
        raise InstalmentInputError(_("Fill this in: it stands in the letter."), extra={"field": "letter_number"})
    if instalment.received_on and not instalment.received_on <= back.returned_on <= clock.today():
        raise InstalmentInputError(
            _("Name the day the money went back: not before it came, and not ahead."), extra={"field": "returned_on"}
        )
    line = back.line
    if line is not None and (line.university_id, line.programme_id) != (
        instalment.university_id, instalment.programme_id
    ):  # fmt: skip
        raise InstalmentInputError(_("This budget is of another university or programme."), extra={"field": "line"})


def _check_there(instalment: Instalment, back: Return) -> None:
    sent = sum((one.amount for one in instalment.returns.standing()), Decimal(0))
    left = instalment.amount - sent
    if back.line is None:
        left = min(left, given_to(instalment.university, instalment.programme).free)
    else:
        left = min(left, balance_of(BudgetLine.objects.select_for_update().get(pk=back.line.pk)).remaining)
    if back.amount > left:
        raise InstalmentError(
            _("Only %(left)s baht can go back; %(short)s baht less than you entered.")
            % {"left": baht(max(left, Decimal(0))), "short": baht(back.amount - max(left, Decimal(0)))},
            extra={"field": "amount"},
        )


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason.strip()) > _LONGEST:
        raise InstalmentInputError(_("Say why."), extra={"field": "reason"})


def _count_anew(back: BudgetReturn) -> None:
    if back.line is not None:
        Figures.changed_in([back.line.tambon_id])


def _store(instalment: Instalment, *names: str) -> None:
    instalment.version += 1
    instalment.save(update_fields=[*names, "version"])


def _tell(made: Instalment) -> None:
    rows = Membership.objects.filter(role="staff", university=made.university).valid_on(clock.today())
    notifications.tell_many(
        user_ids=list(rows.filter(user__is_active=True).values_list("user", flat=True)),
        kind="instalment.allotted", link=reverse("instalment-detail", args=[made.pk]), number=made.number,
    )  # fmt: skip
