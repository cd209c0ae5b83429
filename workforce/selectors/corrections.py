"""What was paid for a month, and how far it can still be corrected."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from workforce.choices import AdjustmentState, PayLineState
from workforce.models import Adjustment, Contract, PayLine, Receivable, Repayment


def paid_line(contract: Contract, period: int) -> PayLine | None:
    """Return the wage that was paid for a month; what only paid a correction is none."""
    rows = PayLine.objects.filter(contract=contract, period=period, state=PayLineState.PAID)
    return rows.filter(covered_days__gt=0).select_related("period").first()


def at_least(line: PayLine, *, apart_from: int = 0) -> Decimal:
    """Return what somebody keeps of a paid month in any case: what is to be taken counts before it is agreed.

    What is to be added counts once it is agreed: it may be refused.
    """
    taken, added = Q(amount__lt=0), Q(state=AdjustmentState.AGREED)
    return line.earned + _sum(_corrections(line).exclude(pk=apart_from).filter(taken | added)) - _sum(_claims(line))


def at_most(line: PayLine, *, apart_from: int = 0) -> Decimal:
    """Return the most somebody may come to keep of a paid month: all that is asked to be added is agreed to.

    What is asked to be taken may be refused, and a claim be cancelled: of it counts what came back.
    """
    taken, added = Q(state=AdjustmentState.AGREED), Q(amount__gt=0)
    back = Repayment.objects.standing().filter(receivable__in=_claims(line))
    return line.earned + _sum(_corrections(line).exclude(pk=apart_from).filter(taken | added)) - _sum(back)


def _corrections(line: PayLine) -> "QuerySet[Adjustment]":
    rows = Adjustment.objects.filter(contract=line.contract_id, period=line.period_id)
    return rows.exclude(state=AdjustmentState.REFUSED)


def _claims(line: PayLine) -> "QuerySet[Receivable]":
    """Return what is claimed back; a claim made of a correction is that correction."""
    rows = Receivable.objects.standing().filter(contract=line.contract_id, period=line.period_id)
    return rows.filter(adjustment__isnull=True)


def _sum(rows: "QuerySet[Any]") -> Decimal:
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
