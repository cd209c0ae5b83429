"""What was paid for a month, and how far it can still be corrected."""

from decimal import Decimal

from django.db.models import Sum

from workforce.choices import AdjustmentState, PayLineState
from workforce.models import Adjustment, Contract, PayLine, Receivable

_NOTHING = Decimal(0)


def paid_line(contract: Contract, period: int) -> PayLine | None:
    """Return the wage that was paid for a month; what only paid a correction is none."""
    rows = PayLine.objects.filter(contract=contract, period=period, state=PayLineState.PAID)
    return rows.filter(covered_days__gt=0).select_related("period").first()


def corrected(line: PayLine, *, apart_from: int | None = None) -> Decimal:
    """Return what a paid month comes to with all corrections, asked and agreed, and what is claimed back of it."""
    about = {"contract": line.contract_id, "period": line.period_id}
    asked = Adjustment.objects.filter(**about).exclude(state=AdjustmentState.REFUSED)
    asked = asked if apart_from is None else asked.exclude(pk=apart_from)
    # A claim made of a correction is that correction.
    claimed = Receivable.objects.standing().filter(**about, adjustment__isnull=True)
    sums = [rows.aggregate(sum=Sum("amount"))["sum"] or _NOTHING for rows in (asked, claimed)]
    return line.earned + sums[0] - sums[1]
