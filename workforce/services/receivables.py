"""Money to be paid back by who left: claimed for a reason, paid back in parts with receipts, cancelled for a reason."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tambon.models import University, User
from u2t.core import audit, clock, files, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import PrivateFile
from u2t.core.once import once
from workforce.models import Adjustment, Contract, Period, Receivable, Repayment
from workforce.permissions import Can
from workforce.receiptsheet import write_receipt
from workforce.selectors.corrections import at_least, paid_line
from workforce.selectors.receivables import claimable, has_wage_to_come, receipt_of
from workforce.selectors.taxyears import ERA
from workforce.services.figures import Figures
from workforce.services.numbers import Numbers
from workforce.wording import baht

SERIES = "repayment"
_LONGEST, _LONGEST_NUMBER, _LONGEST_EVIDENCE = 1000, 80, 200
_SATANG = Decimal("0.01")


class ReceivableError(DomainError):
    """What is to be paid back is not in a state for what was asked."""


class ReceivableInputError(InputError):
    """What was given cannot be."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed back of a paid month, why, by which letter and until when."""

    period: Period
    amount: Decimal
    reason: str
    document_number: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Back:
    """Money that came back; `key` makes a second click find the first, `evidence` says how it came."""

    key: UUID
    amount: Decimal
    paid_on: date
    evidence: str


@transaction.atomic
def claim(*, contract: Contract, claim: Claim, by: User) -> Receivable:
    """Claim back what was paid too much for a month to somebody who has no wage to come; the same again is the first.

    Raises:
        ReceivableError: a wage is still to come, which takes a correction in.
    """
    require(by, Can.CHANGE_RECEIVABLE, contract)
    contract = _held(contract, by)
    if (same := _the_same(contract, claim)) is not None:
        return same
    _check_claim(claim)
    if has_wage_to_come(contract):
        raise ReceivableError(_("A wage is still to come under this contract: ask for a correction, it takes it in."))
    line = paid_line(contract, claim.period.pk)
    if line is None:
        raise ReceivableInputError(_("This month was not paid."), extra={"field": "period"})
    if claim.amount > (most := at_least(line)):
        said = _("At most %(most)s baht were paid for this month and can be claimed back.")
        raise ReceivableInputError(said % {"most": baht(most)}, extra={"field": "amount"})
    return _made(contract, claim, None, by)


@transaction.atomic
def claim_correction(*, adjustment: Adjustment, document_number: str, due_on: date, by: User) -> Receivable:
    """Claim back what two people agreed to take from a wage that never comes; the correction is settled by it."""
    require(by, Can.CHANGE_RECEIVABLE, adjustment.contract)
    contract = _held(adjustment.contract, by)
    rows = Adjustment.objects.select_for_update(of=("self",)).select_related("contract__person", "period")
    adjustment = rows.get(pk=adjustment.pk)
    claim = Claim(adjustment.period, -adjustment.amount, adjustment.reason, document_number, due_on)
    same = Receivable.objects.standing().filter(adjustment=adjustment).first()
    if same is not None:
        return same
    if not claimable(adjustment):
        said = _("Only an agreed correction that takes money back, and that no wage can take in any more, is claimed.")
        raise ReceivableError(said)
    _check_claim(claim)
    return _made(contract, claim, adjustment, by)


@transaction.atomic
def cancel(*, receivable: Receivable, reason: str, version: int, by: User) -> Receivable:
    """Cancel a claim that was wrong, for a reason that stays; what it was made of is open again."""
    require(by, Can.CHANGE_RECEIVABLE, receivable)
    receivable = _locked(receivable, by)
    if receivable.cancelled_at is not None:
        return receivable
    if version != receivable.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=receivable)
    if receivable.repayments.filter(cancelled_at__isnull=True).exists():
        raise ReceivableError(_("Money came back for it already: cancel those receipts first."))
    _check_said(reason, "reason", _LONGEST)
    receivable.cancelled_at, receivable.cancelled_by, receivable.cancel_reason = clock.now(), by, reason.strip()
    receivable.version += 1
    receivable.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason", "version"])
    audit.record(action="receivable.cancelled", target=receivable, by=by, reason=reason.strip())
    _tell(receivable, "receivable.cancelled", number=receivable.document_number)
    Figures.changed_for([receivable.contract])
    return receivable


def repay(*, receivable: Receivable, back: Back, by: User) -> Repayment:
    """Enter money that came back, and make its receipt; never more than is left."""
    require(by, Can.CHANGE_RECEIVABLE, receivable)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _repay(_locked(receivable, by), back, by, stored)
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


@transaction.atomic
def cancel_repayment(*, repayment: Repayment, reason: str, by: User) -> Repayment:
    """Cancel a receipt that was wrong; its number stays used, and its amount is left to be paid again."""
    require(by, Can.CHANGE_RECEIVABLE, repayment.receivable)
    receivable = _locked(repayment.receivable, by)
    repayment = Repayment.objects.select_for_update(of=("self",)).get(pk=repayment.pk)
    if repayment.cancelled_at is not None:
        return repayment
    _check_said(reason, "reason", _LONGEST)
    repayment.cancelled_at, repayment.cancelled_by, repayment.cancel_reason = clock.now(), by, reason.strip()
    repayment.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    audit.record(action="repayment.cancelled", target=repayment, by=by, reason=reason.strip())
    Figures.changed_for([receivable.contract])
    return repayment


@transaction.atomic
def read(*, repayment: Repayment, by: User) -> PrivateFile:
    """Return the receipt; that somebody else than the person opened it is remembered."""
    require(by, Can.VIEW_RECEIVABLE, repayment.receivable)
    if repayment.receivable.contract.person.user_id != by.pk:
        audit.record(action="repayment.opened", target=repayment, by=by)
    return repayment.pdf


def _held(contract: Contract, by: User) -> Contract:
    """Lock a contract: two claims that only together are too much cannot both stand."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related("person", "university")
    contract = rows.get(pk=contract.pk)
    if contract.person.user_id == by.pk:
        raise ReceivableError(_("Nobody decides about the own wage."))
    return contract


def _locked(receivable: Receivable, by: User) -> Receivable:
    _held(receivable.contract, by)
    rows = Receivable.objects.select_for_update(of=("self",))
    return rows.select_related("contract__person", "contract__university", "period").get(pk=receivable.pk)


def _the_same(contract: Contract, claim: Claim) -> Receivable | None:
    number = claim.document_number.strip()
    found = Receivable.objects.standing().filter(contract=contract, document_number=number).first()
    if found is not None and (found.period_id, found.amount) != (claim.period.pk, claim.amount):
        said = _("This letter claims another amount of this person already.")
        raise ReceivableError(said, extra={"field": "document_number"})
    return found


def _check_claim(claim: Claim) -> None:
    _check_said(claim.reason, "reason", _LONGEST)
    _check_said(claim.document_number, "document_number", _LONGEST_NUMBER)
    if claim.amount <= 0 or claim.amount != claim.amount.quantize(_SATANG):
        raise ReceivableInputError(
            _("Write an amount in baht above zero, with at most two decimals."), extra={"field": "amount"}
        )
    if claim.due_on < clock.today():
        raise ReceivableInputError(_("The day it is due has passed. Choose one to come."), extra={"field": "due_on"})


def _check_said(said: str, field: str, longest: int) -> None:
    if not said.strip() or len(said.strip()) > longest:
        message = _("Fill this in, with at most %(most)d letters.") % {"most": longest}
        raise ReceivableInputError(message, extra={"field": field})


def _made(contract: Contract, claim: Claim, adjustment: Adjustment | None, by: User) -> Receivable:
    said = _("This letter claims another amount of this person already.")
    with once("receivable_document_once", otherwise=ReceivableError(said, extra={"field": "document_number"})):
        made = Receivable.objects.create(
            contract=contract, period=claim.period, adjustment=adjustment, amount=claim.amount,
            reason=claim.reason.strip(), document_number=claim.document_number.strip(), due_on=claim.due_on,
            claimed_by=by, claimed_at=clock.now(),
        )  # fmt: skip
    changes = {"amount": (None, str(made.amount)), "due_on": (None, made.due_on)}
    audit.record(action="receivable.claimed", target=made, by=by, reason=made.reason, changes=changes)
    _tell(made, "receivable.claimed", amount=str(made.amount), on=made.due_on.isoformat())
    Figures.changed_for([contract])
    return made


def _repay(receivable: Receivable, back: Back, by: User, stored: list[PrivateFile]) -> Repayment:
    same = Repayment.objects.filter(key=back.key).first()
    if same is not None and same.cancelled_at is not None:
        raise ReceivableError(_("The receipt of this form was cancelled. Open a new one."))
    if same is not None and (same.receivable_id, same.amount) == (receivable.pk, back.amount):
        return same
    if same is not None:
        raise ReceivableError(_("This form was sent already with other figures. Open a new one."))
    if receivable.cancelled_at is not None:
        raise ReceivableError(_("This claim is cancelled: nothing is to be paid back."))
    came = receivable.repayments.filter(cancelled_at__isnull=True).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    left = receivable.amount - came
    _check_back(back, receivable, left)
    university = University.objects.select_for_update().get(pk=receivable.contract.university_id)
    year = back.paid_on.year + ERA
    made = Repayment(
        receivable=receivable, key=back.key, university=university, year=year, amount=back.amount,
        number=Numbers.take(university=university.pk, kind=SERIES, year=year), paid_on=back.paid_on,
        evidence=back.evidence.strip(), received_by=by, received_at=clock.now(),
    )  # fmt: skip
    made.pdf = _set(made, left - back.amount, by)
    stored.append(made.pdf)
    made.save()
    audit.record(action="repayment.entered", target=made, by=by, changes={"amount": (None, str(made.amount))})
    _tell(receivable, "receivable.repaid", amount=str(made.amount), left=str(left - made.amount))
    Figures.changed_for([receivable.contract])
    return made


def _check_back(back: Back, receivable: Receivable, left: Decimal) -> None:
    if back.amount <= 0 or back.amount != back.amount.quantize(_SATANG):
        raise ReceivableInputError(
            _("Write an amount in baht above zero, with at most two decimals."), extra={"field": "amount"}
        )
    if back.amount > left:
        said = _("Only %(left)s baht are left to be paid back.") % {"left": baht(left)}
        raise ReceivableInputError(said, extra={"field": "amount", "left": str(left)})
    if not timezone.localdate(receivable.claimed_at) <= back.paid_on <= clock.today():
        said = _("The day lies before the claim, or ahead.")
        raise ReceivableInputError(said, extra={"field": "paid_on"})
    _check_said(back.evidence, "evidence", _LONGEST_EVIDENCE)


def _set(repayment: Repayment, left: Decimal, by: User) -> PrivateFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "receipt.pdf"
        write_receipt(path, receipt_of(repayment, left))
        name = f"repayment-{repayment.university_id}-{repayment.year}-{repayment.number}.pdf"
        return files.store_sealed(name=name, media_type="application/pdf", content=path.read_bytes(), by=by)


def _tell(receivable: Receivable, kind: str, **values: str) -> None:
    user = receivable.contract.person.user_id
    if user is not None:
        link = reverse("receivable-detail", args=[receivable.pk])
        notifications.tell(user_id=user, kind=kind, link=link, **values)
