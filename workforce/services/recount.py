"""Counts the logs of a report once more, where something of them was decided after it was sent."""

from workforce.choices import ReportState
from workforce.models import MonthReport
from workforce.paying import pay_for
from workforce.selectors.pay import rules_for, worked_in
from workforce.selectors.reports import composed


class Recount:
    """Counts anew; a name for what only services may call, inside their transaction."""

    @staticmethod
    def again(report: MonthReport) -> None:
        """Store what the logs say now; of a report that is approved the wage follows."""
        found = composed(report.contract, report.period)
        report.days_worked, report.log_count, report.photo_count = found.days, len(found.logs), found.photos
        if report.state == ReportState.APPROVED:
            report.amount = pay_for(worked_in(report), rules_for(report.period.rules)).gross
        report.version += 1
        report.save(update_fields=["days_worked", "log_count", "photo_count", "amount", "version"])
