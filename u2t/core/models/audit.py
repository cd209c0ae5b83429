"""What happened, who did it: append-only, in the database too (migrations 0004, 0008 and 0010)."""

from django.db import models

from u2t.core.access import Reach
from u2t.core.models.scoped import ScopedQuerySet


class AuditEventQuerySet(ScopedQuerySet["AuditEvent"]):
    """Events, read by auditors."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Events lie nowhere but with who did them."""
        return models.Q(actor_id_text=str(reach.owner)) if reach.owner is not None else models.Q(pk__in=[])


class AuditEvent(models.Model):
    """One change of state, in words that outlive the rows they speak of.

    `changes` maps a field to `[old, new]`; of a personal field it holds only `["…", "…"]`: the values are in the
    event's `Revision`, which can be erased. Nothing else of an event can change but that values which have become
    personal since move there too, and that who, whom and why become `…` once the revision says when they were erased.
    """

    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=150)
    actor_id_text = models.CharField(max_length=20, blank=True)
    target_model = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    target_text = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    request_id = models.CharField(max_length=36, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"actor", "target_text", "reason"})
        plain = frozenset(
            {"id", "action", "actor_id_text", "target_model", "target_id", "changes", "happened_at", "recorded_at"}
            | {"request_id"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["target_model", "target_id", "id"], name="audit_by_target"),
            models.Index(fields=["actor_id_text", "id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_model} {self.target_id}"


class Revision(models.Model):
    """The personal values of one event, kept apart so that they can be erased without touching the event."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="revision")
    values = models.JSONField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        personal = frozenset({"values"})
        plain = frozenset({"id", "event", "erased_at"})

    def __str__(self) -> str:
        return f"revision of {self.event_id}"
