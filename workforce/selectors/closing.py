"""What to look at before a month is closed: each item with how many, so that nothing is found out by the bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext

from u2t.core.access import Actor
from u2t.core.templatetags.u2t import is_thai
from workforce.choices import PayLineState, ReportState
from workforce.models import Contract, DayLog, Leave, MonthReport, PayLine, Period, SignIn
from workforce.permissions import Can
from workforce.selectors.excess import excess_of
from workforce.selectors.pay import STANDING, unpaid_in, working_in
from workforce.selectors.transfers import shared_accounts, without_account


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the list; nothing is to be done where nobody is counted."""

    code: str
    label: str
    people: int


def checks_of(period: Period, *, user: Actor) -> list[Check]:
    """Return the list of a month, over the people the user may see."""
    reports = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT).filter(period=period)
    lines = PayLine.objects.visible_to(user, to=Can.VIEW_PAY).filter(period=period)
    logged = reports.exclude(state__in=[ReportState.DRAFT, ReportState.RETURNED])
    late = DayLog.objects.visible_to(user, to=Can.VIEW_LOG).standing().exclude(late_reason="")
    late = late.filter(late_accepted__isnull=True, day__gte=period.first_day, day__lte=period.last_day)
    at_work = working_in(period, user=user)
    return [
        Check("no-report", gettext("No report written"), at_work.exclude(reports__in=reports).count()),
        Check("no-log", gettext("Report sent without a single log"), logged.filter(log_count=0).count()),
        Check("late-log", gettext("Late logs nobody decided yet"), late.count()),
        Check("late-sign-in", gettext("Late sign-ins nobody decided yet"), _late_sign_ins(period, user)),
        Check("leave", gettext("Leaves nobody decided yet"), _undecided_leaves(period, user)),
        Check("no-account", gettext("Not paid, and no account confirmed"), without_account(period, user=user).count()),
        Check("shared", gettext("Accounts given by several people"), shared_accounts(period, user=user).count()),
        Check("failed", gettext("Payments that failed and were not made again"), _failed(lines)),
        Check("above", gettext("Paid more than the contract comes to"), _above(period, lines)),
        Check("unpaid", gettext("In no payment yet"), unpaid_in(period, user=user).count()),
    ]


def _late_sign_ins(period: Period, user: Actor) -> int:
    rows = SignIn.objects.filter(contract__in=working_in(period, user=user), late_accepted__isnull=True)
    return rows.exclude(late_reason="").filter(day__gte=period.first_day, day__lte=period.last_day).count()


def _undecided_leaves(period: Period, user: Actor) -> int:
    """Count them of all whose month it is: of a leave the number is no secret, only the reason."""
    return Leave.objects.undecided_in(period).filter(contract__in=working_in(period, user=user)).count()


@dataclass(frozen=True, slots=True)
class Share:
    """Some people of a month and their baht: what is paid or approved, else at most the wages of their contracts."""

    code: str
    label: str
    people: int
    baht: Decimal
    is_most: bool = False


def shares_of_month(period: Period, *, user: Actor) -> list[Share]:
    """Return who of a month is paid, to be paid, ready, waiting at which step, and who is missing, with baht."""
    lines = PayLine.objects.visible_to(user, to=Can.VIEW_PAY).filter(period=period, state__in=STANDING)
    named = "step__name_th" if is_thai() else "step__name_en"
    rest = working_in(period, user=user).exclude(pk__in=lines.values("contract")).order_by()
    reports = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT).filter(period=period, contract__in=rest)
    by_state = reports.order_by().values("state", "step__position", "step__name_th", named)
    held = {
        (row["state"], row["step__position"]): row
        for row in by_state.annotate(n=Count("pk"), most=Sum("contract__monthly_wage"), sum=Sum("amount"))
    }
    ready = held.get((ReportState.APPROVED, None), {"n": 0, "sum": None})
    missing = rest.exclude(reports__in=reports).aggregate(n=Count("pk"), most=Sum("monthly_wage"))
    return [
        _share("paid", gettext("Paid"), **_in(lines, PayLineState.PAID)),
        _share("due", gettext("In a payment, not paid yet"), **_in(lines, PayLineState.DUE)),
        _share("ready", gettext("Approved, in no payment yet"), ready["n"], ready["sum"]),
        *(
            _waiting(f"waiting-{position}", row[named] or row["step__name_th"], row, period)
            for (state, position), row in sorted(held.items(), key=lambda one: one[0][1] or 0)
            if state == ReportState.SENT
        ),
        *(
            _waiting(state, str(ReportState(state).label), row, period)
            for (state, _position), row in held.items()
            if state in {ReportState.DRAFT, ReportState.RETURNED}
        ),
        _waiting("missing", gettext("No report yet"), missing, period),
    ]


def _waiting(code: str, label: str, row: Mapping[str, Any], period: Period) -> Share:
    """Return people whose wage is not decided: at most what the period pays of the sum of their monthly wages."""
    most = (row["most"] or Decimal(0)) * max(Decimal(1), period.wages)
    return Share(code, label, row["n"], most.quantize(Decimal("0.01"), ROUND_HALF_UP), is_most=True)


def _share(code: str, label: str, people: int, baht: Decimal | None) -> Share:
    return Share(code, label, people, baht or Decimal(0))


def _in(lines: "QuerySet[PayLine]", state: PayLineState) -> dict[str, Any]:
    return lines.filter(state=state).aggregate(people=Count("pk"), baht=Sum("gross"))


def _failed(lines: "QuerySet[PayLine]") -> int:
    standing = lines.filter(state__in=STANDING, covered_days__gt=0).values("contract")
    failed = lines.filter(state=PayLineState.FAILED, covered_days__gt=0).exclude(contract__in=standing)
    return int(failed.values("contract").distinct().count())


def _above(period: Period, lines: "QuerySet[PayLine]") -> int:
    """Count the people of a month who were paid more, for it or a month before, than their contract comes to now."""
    found = excess_of(Contract.objects.filter(pk__in=lines.values("contract")), until=period.month)
    return len({one.contract for one in found})
