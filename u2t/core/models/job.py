"""Long work as a row: what it is, how far, how it ended."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from u2t.core.access import Reach
from u2t.core.models.file import PrivateFile
from u2t.core.models.scoped import ScopedQuerySet


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs belong to who asked for them."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Own jobs only."""
        return models.Q(owner_id=reach.owner) if reach.owner is not None else models.Q(pk__in=[])


class Job(models.Model):
    """One piece of long work.

    A worker holds it through a session advisory lock, which a kill frees at once; `fencing` grows with every take-over
    and is checked at each commit, so that a worker thought dead can no longer write.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True, blank=True)
    step = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    fencing = models.IntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"arguments", "error"})
        plain = frozenset(
            {"id", "kind", "state", "done", "total", "step", "result", "fencing", "owner", "file"}
            | {"created_at", "started_at", "finished_at"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state__in=["queued", "running"]), name="job_open"),
            models.Index(fields=["owner", "-created_at"], name="job_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"]) | models.Q(finished_at__isnull=False),
                name="job_finished_at_matches_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def percent(self) -> int | None:
        """Return progress as 0 to 100, None while the amount of work is unknown."""
        if self.state == JobState.DONE:
            return 100
        return None if not self.total else min(99, self.done * 100 // self.total)
