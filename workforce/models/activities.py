"""Activities of the tambons: planned, carried out, paid for by receipts, with who took part and what came of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tambon.models import Area, Programme, University
from u2t.core.access import Reach
from u2t.core.models import Origin, PrivateFile, ScopedQuerySet
from workforce.models.budgets import BudgetLine, of_tambon
from workforce.models.rules import WorkItem
from workforce.money_choices import ActivityState, Dimension, TakingPart


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    """Activities lie with their university and in their tambon."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university and the tambon."""
        return of_tambon(reach)


class Activity(models.Model):
    """One activity of a tambon (กิจกรรมโครงการตำบล), of one of the four work packages.

    `key` is chosen by the page before it sends, so that a second click finds the first. `starts_on` and `ends_on` are
    planned; `begun_on` and `over_on` are what became of it, the latter also the day it was called off.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="activities")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="activities")
    key = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    package = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=12, choices=Dimension)
    product = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    expected = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    percent = models.IntegerField(default=0)
    begun_on = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    cancel_reason = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    version = models.IntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"result", "expected", "cancel_reason"})
        plain = frozenset(
            {"id", "programme", "university", "tambon", "key", "name", "package", "dimension", "product", "starts_on"}
            | {"ends_on", "planned_amount", "state", "percent", "begun_on", "over_on", "origin", "created_by"}
            | {"created_on", "version"}
        )

    class Meta:
        verbose_name_plural = "activities"
        permissions = [("lead_activity", "Can begin, finish and call off activities")]
        indexes = [
            models.Index(fields=["tambon", "-starts_on", "id"], name="activity_by_tambon"),
            models.Index(fields=["university", "-starts_on", "id"], name="activity_by_university"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"),
            models.CheckConstraint(condition=Q(planned_amount__gte=0), name="activity_planned_amount_not_negative"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="activity_percent_of_100"),
            models.CheckConstraint(
                condition=Q(state="planned", begun_on__isnull=True, over_on__isnull=True)
                | Q(state="running", begun_on__isnull=False, over_on__isnull=True)
                | Q(state="done", begun_on__isnull=False, over_on__gte=F("begun_on"))
                | Q(state="cancelled", over_on__isnull=False),
                name="activity_days_match_state",
            ),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(result=""), name="activity_done_has_result"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="activity_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityNoteQuerySet(ScopedQuerySet["ActivityNote"]):
    """Notes are seen with their activity."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the activity."""
        return of_tambon(reach, "activity__")


class ActivityNote(models.Model):
    """How far an activity had come on a day: rows are added, never changed."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField()
    percent = models.IntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ActivityNoteQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text"})
        plain = frozenset({"id", "activity", "on", "percent", "by", "at"})

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="activitynote_percent_of_100")
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id} on {self.on}"


class ActivityCountQuerySet(ScopedQuerySet["ActivityCount"]):
    """Counts are seen with their activity."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the activity."""
        return of_tambon(reach, "activity__")


class ActivityCount(models.Model):
    """How many people of a kind took part on a day."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=TakingPart)
    people = models.IntegerField()

    objects = ActivityCountQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "activity", "on", "kind", "people"})

    class Meta:
        ordering = ["-on", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "on", "kind"], name="activitycount_once_per_day"),
            models.CheckConstraint(condition=Q(people__gt=0), name="activitycount_people_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.people} {self.kind} at activity {self.activity_id}"


class ActivityPhotoQuerySet(ScopedQuerySet["ActivityPhoto"]):
    """Photos are seen with their activity."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the activity."""
        return of_tambon(reach, "activity__")


class ActivityPhoto(models.Model):
    """A picture of an activity, without its hidden data; `key` is chosen by the page, as that of the activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="photos")
    key = models.UUIDField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ActivityPhotoQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "activity", "key", "file", "added_at"})

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["activity", "key"], name="activityphoto_key_once")]

    def __str__(self) -> str:
        return f"photo of activity {self.activity_id}"


class SpendingQuerySet(ScopedQuerySet["Spending"]):
    """Receipts are seen with the line they are paid of."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the line."""
        return of_tambon(reach, "line__")

    def standing(self) -> Self:
        """Leave out those that were cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Spending(models.Model):
    """Money paid of a tambon's line, with its receipt; never edited: what is wrong is cancelled and entered anew."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spendings")
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="spendings"
    )  # fmt: skip
    key = models.UUIDField()
    spent_on = models.DateField()
    payee = models.CharField(max_length=200)
    document_number = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    file = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.TextField(blank=True)

    objects = SpendingQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"payee", "about", "cancel_reason"})
        plain = frozenset(
            {"id", "line", "activity", "key", "spent_on", "document_number", "amount", "file", "created_by"}
            | {"created_at", "cancelled_at", "cancelled_by"}
        )

    class Meta:
        indexes = [models.Index(fields=["line", "-spent_on", "id"], name="spending_by_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "payee", "document_number"],
                condition=Q(cancelled_at__isnull=True),
                name="spending_document_once",
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(cancelled_at__isnull=True), name="spending_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_amount_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
                name="spending_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number
