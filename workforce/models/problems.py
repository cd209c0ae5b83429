"""Problems, obstacles and suggestions of the reports, each with somebody who owes an answer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import ProblemAction, ProblemKind, ProblemOwner, ProblemState
from workforce.models.reports import MonthReport
from workforce.models.training import of_contract


class ProblemItemQuerySet(ScopedQuerySet["ProblemItem"]):
    """Items are seen with the contract of their report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "report__contract")

    def raised(self) -> Self:
        """Leave out those of reports that were not sent yet."""
        return self.filter(raised_at__isnull=False)


class ProblemItem(models.Model):
    """One problem, obstacle or suggestion of a report.

    It is the writer's to change until the report is sent; then it is raised, and `owner` owes an answer until `due_on`.
    """

    report = models.ForeignKey(MonthReport, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=10, choices=ProblemKind)
    text = models.TextField()
    state = models.CharField(max_length=7, choices=ProblemState, default=ProblemState.OPEN)
    owner = models.CharField(max_length=8, choices=ProblemOwner, default=ProblemOwner.PM)
    raised_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = ProblemItemQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text", "answer"})
        plain = frozenset({"id", "report", "kind", "state", "owner", "raised_at", "due_on", "closed_at", "version"})

    class Meta:
        permissions = [("answer_problemitem", "Can answer problems of reports")]
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="problemitem_late", condition=~Q(state="done")),
            models.Index(fields=["owner", "state", "due_on"], name="problemitem_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(raised_at__isnull=False, due_on__isnull=False)
                | Q(raised_at__isnull=True, due_on__isnull=True, state="open"),
                name="problemitem_raised_has_due_day",
            ),
            models.CheckConstraint(
                condition=Q(state="done", closed_at__isnull=False) | ~Q(state="done") & Q(closed_at__isnull=True),
                name="problemitem_closed_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of report {self.report_id}"


class ProblemEventQuerySet(ScopedQuerySet["ProblemEvent"]):
    """Events are seen with the contract of the report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "item__report__contract")


class ProblemEvent(models.Model):
    """What became of an item: rows are added, never changed; `owner` is who owed the answer afterwards."""

    item = models.ForeignKey(ProblemItem, on_delete=models.CASCADE, related_name="events")
    action = models.CharField(max_length=8, choices=ProblemAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    owner = models.CharField(max_length=8, choices=ProblemOwner)
    said = models.TextField(blank=True)

    objects = ProblemEventQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"said"})
        plain = frozenset({"id", "item", "action", "by", "at", "owner"})

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} of item {self.item_id}"
