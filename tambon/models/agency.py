"""Agencies that host people of the programme."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tambon.choices import AgencyKind
from tambon.models.area import Area
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet


class AgencyQuerySet(ScopedQuerySet["Agency"]):
    """Agencies, seen where they lie, and from the tambons below them, whose people they host."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by own membership, by the area, or by an area below it that is reached or held."""
        from tambon.scoping import above_q, places_q  # noqa: PLC0415 - as in area.py

        return Q(code__in=reach.agencies) | places_q("area_id", reach) | above_q("area_id", reach)


class Agency(models.Model):
    """An office of the state or of a local government in a province, amphoe or tambon."""

    code = models.SlugField(primary_key=True, max_length=60)
    name_th = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=24, choices=AgencyKind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="agencies")
    telephone = models.CharField(max_length=40, blank=True)
    sort_key = models.CharField(max_length=300)
    search_key = models.CharField(max_length=400)

    objects = AgencyQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"code", "name_th", "name_en", "kind", "area", "telephone", "sort_key", "search_key"})

    class Meta:
        verbose_name_plural = "agencies"
        indexes = [
            models.Index(fields=["sort_key", "code"], name="agency_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="agency_search"),
        ]

    def __str__(self) -> str:
        return self.name_th
