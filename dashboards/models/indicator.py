"""What is measured, as data."""

from typing import Self

from django.db import models
from django.db.models import Q

from dashboards.choices import Direction, Measure, OverPlace, OverTime, Source
from datasets.models.closed import closed_datasets
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet


class IndicatorQuerySet(ScopedQuerySet["Indicator"]):
    """Indicators; their definitions are open to all who are signed in."""

    def lies_in(self, reach: Reach) -> Q:
        """Indicators lie nowhere; only a permission over everything reaches them."""
        return Q(pk__in=[])

    def public(self) -> Self:
        """Definitions are public knowledge."""
        return self.all()

    def closed(self) -> Self:
        """Keep those that count a restricted data set: restricted before or after they were defined."""
        restricted = closed_datasets()
        return self.filter(Q(dataset__in=restricted) | Q(denominator_dataset__in=restricted))

    def of_one_place(self) -> Self:
        """Keep those whose figure of an area is that of one of its places, however many reported."""
        return self.filter(over_place__in=(OverPlace.MINIMUM, OverPlace.MAXIMUM))


class Indicator(models.Model):
    """A measure with its source and its operators: time first at the leaf, then place.

    `numerator` and `denominator` name a field of `dataset`, or where the `source` is the people at work a count of them
    (`dashboards/rolling/working.py`); `scale` turns the ratio into its unit (100 for per cent).
    A `denominator` may come from another data set (`denominator_dataset`). Source of the rules: docs/adr/0004.
    """

    code = models.CharField(max_length=80, unique=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    unit_th = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    position = models.IntegerField(default=0)
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.PARTS)
    frequency = models.CharField(max_length=5, choices=[("year", "year"), ("month", "month")], default="year")
    source = models.CharField(max_length=10, choices=Source, default=Source.DATASET)
    dataset = models.CharField(max_length=60, blank=True)
    numerator = models.CharField(max_length=80)
    numerator_over_time = models.CharField(max_length=10, choices=OverTime, default=OverTime.SUM)
    denominator_dataset = models.CharField(max_length=60, blank=True)
    denominator = models.CharField(max_length=80, blank=True)
    denominator_over_time = models.CharField(max_length=10, choices=OverTime, default=OverTime.SUM)
    over_place = models.CharField(max_length=10, choices=OverPlace, default=OverPlace.SUM)
    scale = models.DecimalField(max_digits=12, decimal_places=4, default=1)
    decimals = models.IntegerField(default=0)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.NEUTRAL)
    class_limits = models.JSONField(default=list, blank=True)
    excluded_provinces = models.JSONField(default=list, blank=True)
    rate = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="counts")

    objects = IndicatorQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "code", "name_th", "name_en", "about_th", "about_en", "unit_th", "unit_en", "position", "measure"}
            | {
                "frequency",
                "source",
                "dataset",
                "numerator",
                "numerator_over_time",
                "denominator_dataset",
                "denominator",
            }
            | {"denominator_over_time", "over_place", "scale", "decimals", "direction", "class_limits"}
            | {"excluded_provinces", "rate"}
        )

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(over_place="ratio", denominator__gt="") | ~Q(over_place="ratio"),
                name="indicator_ratio_has_denominator",
            ),
            models.CheckConstraint(
                condition=Q(source="dataset", dataset__gt="") | Q(source="workforce", dataset=""),
                name="indicator_dataset_matches_source",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_additive(self) -> bool:
        """Tell whether values of areas may be summed."""
        return self.over_place == OverPlace.SUM and self.measure == Measure.PARTS
