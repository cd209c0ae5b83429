"""A file on its way in: uploaded, checked, stored or refused, perhaps undone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from u2t.core.access import Reach
from u2t.core.models.file import PrivateFile
from u2t.core.models.job import Job
from u2t.core.models.scoped import ScopedQuerySet


class Origin(models.TextChoices):
    """Where a figure comes from; the two are never one change, one trend or one sum."""

    REAL = "real", _("Real")
    DEMO = "demo", _("Demonstration")


class RunState(models.TextChoices):
    """Where a run stands."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    REFUSED = "refused", _("Refused")
    STORED = "stored", _("Stored")
    UNDONE = "undone", _("Undone")
    DROPPED = "dropped", _("Given up")


class Severity(models.TextChoices):
    """How much an issue matters: an error keeps the row out, a warning is stored and shown."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


class ImportRunQuerySet(ScopedQuerySet["ImportRun"]):
    """Runs belong to who brought the file, and to the areas or universities it was brought for."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Own runs, and those brought for what `reach` covers alone; a run for no named area is one of the nation."""
        own = models.Q(by_id=reach.owner) if reach.owner is not None else models.Q(pk__in=[])
        return own | models.Q(areas__contained_by=sorted(reach.places | reach.universities)) & ~models.Q(areas=[])


class ImportRun(models.Model):
    """One file brought in for one subject; a layer of values once stored.

    Subjects are `dataset:CODE`, `allocation:PROGRAMME` and `workforce:UNIVERSITY:PROGRAMME`.

    `position` orders the layers: the value of a cell is that of the highest position not undone. `areas` are the codes
    of the areas (or the university) whose steward brought it: only rows of them are stored. None stands for the nation.
    """

    subject = models.CharField(max_length=80)
    period = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    areas = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.UPLOADED)
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    row_count = models.IntegerField(default=0)
    created_count = models.IntegerField(default=0)
    changed_count = models.IntegerField(default=0)
    same_count = models.IntegerField(default=0)
    skipped_count = models.IntegerField(default=0)
    error_count = models.IntegerField(default=0)
    warning_count = models.IntegerField(default=0)
    position = models.BigIntegerField(null=True, blank=True, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_runs")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    stored_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undo_reason = models.TextField(blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"undo_reason"})
        plain = frozenset(
            {"id", "subject", "period", "origin", "areas", "state", "file", "name", "columns", "options", "row_count"}
            | {"created_count", "changed_count", "same_count", "skipped_count", "error_count", "warning_count"}
            | {"position", "by", "job", "created_at", "checked_at", "stored_at", "undone_at", "undone_by"}
        )

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="importrun_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["stored", "undone"], position__isnull=False, stored_at__isnull=False)
                | models.Q(position__isnull=True, stored_at__isnull=True) & ~models.Q(state__in=["stored", "undone"]),
                name="importrun_stored_at_matches_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | ~models.Q(state="undone") & models.Q(undone_at__isnull=True, undone_by__isnull=True),
                name="importrun_undone_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.subject.partition(':')[2]})"


class ImportIssueQuerySet(ScopedQuerySet["ImportIssue"]):
    """Issues are seen by who sees their run."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Match by the run."""
        runs = ImportRun.objects.filter(ImportRun.objects.lies_in(reach))
        return models.Q(run__in=runs.values("pk"))


class ImportIssue(models.Model):
    """What is wrong with one cell: `line` as a spreadsheet shows it, 0 for the file as a whole.

    The sentence is chosen by `code` and filled with `values` when it is read, in the reader's language.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    line = models.IntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    severity = models.CharField(max_length=10, choices=Severity)

    objects = ImportIssueQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"value"})
        plain = frozenset({"id", "run", "line", "column", "code", "values", "severity"})

    class Meta:
        indexes = [models.Index(fields=["run", "line", "id"], name="importissue_by_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.column} {self.code}"
