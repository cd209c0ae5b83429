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


class Decision(models.TextChoices):
    """What an approver did with a report."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Approval withdrawn")
    REOPENED = "reopened", _("Reopened")
    PROPOSED = "proposed", _("Amount proposed")
    AGREED = "agreed", _("Amount agreed")
    REFUSED = "refused", _("Amount refused")
    DROPPED = "dropped", _("Proposal taken back")
    WAIVED = "waived", _("Penalty waived")


class StepPlace(models.TextChoices):
    """Where the times of the steps are counted: in either of the two hierarchies."""

    NATION = "nation", _("Nation")
    PROVINCE = "province", _("Province")
    AMPHOE = "amphoe", _("Amphoe")
    TAMBON = "tambon", _("Tambon")
    NETWORK = "network", _("Network")
    UNIVERSITY = "university", _("University")
