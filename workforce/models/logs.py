"""What people did, day by day."""

from typing import Self

from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.models.assignments import AssignmentItem
from workforce.models.contracts import Contract
from workforce.models.rules import WorkArea
from workforce.models.training import of_contract


class DayLogQuerySet(ScopedQuerySet["DayLog"]):
    """Logs are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def standing(self) -> Self:
        """Leave out those that were taken back."""
        return self.filter(removed_at__isnull=True)

    def counting(self) -> Self:
        """Keep those that count: in time, or late and accepted."""
        return self.standing().filter(Q(late_reason="") | Q(late_accepted=True))


class DayLog(models.Model):
    """One activity of one day of one contract.

    `key` is chosen by the device before it sends, so that a retry finds the first. `written_at` is what the device's
    clock said, `received_at` the server's; business time is neither. What came after its period closed has a
    `late_reason`, and counts once somebody accepted it (`late_accepted`: nobody decided yet, yes, no). `item` is the
    task it was done for, `quantity` how many of it, in the unit of the task. `revision` is how often the device changed
    the text before it was sent; once the log was corrected here the device's texts are older, and it is nothing.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="logs")
    key = models.UUIDField()
    day = models.DateField()
    activity = models.CharField(max_length=200)
    area = models.ForeignKey(WorkArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AssignmentItem, null=True, blank=True, on_delete=models.PROTECT, related_name="logs")
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    detail = models.TextField()
    result = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    late_accepted = models.BooleanField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)
    revision = models.IntegerField(null=True, blank=True, default=0)

    objects = DayLogQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"activity", "detail", "result", "late_reason"})
        plain = frozenset(
            {"id", "contract", "key", "day", "area", "written_at", "received_at", "late_accepted", "removed_at"}
            | {"item", "quantity", "version", "revision"}
        )

    class Meta:
        permissions = [("keep_daylog", "Keeps a day log as part of the work")]
        indexes = [models.Index(fields=["contract", "-day", "-id"], name="daylog_by_contract")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "key"], name="daylog_key_once"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0, item__isnull=False),
                name="daylog_quantity_is_of_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} on {self.day}"


class LogPhotoQuerySet(ScopedQuerySet["LogPhoto"]):
    """Photos are seen with the contract of their log."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "log__contract")


class LogPhoto(models.Model):
    """A picture of a log; `key` is chosen by the device, as that of the log.

    One that came after the report was sent says why (`late_reason`): nothing counts it, everybody reads it beside.
    """

    log = models.ForeignKey(DayLog, on_delete=models.CASCADE, related_name="photos")
    key = models.UUIDField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)

    objects = LogPhotoQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"late_reason"})
        plain = frozenset({"id", "log", "key", "file", "added_at"})

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["log", "key"], name="logphoto_key_once")]

    def __str__(self) -> str:
        return f"photo of log {self.log_id}"
