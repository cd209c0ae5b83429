"""What a lecturer assigns to somebody for a month, item by item, version after version."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.models.contracts import Contract
from workforce.models.months import Period
from workforce.models.rules import WorkItem
from workforce.models.training import of_contract


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Assignments are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)


class Assignment(models.Model):
    """The work of one contract in one period, as the lecturer gave it.

    Each change is a new `version`; `seen_version` is the one its worker acknowledged last. `training` holds the skills
    that are to be trained.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="assignments")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="assignments")
    training = models.JSONField(default=list, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    change_reason = models.TextField(blank=True)
    seen_version = models.IntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"change_reason"})
        plain = frozenset(
            {"id", "contract", "period", "training", "given_by", "given_at", "changed_at", "seen_version"}
            | {"acknowledged_at", "version"}
        )

    class Meta:
        permissions = [("acknowledge_assignment", "Can acknowledge the own assignment")]
        indexes = [models.Index(fields=["period", "id"], name="assignment_by_period")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="assignment_once_per_period"),
            models.CheckConstraint(
                condition=Q(seen_version=0, acknowledged_at__isnull=True)
                | Q(seen_version__range=(1, F("version")), acknowledged_at__isnull=False),
                name="assignment_acknowledged_at_matches_version",
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} in period {self.period_id}"

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether the worker acknowledged what stands now."""
        return self.seen_version == self.version


class AssignmentItemQuerySet(ScopedQuerySet["AssignmentItem"]):
    """Items are seen with the contract of their assignment."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "assignment__contract")

    def standing(self) -> Self:
        """Keep those of the newest version."""
        return self.filter(until__isnull=True)


class AssignmentItem(models.Model):
    """One task; rows never change: a change ends one (`until`, its last version) and adds another of the same `number`.

    `work` is an area of the assignment form; without one it is other work. What is done is counted by `number`.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="items")
    number = models.IntegerField()
    since = models.IntegerField(default=1)
    until = models.IntegerField(null=True, blank=True)
    work = models.ForeignKey(WorkItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = AssignmentItemQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text", "note"})
        plain = frozenset({"id", "assignment", "number", "since", "until", "work", "quantity", "unit"})

    class Meta:
        ordering = ["number", "since"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number", "since"], name="assignmentitem_number_once"),
            models.UniqueConstraint(
                fields=["assignment", "number"], condition=Q(until__isnull=True), name="assignmentitem_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="assignmentitem_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0) & ~Q(unit=""),
                name="assignmentitem_quantity_has_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.text
