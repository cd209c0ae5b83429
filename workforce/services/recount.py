"""Counts the days and logs of a report: when it is sent, and once more where something was decided after that."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tambon.models import User
from u2t.core import audit
from workforce.attending import for_pay
from workforce.choices import BatchState, PaperKind, PayLineState, ReportState
from workforce.models import Contract, MonthReport, Paper, PayLine
from workforce.paying import pay_for
from workforce.selectors.calendar import month_of
from workforce.selectors.logs import period_of
from workforce.selectors.pay import rules_for, worked_in
from workforce.selectors.reports import composed
from workforce.services.figures import Figures
from workforce.services.holding import Holding, MonthError
from workforce.services.issuing import Issuing

_COUNTED = (ReportState.SENT, ReportState.APPROVED)


class Recount:
    """Counts; a name for what only services may call, inside their transaction."""

    FIELDS = (
        "days_worked", "days_absent", "log_count", "photo_count", "days_expected", "days_attended", "days_leave",
        "days_missed",
    )  # fmt: skip

    @staticmethod
    def count(report: MonthReport) -> None:
        """Let a report say what its days and logs say now."""
        found = composed(report.contract, report.period)
        days = month_of(report.contract, report.period, logged={log.day for log in found.logs})
        report.days_worked, report.days_absent = for_pay(days, report.period.rules.pay_rule)
        report.days_expected, report.days_attended = days.expected, days.worked
        report.days_leave, report.days_missed = days.leave, days.absent
        report.log_count, report.photo_count = len(found.logs), found.photos

    @staticmethod
    def after(contract: Contract, day: date) -> bool:
        """Let a report that was sent already count what was decided or changed late about a day.

        Return whether its wage is frozen: then it stays as it is, and only a correction pays or takes the difference.
        A draft of a payment holds nothing up; it is computed anew before it is frozen.
        """
        reports = MonthReport.objects.select_for_update(of=("self",)).filter(
            contract=contract, period=period_of(contract, day)
        )  # fmt: skip
        report = reports.select_related("contract", "period__rules").first()
        if report is None or report.state not in _COUNTED:
            return False
        if _frozen().filter(report=report).exists():
            return True
        _again(report)
        return False

    @staticmethod
    def attended(contracts: Collection[int], first: date, last: date) -> None:
        """Let reports that wait to be approved count days of sessions entered, moved or taken out after they were sent.

        What is approved, or of a closed month, stays: only a correction pays the difference. Days before a contract
        count in its first month.
        """
        there = Q(period__during__overlap=DateRange(first, last, "[]"))
        there |= Q(
            contract__during__startswith__gt=first, period__during__startswith__lte=F("contract__during__startswith")
        )
        rows = MonthReport.objects.filter(there, contract__in=contracts, state=ReportState.SENT)
        for report in rows.select_for_update(of=("self",)).select_related("contract", "period__rules").order_by("pk"):
            with suppress(MonthError):
                Holding.open(report.period)
                _again(report)

    @staticmethod
    def hold(contract: Contract) -> None:
        """Lock the reports of a contract before the contract itself, as who sends one does."""
        list(MonthReport.objects.select_for_update().filter(contract=contract).order_by("pk").values_list("pk"))

    @staticmethod
    def covering(contract: Contract, days: DateRange, *, reason: str, by: User) -> None:
        """Let what was sent of the months of some days count only days the contract covers now.

        Of an approved report the amount follows, remembered with the reason; papers that say the old one are void.
        """
        sent = MonthReport.objects.filter(contract=contract, period__during__overlap=days, state__in=_COUNTED)
        rows = sent.exclude(Exists(_frozen().filter(report=OuterRef("pk")))).select_related("contract", "period__rules")
        for report in rows.order_by("pk"):
            before = report.amount
            _again(report)
            if report.amount == before:
                continue
            changes = {"amount": (str(before), str(report.amount))}
            audit.record(action="monthreport.recounted", target=report, by=by, reason=reason, changes=changes)
            Issuing.void(Paper.objects.filter(monthreport=report, kind=PaperKind.ACCEPTANCE), reason, by)

    @staticmethod
    def no_more_than(report: MonthReport, amount: Decimal, *, reason: str, by: User) -> None:
        """Let an approved report pay no more than it did: what the contract covers besides was paid by a correction.

        The month is paid again as it was, and no day twice.
        """
        report = MonthReport.objects.select_for_update(of=("self",)).select_related("contract", "period__rules").get(
            pk=report.pk
        )  # fmt: skip
        before = report.amount
        if report.state != ReportState.APPROVED or before is None or before <= amount:
            return
        report.agreed_amount = amount
        _again(report)
        changes = {"amount": (str(before), str(report.amount))}
        audit.record(action="monthreport.recounted", target=report, by=by, reason=reason, changes=changes)


def _frozen() -> "QuerySet[PayLine]":
    """Return the payments that stay as they are: frozen, and not failed."""
    rows = PayLine.objects.filter(batch__state=BatchState.FROZEN, covered_days__gt=0)
    return rows.exclude(state=PayLineState.FAILED)


def _again(report: MonthReport) -> None:
    """Store what is counted now; of a report that is approved the wage follows."""
    Recount.count(report)
    if report.state == ReportState.APPROVED:
        report.amount = pay_for(worked_in(report), rules_for(report.period.rules)).gross
    report.version += 1
    report.save(update_fields=[*Recount.FIELDS, "amount", "agreed_amount", "version"])
    Figures.changed_for([report.contract])
