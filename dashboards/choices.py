"""Words of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """What an indicator is counted from."""

    DATASET = "dataset", _("Data set")
    WORKFORCE = "workforce", _("People at work")


class Measure(models.TextChoices):
    """How a figure is kept."""

    PARTS = "parts", _("Numerator and denominator")
    HISTOGRAM = "histogram", _("Histogram")
    DISTINCT = "distinct", _("Distinct")
    MEDIAN = "median", _("Median")


class OverTime(models.TextChoices):
    """How the months of one place become its longer period."""

    SUM = "sum", _("Sum")
    LAST = "last", _("Last")
    AVERAGE = "average", _("Average")


class OverPlace(models.TextChoices):
    """How places become their area."""

    SUM = "sum", _("Sum")
    RATIO = "ratio", _("Ratio of sums")
    AVERAGE = "average", _("Average")
    MINIMUM = "minimum", _("Minimum")
    MAXIMUM = "maximum", _("Maximum")


class Direction(models.TextChoices):
    """Whether more is better."""

    BURDEN = "burden", _("Less is better")
    GOOD = "good", _("More is better")
    NEUTRAL = "neutral", _("Neither")


class RollupLevel(models.TextChoices):
    """Levels of figures, in both hierarchies."""

    TAMBON = "tambon", _("Tambon")
    MUNICIPALITY = "municipality", _("Municipality")
    AMPHOE = "amphoe", _("Amphoe")
    PROVINCE = "province", _("Province")
    REGION = "region", _("Region")
    NATION = "nation", _("Nation")
    UNIVERSITY = "university", _("University")
    UNIVERSITY_PROVINCE = "university-province", _("University in a province")
    NETWORK = "network", _("Network")
    PLACE = "place", _("Place outside every tambon of today")


class Counting(models.TextChoices):
    """How people who define an indicator say what is counted."""

    COUNT = "count", _("How many records there are")
    SUM = "sum", _("The sum of a field")
    RATIO = "ratio", _("The sum of a field by that of another")
    SHARE = "share", _("The share of an answer, in per cent")
