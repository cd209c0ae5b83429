"""Words of days: holidays, leave, and what became of a day of work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HolidayKind(models.TextChoices):
    """Why nobody has to work on a day."""

    HOLIDAY = "holiday", _("Public holiday")
    SUBSTITUTE = "substitute", _("Substitute day")
    SPECIAL = "special", _("Special holiday")
    REGIONAL = "regional", _("Regional holiday")
    CLOSURE = "closure", _("Closure by order")


class Office(models.TextChoices):
    """For which offices a holiday holds: people placed at an agency keep the government's, others the university's."""

    ALL = "all", _("All offices")
    GOVERNMENT = "government", _("Government offices")
    UNIVERSITY = "university", _("Universities")


class LeaveKind(models.TextChoices):
    """Why somebody does not work; whether it is paid is said by the rules of the month."""

    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")
    QUARANTINE = "quarantine", _("Quarantine")
    CLOSURE = "closure", _("Closure by order")


class LeaveState(models.TextChoices):
    """Where a leave stands."""

    ASKED = "asked", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("leave", "Withdrawn")


class DayMark(models.TextChoices):
    """What became of a day."""

    WORKED = "worked", _("Came to work")
    HOLIDAY = "holiday", _("Holiday")
    WEEKEND = "weekend", _("Weekend")
    PAID_LEAVE = "paid-leave", _("Leave, paid")
    UNPAID_LEAVE = "unpaid-leave", _("Leave, not paid")
    ABSENT = "absent", _("Absent")
    MISSING = "missing", _("Nothing entered")
    AHEAD = "ahead", _("Still to come")
