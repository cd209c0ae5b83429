"""Wages: what a month comes to, who is paid, and why somebody is not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from u2t.core.access import Actor, reach
from u2t.core.templatetags.u2t import is_thai
from workforce.choices import WORKS, PayLineState, PayRule, ReportState
from workforce.models import Adjustment, Contract, MonthReport, MonthRules, PayBatch, PayLine, Period
from workforce.paying import PayRules, Penalty, Worked, pay_for
from workforce.permissions import Can
from workforce.selectors.lying import Lies, Lying

#: Lines that stand: paid or to be paid.
STANDING = (PayLineState.DUE, PayLineState.PAID)


def rules_for(rules: MonthRules) -> PayRules:
    """Return how wages of a month are computed."""
    penalty = Penalty(rules.penalty_rule, rules.penalty_rate, rules.penalty_cap)
    return PayRules(rules.pay_rule, rules.day_divisor, penalty)


def worked_in(report: MonthReport) -> Worked:
    """Return the numbers a wage follows from: days of the period, those within the contract, absent and worked."""
    return replace(
        _whole_of(report.contract, report.period),
        absent_days=report.days_absent + report.deducted_days, worked_days=report.days_worked,
        late_days=report.days_late, waived=report.waived, agreed=report.agreed_amount,
    )  # fmt: skip


def penalty_of(report: MonthReport) -> Decimal:
    """Return what work delivered late costs by the rules, before anything is waived."""
    return pay_for(worked_in(report), rules_for(report.period.rules)).penalty


def full_wage(contract: Contract, period: Period) -> Decimal:
    """Return what a month comes to by the contract as it stands now, before anything is lowered."""
    return pay_for(_whole_of(contract, period), PayRules(PayRule.FULL, Decimal(1))).wage


def _whole_of(contract: Contract, period: Period) -> Worked:
    first, last = max(period.first_day, contract.first_day), min(period.last_day, contract.last_day)
    return Worked(
        monthly_wage=contract.monthly_wage, period_days=period.wage_days, worth=period.worth,
        covered_days=max(0, (last - first).days + 1), absent_days=Decimal(0), worked_days=0,
    )  # fmt: skip


def foreseen(report: MonthReport, days: Decimal) -> PayLine:
    """Return the wage as it would be with some more days not paid; a line that is never stored."""
    worked = worked_in(report)
    worked = replace(worked, absent_days=worked.absent_days + days)
    pay = pay_for(worked, rules_for(report.period.rules))
    return PayLine(
        monthly_wage=worked.monthly_wage, period_days=worked.period_days, covered_days=worked.covered_days,
        worth=worked.worth, wage=pay.wage, absent_days=pay.absent_days, per_day=pay.per_day, deduction=pay.deduction,
        late_days=worked.late_days, late_per_day=pay.late_per_day, penalty=pay.penalty, waived=pay.waived,
        agreed=pay.agreed, gross=pay.gross, withheld=pay.withheld, net=pay.net,
    )  # fmt: skip


def batches_of(user: Actor) -> "QuerySet[PayBatch]":
    """Return the batches a user may see, with how many are paid what."""
    rows = PayBatch.objects.visible_to(user, to=Can.VIEW_PAYROLL).select_related("period__university")
    standing = ~Q(lines__state=PayLineState.FAILED)
    return rows.annotate(
        people=Counted("lines", filter=standing), gross=Coalesce(Sum("lines__gross", filter=standing), Decimal(0)),
        net=Coalesce(Sum("lines__net", filter=standing), Decimal(0)),
        failed=Counted("lines", filter=~standing),
    )  # fmt: skip


def changed_since(batch: PayBatch) -> "QuerySet[PayLine, Any]":
    """Return the lines that pay another wage than was approved (`approved`): the contract changed since."""
    rows = batch.lines.annotate(approved=F("report__amount")).exclude(
        approved=F("wage") - F("deduction") - F("penalty") + F("waived") + F("agreed")
    )
    rows = rows.filter(covered_days__gt=0)
    return rows.select_related("report", "contract__person", "batch__tax_rule").order_by(
        "contract__person__sort_key", "pk"
    )


def lines_of(user: Actor) -> "QuerySet[PayLine]":
    """Return the payments a user may see; nobody sees one before its batch is frozen but who may see the payroll."""
    rows = PayLine.objects.visible_to(user, to=Can.VIEW_PAY)
    seen = PayBatch.objects.visible_to(user, to=Can.VIEW_PAYROLL)
    rows = rows.filter(Q(batch__state="frozen") | Q(batch__in=seen.values("pk")))
    return rows.select_related("contract__person", "batch__tax_rule", "period__university")


def lines_in(batch: PayBatch, *, user: Actor) -> "QuerySet[PayLine]":
    """Return the lines of a batch a user may see, by name."""
    rows = PayLine.objects.visible_to(user, to=Can.VIEW_PAY).filter(batch=batch)
    return rows.select_related("contract__person", "period", "batch__tax_rule").order_by(
        "contract__person__sort_key", "pk"
    )


def adjustments_of(user: Actor) -> "QuerySet[Adjustment]":
    """Return the corrections of wages a user may see."""
    rows = Adjustment.objects.visible_to(user, to=Can.VIEW_ADJUSTMENT)
    return rows.select_related("contract__person", "period__university", "asked_by", "decided_by", "line__batch")


def paid_periods(contract: Contract) -> "QuerySet[Period]":
    """Return the months a contract was paid for."""
    paid = PayLine.objects.filter(contract=contract, state=PayLineState.PAID)
    return Period.objects.filter(pk__in=paid.values("period"))


def is_paid(contract: Contract) -> bool:
    """Tell whether a contract was paid for any month."""
    return PayLine.objects.filter(contract=contract, state=PayLineState.PAID).exists()


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of a month are where: `state` as `Unpaid.reason`, or paid and due."""

    state: str
    label: str
    people: int


def sees_reports(user: Actor) -> bool:
    """Tell whether somebody sees reports of others."""
    seen = reach(user, Can.VIEW_REPORT)
    return seen.everywhere or seen.has_areas


def standing_of(period: Period, *, user: Actor) -> list[Count]:
    """Count the people of a month by where their wage lies, among those the user may see.

    Who sees contracts but no reports is told nothing: every report would read as missing.
    """
    if not sees_reports(user):
        return []
    seen = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT).filter(period=period).order_by()
    by_state = dict(seen.exclude(state="sent").values_list("state").annotate(n=Counted("pk")))
    named = ("step__position", "step__name_th" if is_thai() else "step__name_en", "step__name_th")
    by_step = seen.filter(state="sent").values_list(*named).annotate(n=Counted("pk"))
    at_work = working_in(period, user=user).count()
    without = at_work - sum(by_state.values()) - sum(n for *_step, n in by_step)
    counts = [Count("none", gettext("No report yet"), max(0, without))]
    counts += [Count(state, str(ReportState(state).label), by_state.get(state, 0)) for state in ("draft", "returned")]
    counts += [Count("sent", name or name_th, n) for _position, name, name_th, n in sorted(by_step)]
    return [*counts, Count("approved", str(ReportState.APPROVED.label), by_state.get("approved", 0))]


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Somebody at work in a month who is not paid yet: where the wage lies, as the person reads it too."""

    contract: Contract
    report: MonthReport | None
    lies: Lies


def unpaid_in(period: Period, *, user: Actor) -> "QuerySet[Contract]":
    """Return the contracts with days in a month that no standing payment holds."""
    held = PayLine.objects.filter(contract=OuterRef("pk"), period=period, state__in=STANDING, covered_days__gt=0)
    rows = working_in(period, user=user).exclude(Exists(held))
    return rows.select_related("person", "university").order_by("person__sort_key", "pk")


def working_in(period: Period, *, user: Actor) -> "QuerySet[Contract]":
    """Return the contracts with days in a month, among those the user may see."""
    return Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(
        university=period.university_id, programme=period.programme_id, state__in=WORKS, during__overlap=period.during
    )


def why_unpaid(contracts: list[Contract], period: Period) -> Iterator[Unpaid]:
    """Say for each contract where the wage lies, and who holds it."""
    lying = Lying(contracts, period)
    for contract in contracts:
        yield Unpaid(contract, lying.reports.get(contract.pk), lying.of(contract))
