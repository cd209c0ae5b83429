"""What was entered late may change what a month counts, as long as nobody has approved that month."""

from datetime import date

from django.utils.translation import gettext as _

from u2t.core.errors import DomainError
from workforce.choices import ReportState
from workforce.models import Contract, MonthReport
from workforce.selectors.logs import period_of
from workforce.services.holding import Holding


class LateError(DomainError):
    """The month of what came late counts nothing more."""


class Deciding:
    """Guards what is decided late; a name for what only services may call, inside their transaction."""

    @staticmethod
    def countable(contract: Contract, day: date) -> None:
        """Keep the month of a day open, and stop where its report is approved: that is reopened first, for a reason.

        Raises:
            MonthError: the month is closed.
            LateError: the report is approved.
        """
        period = period_of(contract, day)
        if period is None:
            return
        Holding.open(period)
        report = MonthReport.objects.select_for_update().filter(contract=contract, period=period).first()
        if report is not None and report.state == ReportState.APPROVED:
            raise LateError(
                _("The report of this month is approved, and what was approved is locked. Ask the university to "
                  "reopen it, then decide.")
            )  # fmt: skip
