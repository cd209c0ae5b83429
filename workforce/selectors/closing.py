"""What to look at before a month is closed: each item with how many, so that nothing is found out by the bank."""

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext

from u2t.core.access import Actor
from workforce.choices import PayLineState, ReportState
from workforce.models import DayLog, MonthReport, PayLine, Period
from workforce.permissions import Can
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
        Check("no-account", gettext("Not paid, and no account confirmed"), without_account(period, user=user).count()),
        Check("shared", gettext("Accounts given by several people"), shared_accounts(period, user=user).count()),
        Check("failed", gettext("Payments that failed and were not made again"), _failed(lines)),
        Check("above", gettext("Paid more than the contract comes to"), _above(period, lines)),
        Check("unpaid", gettext("In no payment yet"), unpaid_in(period, user=user).count()),
    ]


def _failed(lines: "QuerySet[PayLine]") -> int:
    standing = lines.filter(state__in=STANDING).values("contract")
    failed = lines.filter(state=PayLineState.FAILED).exclude(contract__in=standing)
    return int(failed.values("contract").distinct().count())


def _above(period: Period, lines: "QuerySet[PayLine]") -> int:
    """Count the contracts paid more, over all months, than their wage of those months comes to."""
    paid = PayLine.objects.filter(contract__in=lines.values("contract"), state__in=STANDING)
    sums = paid.filter(period__month__lte=period.month).order_by().values("contract")
    return int(sums.annotate(paid=Sum("gross"), wages=Sum("wage")).filter(paid__gt=F("wages")).count())
