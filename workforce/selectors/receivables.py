"""Money to be paid back: what a user sees of it, who still has a wage to come, and what a receipt says."""

from decimal import Decimal
from typing import Any

from bahttext import bahttext
from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import override

from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import number
from workforce.choices import AdjustmentState, ContractState, PayLineState, ReportState
from workforce.models import Adjustment, Contract, MonthReport, PayLine, Receivable, Repayment
from workforce.permissions import Can
from workforce.receiptsheet import Received
from workforce.selectors.balances import ZERO
from workforce.selectors.papers import long_date
from workforce.selectors.pay import STANDING
from workforce.wording import month_name


def receivables_of(user: Actor) -> "QuerySet[Any]":
    """Return what is to be paid back that a user may see, each with what came, what is left and where it stands."""
    rows: QuerySet[Receivable] = Receivable.objects.visible_to(user, to=Can.VIEW_RECEIVABLE)
    rows = rows.select_related("contract__person", "contract__university", "period", "adjustment", "claimed_by")
    return with_standing(rows)


def repayments_of(user: Actor) -> "QuerySet[Repayment]":
    """Return what came back, as far as a user may see it."""
    rows: QuerySet[Repayment] = Repayment.objects.visible_to(user, to=Can.VIEW_RECEIVABLE)
    return rows.select_related("receivable__contract__person", "receivable__contract__university", "pdf")


def with_standing(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Let each row have `repaid`, `left` and `standing`."""
    came = Repayment.objects.standing().filter(receivable=OuterRef("pk")).order_by().values("receivable")
    rows = rows.annotate(repaid=Coalesce(Subquery(came.annotate(sum=Sum("amount")).values("sum")), ZERO))
    today = Value(clock.today(), output_field=DateField())
    found: QuerySet[Any] = rows.annotate(
        left=Case(When(cancelled_at__isnull=False, then=Value(ZERO)), default=F("amount") - F("repaid")),
        standing=Case(
            When(cancelled_at__isnull=False, then=Value("cancelled")),
            When(repaid__gte=F("amount"), then=Value("settled")),
            When(due_on__lt=today, then=Value("late")),
            default=Value("open"), output_field=CharField(),
        ),
    )  # fmt: skip
    return found


def has_wage_to_come(contract: Contract) -> bool:
    """Tell whether a wage is still to be paid under a contract, which takes a correction in by itself.

    The report of a month that lies beyond the contract, ended since, is never paid.
    """
    if contract.state == ContractState.SIGNED and contract.last_day >= clock.today():
        return True
    lines = PayLine.objects.filter(contract=contract)
    standing = lines.filter(state__in=STANDING, covered_days__gt=0, period=OuterRef("period"))
    on_its_way = MonthReport.objects.filter(
        contract=contract, state__in=[ReportState.SENT, ReportState.APPROVED], period__during__overlap=contract.during
    )
    return on_its_way.filter(~Exists(standing)).exists() or lines.filter(state=PayLineState.DUE).exists()


def may_be_claimed(contract: Contract) -> bool:
    """Tell whether something of a contract can be claimed back: it was paid, and no wage is to come."""
    paid = PayLine.objects.filter(contract=contract, state=PayLineState.PAID, covered_days__gt=0).exists()
    return paid and not has_wage_to_come(contract)


def claimable(adjustment: Adjustment) -> bool:
    """Tell whether an agreed correction takes money back that no wage can bear any more, and nobody claimed it yet."""
    if adjustment.state != AdjustmentState.AGREED or adjustment.amount >= 0:
        return False
    taken = Adjustment.objects.filter(pk=adjustment.pk).filter(
        Q(line__isnull=False) & ~Q(line__state=PayLineState.FAILED) | Q(receivables__in=Receivable.objects.standing())
    )
    return not taken.exists() and not has_wage_to_come(adjustment.contract)


def receipt_of(repayment: Repayment, left: Decimal) -> Received:
    """Return what a receipt says; in Thai, whatever the language of the page."""
    receivable, contract = repayment.receivable, repayment.receivable.contract
    with override("th"):
        return Received(
            number=repayment.shown_number,
            university=contract.university.name_th,
            payer=contract.person.full_name,
            contract=contract.number,
            about=f"คืนค่าจ้างประจำเดือน{month_name(receivable.period.month)} ตามหนังสือเลขที่ {receivable.document_number}",
            amount=number(repayment.amount, 2),
            words=bahttext(float(repayment.amount)),
            claimed=number(receivable.amount, 2),
            left=number(left, 2),
            evidence=repayment.evidence,
            date=long_date(repayment.paid_on),
            receiver=repayment.received_by.get_full_name() or repayment.received_by.username,
        )
