"""Figures of areas, kept up to date by the roll-up."""

from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When

from dashboards.choices import RollupLevel
from dashboards.models.indicator import Indicator
from dashboards.permissions import Can
from datasets.models.closed import OPENING, opened_places_q
from tambon.scoping import granted_q, places_q
from u2t.core.access import Actor, Reach, reach
from u2t.core.models import Origin, ScopedQuerySet

#: Levels whose figures every signed-in user may know.
SUMMARY_LEVELS = (
    RollupLevel.PROVINCE,
    RollupLevel.REGION,
    RollupLevel.NATION,
    RollupLevel.UNIVERSITY,
    RollupLevel.UNIVERSITY_PROVINCE,
    RollupLevel.NETWORK,
)

#: Levels whose figures only those see who answer for the area.
LOCAL_LEVELS = (RollupLevel.TAMBON, RollupLevel.MUNICIPALITY, RollupLevel.PLACE, RollupLevel.AMPHOE)

#: How many tambons have to stand behind a figure of a restricted data set. The sum of one is the figure of that tambon,
#: and of two each learns the other's by taking away its own; three is the first number of which nobody learns one.
LEAST_TAMBONS = 3


class RollupQuerySet(ScopedQuerySet["Rollup"]):
    """Figures: of a province and above for all who are signed in, below it where the user answers for the area.

    Those of restricted data sets are seen by whom the records are open to; by all others those of a province and above
    in which no single place can be made out (docs/adr/0023). `lowest` and `highest` are `minimum` and `maximum` where
    the user may know them, and what is shown: either is the figure of one place.
    """

    def visible_to(self, user: Actor, *, to: str) -> Self:
        """Return the figures on which `user` holds the permission `to`, without those closed to the user."""
        found, opened = super().visible_to(user, to=to), _opened_q(user)
        if opened is None:
            return found.annotate(lowest=F("minimum"), highest=F("maximum"))
        closed = Q(indicator__in=Indicator.objects.closed())
        blurred = Q(level__in=SUMMARY_LEVELS, reporting__gte=LEAST_TAMBONS)
        blurred &= ~Q(indicator__in=Indicator.objects.closed().of_one_place())
        whole = ~closed | opened
        return found.filter(whole | blurred).annotate(
            lowest=Case(When(whole, then=F("minimum"))), highest=Case(When(whole, then=F("maximum")))
        )

    def lies_in(self, reach: Reach) -> Q:
        """Match by the code of the area, and by level for summaries."""
        below = Q(level__in=LOCAL_LEVELS)
        summary = Q(level__in=SUMMARY_LEVELS) if reach.summary else Q(pk__in=[])
        return summary | below & places_q("area", reach)

    def granted(self, user: Actor, *, to: str) -> Q:
        """Add the figures of the areas that the user was let see: whoever may open the page may read it."""
        rows = super().granted(user, to=to)
        return rows | granted_q("area", user) if to == Can.VIEW_ROLLUP else rows


def _opened_q(user: Actor) -> Q | None:
    """Match figures of which the user sees every record, also of what is restricted; None where those are all."""
    opened = opened_places_q(user, "area")
    if opened is None:
        return None
    for university in sorted({code for permission in OPENING for code in reach(user, permission).universities}):
        opened |= Q(level=RollupLevel.UNIVERSITY, area=university)
        opened |= Q(level=RollupLevel.UNIVERSITY_PROVINCE, area__startswith=f"{university}:")
    return opened


class Rollup(models.Model):
    """One figure: an indicator of an area in a period, of one origin, seen through a programme or through none.

    `numerator` and `denominator` are sums of the leaf's parts; `count` is the number of leaf places behind it,
    `minimum` and `maximum` their extremes, `reporting` and `expected` count tambons. Of monthly figures `months` is
    the least number of months any leaf had, `month_behind` the newest month a `last` was taken from. A row of the
    level `place` (area `AMPHOE:CODE`) is a reported code that no tambon of today stands for.
    """

    level = models.CharField(max_length=20, choices=RollupLevel)
    area = models.CharField(max_length=60)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="rollups")
    period = models.CharField(max_length=30)
    origin = models.CharField(max_length=10, choices=Origin)
    programme = models.CharField(max_length=50, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    value = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    minimum = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    maximum = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    bins = models.JSONField(null=True)
    count = models.IntegerField(default=0)
    reporting = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    month_behind = models.CharField(max_length=10, blank=True)
    months = models.IntegerField(null=True)
    computed_at = models.DateTimeField()

    objects = RollupQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "level", "area", "indicator", "period", "origin", "programme", "numerator", "denominator", "value"}
            | {"minimum", "maximum", "bins", "count", "reporting", "expected", "month_behind", "months", "computed_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["area", "level", "programme"], name="rollup_by_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "level", "programme", "origin", "area"], name="rollup_one_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.area} {self.indicator_id} {self.period}"
