"""Words of money and of the activities of tambons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BudgetBasis(models.TextChoices):
    """What the amount of a category follows from."""

    POSTS = "posts", _("Posts x months x wage, paid by the payroll")
    FIXED = "fixed", _("An amount for each tambon, spent by receipts")


class Dimension(models.TextChoices):
    """The side of life that an activity of a tambon is for."""

    ECONOMY = "economy", _("Economy")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health")
    ENVIRONMENT = "environment", _("Environment")
    COMMUNITY = "community", _("Community and society")


class ActivityState(models.TextChoices):
    """Where an activity of a tambon stands."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Called off")


class TakingPart(models.TextChoices):
    """Who takes part in activities, counted by kind and never by name."""

    VILLAGERS = "villagers", _("Villagers")
    GROUPS = "groups", _("Members of community enterprises")
    ELDERLY = "elderly", _("Elderly people")
    YOUTH = "youth", _("Children and young people")
    OFFICERS = "officers", _("Local officers and leaders")
    OTHERS = "others", _("Others")


#: Where an instalment stands; it follows from its days.
BUDGET_STANDING = {
    "allotted": _("Allotted, not confirmed"),
    "received": _("Money received"),
    "cancelled": _("Cancelled"),
}

#: Where a claim stands; it follows from its days and what came.
RECEIVABLE_STANDING = {
    "open": _("To be paid back"),
    "late": _("Overdue"),
    "settled": _("Paid back"),
    "cancelled": _("Cancelled"),
}
