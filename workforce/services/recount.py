"""Counts the days and logs of a report: when it is sent, and once more where something was decided after that."""

from datetime import date

from workforce.attending import for_pay
from workforce.choices import ReportState
from workforce.models import Contract, MonthReport
from workforce.paying import pay_for
from workforce.selectors.calendar import month_of
from workforce.selectors.logs import period_of
from workforce.selectors.pay import rules_for, worked_in
from workforce.selectors.reports import composed
from workforce.services.figures import Figures


class Recount:
    """Counts; a name for what only services may call, inside their transaction."""

    FIELDS = (
        "days_worked", "days_absent", "log_count", "photo_count", "days_expected", "days_attended", "days_leave",
        "days_missed",
    )  # fmt: skip

    @staticmethod
    def count(report: MonthReport) -> None:
        """Let a report say what its days and logs say now."""
        found, days = composed(report.contract, report.period), month_of(report.contract, report.period)
        report.days_worked, report.days_absent = for_pay(days, report.period.rules.pay_rule)
        report.days_expected, report.days_attended = days.expected, days.worked
        report.days_leave, report.days_missed = days.leave, days.absent
        report.log_count, report.photo_count = len(found.logs), found.photos

    @staticmethod
    def after(contract: Contract, day: date) -> None:
        """Let a report that was sent already count what was decided late about a day; what is paid stays."""
        reports = MonthReport.objects.select_for_update(of=("self",)).filter(
            contract=contract, period=period_of(contract, day)
        )  # fmt: skip
        reports = reports.select_related("contract", "period__rules")
        report = reports.exclude(pay_lines__state__in=["due", "paid"]).first()
        if report is not None and report.state in {ReportState.SENT, ReportState.APPROVED}:
            _again(report)


def _again(report: MonthReport) -> None:
    """Store what is counted now; of a report that is approved the wage follows."""
    Recount.count(report)
    if report.state == ReportState.APPROVED:
        report.amount = pay_for(worked_in(report), rules_for(report.period.rules)).gross
    report.version += 1
    report.save(update_fields=[*Recount.FIELDS, "amount", "version"])
    Figures.changed_for([report.contract])
