"""Other ways to be told than the site and mail: who chose one, and what is to be carried by it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from u2t.core.models.notification import Notification


class ChannelName(models.TextChoices):
    """A way to reach somebody outside the site."""

    LINE = "line", _("LINE")
    SMS = "sms", _("Text message (SMS)")


class ChannelChoice(models.Model):
    """Somebody chose to be told by a channel as well: `address` is a LINE user ID or a telephone number."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channels")
    channel = models.CharField(max_length=4, choices=ChannelName)
    address = models.CharField(max_length=64)

    class Privacy:
        personal = frozenset({"address"})
        plain = frozenset({"id", "user", "channel"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="channelchoice_once")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.user_id}"


class Delivery(models.Model):
    """A notification on its way by a channel: `due_at` is when it is tried (real time), empty once gone or given up."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=4, choices=ChannelName)
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "notification", "channel", "due_at", "tries", "sent_at"})

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="delivery_due")]
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(due_at__isnull=True), name="delivery_sent_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of notification {self.notification_id}"
