"""A line for one person: what happened and where to look."""

from django.conf import settings
from django.db import models

from u2t.core.access import Reach
from u2t.core.models.scoped import ScopedQuerySet


class NotificationQuerySet(ScopedQuerySet["Notification"]):
    """Notifications belong to who is told."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Own notifications only."""
        return models.Q(user_id=reach.owner) if reach.owner is not None else models.Q(pk__in=[])


class Notification(models.Model):
    """Something a user should know: `kind` chooses the sentence and `values` fill it when it is read.

    `mail_due_at` is when its mail is to be tried (real time), empty when none waits; `mail_tries` have failed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.IntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"values"})
        plain = frozenset(
            {"id", "user", "kind", "link", "created_at", "read_at", "mail_due_at", "mail_tries", "mailed_at"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_by_user"),
            models.Index(
                fields=["mail_due_at"], condition=models.Q(mail_due_at__isnull=False), name="notification_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
