"""The leaf: what is known of one place and base period."""

from typing import Self

from django.db import models
from django.db.models import Q

from dashboards.models.indicator import Indicator
from dashboards.permissions import Can
from datasets.models.closed import opened_places_q
from tambon.scoping import granted_q, places_q
from u2t.core.access import Actor, Reach
from u2t.core.models import Origin, ScopedQuerySet


class ObservationQuerySet(ScopedQuerySet["Observation"]):
    """Observations, seen where their place is; of restricted data sets by whom the records are open to."""

    def visible_to(self, user: Actor, *, to: str) -> Self:
        """Return the observations on which `user` holds the permission `to`, without those closed to the user."""
        found, opened = super().visible_to(user, to=to), opened_places_q(user, "place")
        if opened is None:
            return found
        return found.filter(~Q(indicator__in=Indicator.objects.closed()) | opened)

    def lies_in(self, reach: Reach) -> Q:
        """Match by the code of the place."""
        return places_q("place", reach)

    def granted(self, user: Actor, *, to: str) -> Q:
        """Add the figures of the areas that the user was let see: whoever may open the page may read it."""
        rows = super().granted(user, to=to)
        return rows | granted_q("place", user) if to == Can.VIEW_OBSERVATION else rows


class Observation(models.Model):
    """The parts of an indicator for one place (as reported) and base period, and from when until when they were known.

    `place` is the reported code (6 or 8 digits), `period` a year `2565` or month `2564-03`. Parts are exact;
    `bins` (histogram) are counts that add up, `members` (distinct) the things counted. Undoing closes a row
    (`known_until`) and opens another: *as of* a moment is a query.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    place = models.CharField(max_length=8)
    period = models.CharField(max_length=10)
    origin = models.CharField(max_length=10, choices=Origin)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    bins = models.JSONField(null=True, blank=True)
    members = models.JSONField(null=True, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "indicator", "place", "period", "origin", "numerator", "denominator", "bins", "members"}
            | {"record_id", "known_from", "known_until"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "period", "place"], name="observation_by_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "indicator", "period", "origin"],
                condition=Q(known_until__isnull=True),
                name="observation_one_current",
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=models.F("known_from")),
                name="observation_known_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.place} {self.period}"
