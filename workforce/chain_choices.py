"""Words of the chain of approval: how those are reminded whose turn it is, and to whom what is late climbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EscalateTo(models.TextChoices):
    """Who is told when a step is very late."""

    NEXT = "next", _("Who takes the next step")
    STAFF = "staff", _("University staff")


class ReminderKind(models.TextChoices):
    """Why somebody is told of a report that waits."""

    BEFORE = "before", _("Due soon")
    LATE = "late", _("Late")
    ESCALATED = "escalated", _("Late with somebody else")
