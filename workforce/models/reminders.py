"""Who was told that a report waits, or is not sent yet, so that nobody is told twice a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.chain_choices import ReminderKind
from workforce.models.contracts import Contract
from workforce.models.months import ApprovalStep, Period
from workforce.models.reports import MonthReport
from workforce.models.training import of_contract


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders are seen with the contract of their report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "report__contract") | of_contract(reach)


class Reminder(models.Model):
    """That somebody was told on a day of a report that waits at a step; once a day, whatever runs twice.

    Of a report that is not sent yet, perhaps not begun, `contract` and `period` stand instead of `report` and `step`.
    """

    report = models.ForeignKey(MonthReport, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders")
    step = models.ForeignKey(ApprovalStep, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders")
    period = models.ForeignKey(Period, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReminderKind)
    day = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "report", "step", "contract", "period", "kind", "day", "user"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "step", "kind", "day", "user"], name="reminder_once_a_day"),
            models.UniqueConstraint(
                fields=["contract", "period", "kind", "day", "user"], name="reminder_unsent_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=False, step__isnull=False, contract__isnull=True, period__isnull=True)
                | Q(report__isnull=True, step__isnull=True, contract__isnull=False, period__isnull=False),
                name="reminder_of_a_report_or_a_month",
            ),
        ]

    def __str__(self) -> str:
        if self.report_id is None:
            return f"{self.kind} of contract {self.contract_id} on {self.day}"
        return f"{self.kind} of report {self.report_id} on {self.day}"
