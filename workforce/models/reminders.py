"""Who was told that a report waits, so that nobody is told twice a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.chain_choices import ReminderKind
from workforce.models.months import ApprovalStep
from workforce.models.reports import MonthReport
from workforce.models.training import of_contract


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders are seen with the contract of their report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "report__contract")


class Reminder(models.Model):
    """That somebody was told on a day of a report that waits at a step; once a day, whatever runs twice."""

    report = models.ForeignKey(MonthReport, on_delete=models.CASCADE, related_name="reminders")
    step = models.ForeignKey(ApprovalStep, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReminderKind)
    day = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "report", "step", "kind", "day", "user"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "step", "kind", "day", "user"], name="reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of report {self.report_id} on {self.day}"
