"""Corrections of wages: asked by one, agreed by another, taken in by the next payment of the person."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.templatetags.u2t import number
from workforce.choices import AdjustmentState
from workforce.models import Adjustment, Contract, PayLine, Period
from workforce.permissions import Can
from workforce.selectors.corrections import at_least, at_most, paid_line
from workforce.selectors.pay import full_wage

_SATANG = Decimal("0.01")


class AdjustmentError(DomainError):
    """A correction is not in a state for what was asked."""


class AdjustmentInputError(InputError):
    """What was given of a correction cannot be."""


@transaction.atomic
def ask(*, contract: Contract, period: Period, amount: Decimal, reason: str, by: User) -> Adjustment:
    """Ask that an amount is added to (or with a minus taken from) the next wage, because of a month that was paid."""
    require(by, Can.ASK_ADJUSTMENT, contract)
    contract = Contract.objects.select_for_update(of=("self",)).select_related("person").get(pk=contract.pk)
    if not (reason := reason.strip()):
        raise AdjustmentInputError(_("Say what was wrong, and the evidence."), extra={"field": "reason"})
    if not amount or amount != amount.quantize(_SATANG):
        raise AdjustmentInputError(_("Write an amount in baht, with at most two decimals."), extra={"field": "amount"})
    line = paid_line(contract, period.pk)
    if line is None:
        raise AdjustmentInputError(
            _("This month is not paid yet: correct the report itself."), extra={"field": "period"}
        )
    _check_amount(contract, line, amount)
    again = Adjustment.objects.filter(contract=contract, period=period, amount=amount, reason=reason, asked_by=by)
    found = again.filter(state=AdjustmentState.ASKED).first()
    if found is not None:
        return found
    made = Adjustment.objects.create(
        contract=contract, period=period, amount=amount, reason=reason, asked_by=by, asked_at=clock.now()
    )
    audit.record(action="adjustment.asked", target=made, by=by, reason=reason, changes={"amount": (None, str(amount))})
    return made


@transaction.atomic
def decide(*, adjustment: Adjustment, agreed: bool, answer: str, version: int, by: User) -> Adjustment:
    """Agree to a correction that somebody else asked for, or refuse it with the reason."""
    require(by, Can.DECIDE_ADJUSTMENT, adjustment)
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=adjustment.contract_id)
    rows = Adjustment.objects.select_for_update(of=("self",)).select_related("contract__person")
    adjustment = rows.get(pk=adjustment.pk)
    wanted = AdjustmentState.AGREED if agreed else AdjustmentState.REFUSED
    if adjustment.state == wanted and adjustment.decided_by_id == by.pk:
        return adjustment
    if version != adjustment.version:
        raise StaleError(_("This correction was decided since you opened it. Open it again and look."), of=adjustment)
    if adjustment.asked_by_id == by.pk:
        raise AdjustmentError(_("A second person decides: you asked for this correction yourself."))
    if adjustment.contract.person.user_id == by.pk:
        raise AdjustmentError(_("Nobody decides about the own wage."))
    if not agreed and not answer.strip():
        raise AdjustmentInputError(_("Say why it is refused."), extra={"field": "answer"})
    if agreed:
        _check_amount(
            contract, paid_line(contract, adjustment.period_id), adjustment.amount, apart_from=adjustment.pk
        )  # fmt: skip
    adjustment.state, adjustment.answer = wanted, answer.strip()
    adjustment.decided_by, adjustment.decided_at = by, clock.now()
    adjustment.version += 1
    adjustment.save(update_fields=["state", "answer", "decided_by", "decided_at", "version"])
    audit.record(
        action=f"adjustment.{wanted}", target=adjustment, by=by, reason=adjustment.answer,
        changes={"state": (AdjustmentState.ASKED, wanted)},
    )  # fmt: skip
    return adjustment


def _check_amount(contract: Contract, line: PayLine | None, amount: Decimal, *, apart_from: int = 0) -> None:
    """Stop what would pay more than the contract says for the month, or take more than it paid."""
    if line is None:
        raise AdjustmentError(_("The payment of this month did not stand. Correct the report itself."))
    # Days the contract was given since count too: the month is closed for them otherwise.
    comes_to, most_kept = full_wage(contract, line.period), at_most(line, apart_from=apart_from)
    if amount > (most := max(Decimal(0), comes_to - most_kept)):
        said = {"wage": number(comes_to, 2), "paid": number(most_kept, 2), "most": number(most, 2)}
        raise AdjustmentInputError(
            _("By the contract this month comes to %(wage)s baht, with corrections %(paid)s baht were paid: at most "
              "%(most)s baht can be added.") % said,
            extra={"field": "amount"},
        )  # fmt: skip
    kept = at_least(line, apart_from=apart_from)
    if amount < -kept:
        raise AdjustmentInputError(
            _("At most %(most)s baht were paid for this month and can be taken back.") % {"most": number(kept, 2)},
            extra={"field": "amount"},
        )
