"""Areas of administration, by their official codes."""

import re
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tambon.choices import AreaKind, Level
from tambon.permissions import Can
from u2t.core.access import Actor, Reach
from u2t.core.models import ImportRun, ScopedQuerySet

#: Levels whose existence and figures every signed-in user may know.
OPEN_LEVELS = (Level.NATION, Level.REGION, Level.PROVINCE)

#: Villages and communities of which only the number is known, and how they are told in English.
_NUMBERED = re.compile(r"(หมู่ที่|ชุมชนที่) (\d{1,3})", re.ASCII)
_NUMBERED_EN = {"หมู่ที่": "Moo", "ชุมชนที่": "Community"}


class AreaQuerySet(ScopedQuerySet["Area"]):
    """Areas; provinces and above are open to all who are signed in, the rest lies in areas of responsibility."""

    def lies_in(self, reach: Reach) -> Q:
        """Match the areas at or below those of `reach`, and the tambons its universities hold."""
        from tambon.scoping import places_q  # noqa: PLC0415 - scoping reads Allocation, which reads Area

        summary = Q(level__in=OPEN_LEVELS) if reach.summary else Q(pk__in=[])
        return summary | places_q("code", reach)

    def granted(self, user: Actor, *, to: str) -> Q:
        """Match what lies below an area that the user was let see, too."""
        from tambon.scoping import granted_q  # noqa: PLC0415 - as above

        return granted_q("code", user) if to == Can.VIEW_AREA else super().granted(user, to=to)

    def public(self) -> Self:
        """Names and codes of areas are public knowledge."""
        return self.all()

    def current(self) -> Self:
        """Leave out abolished codes."""
        return self.filter(abolished_on__isnull=True)


class Area(models.Model):
    """A nation, region, province, amphoe, tambon, municipality or village, under its official code.

    The key is the code as text: province 2 digits, amphoe 4, tambon (or municipality) 6, village 8, nation `TH`.
    Abolished codes stay. `today` is the present-day area under which a place is counted: itself, its one successor,
    or nothing where the successor is not known or not one. `entered_by` is the import that first named a local unit,
    village or community. `source` tells of a group of provinces which announcement says who belongs to it; a group that
    people amended (`amended_at`) is left alone by loading.
    """

    code = models.CharField(max_length=16, primary_key=True)
    level = models.CharField(max_length=12, choices=Level)
    kind = models.CharField(max_length=12, choices=AreaKind, default=AreaKind.NONE, blank=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=300)
    search_key = models.CharField(max_length=300)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    today = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="formerly")
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="groups")
    postcode = models.CharField(max_length=60, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    abolished_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = AreaQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"code", "level", "kind", "name_th", "name_en", "sort_key", "search_key", "parent", "today"}
            | {"postcode", "latitude", "longitude", "abolished_on", "entered_by"}
            | {"source", "amended_at"}
        )

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["level", "sort_key", "code"], name="area_by_name"),
            models.Index(fields=["parent", "sort_key"], name="area_by_parent"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="area_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="nation", code="TH")
                | Q(level="region")
                | Q(level="province", code__regex=r"^\d{2}$")
                | Q(level="amphoe", code__regex=r"^\d{4}$")
                | Q(level__in=["tambon", "municipality"], code__regex=r"^\d{6}$")
                | Q(level="village", code__regex=r"^\d{8}$"),
                name="area_code_matches_level",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_th}"

    @property
    def told_en(self) -> str:
        """Return the English name; a village or community that is known by its number alone is told by it."""
        numbered = None if self.name_en else _NUMBERED.fullmatch(self.name_th)
        return f"{_NUMBERED_EN[numbered[1]]} {numbered[2]}" if numbered else self.name_en or self.name_th
