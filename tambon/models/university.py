"""Networks, universities and their parts; which university leads a province and which holds a tambon."""

from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tambon.choices import UnitKind, UniversityKind
from tambon.models.area import Area
from u2t.core.access import Reach
from u2t.core.models import ImportRun, ScopedQuerySet


class Network(models.Model):
    """A network of universities for higher-education development, led by one of them."""

    code = models.SlugField(primary_key=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=300)
    lead = models.ForeignKey("University", null=True, blank=True, on_delete=models.PROTECT, related_name="leads")

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"code", "name_th", "name_en", "sort_key", "lead"})

    def __str__(self) -> str:
        return self.name_th


class UniversityQuerySet(ScopedQuerySet["University"]):
    """Universities: that they exist is open to all who are signed in."""

    def lies_in(self, reach: Reach) -> Q:
        """Match the universities of `reach`, and those of its networks."""
        return Q(code__in=reach.universities) | Q(network_id__in=reach.networks)

    def public(self) -> Self:
        """Names of universities are public knowledge."""
        return self.all()


class University(models.Model):
    """An institution of the programme."""

    code = models.SlugField(primary_key=True)
    name_th = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    short_th = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=UniversityKind)
    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="universities")
    province = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sort_key = models.CharField(max_length=300)
    search_key = models.CharField(max_length=400)

    objects = UniversityQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"code", "name_th", "name_en", "short_th", "kind", "network", "province", "sort_key", "search_key"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "code"], name="university_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="university_search"),
        ]

    def __str__(self) -> str:
        return self.name_th


class UnitQuerySet(models.QuerySet["Unit"]):
    """Parts of universities."""

    def open_on(self, day: date) -> Self:
        """Keep those that are not closed yet on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Unit(models.Model):
    """A faculty, unit or campus of a university; `ends_on` is the last day of one that is closed."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(max_length=10, choices=UnitKind)
    name_th = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    province = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sort_key = models.CharField(max_length=300)
    ends_on = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "university", "kind", "name_th", "name_en", "province", "sort_key", "ends_on"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["university", "kind", "name_th"], name="unit_name_once_per_university")
        ]

    def __str__(self) -> str:
        return self.name_th

    def is_closed_on(self, day: date) -> bool:
        """Tell whether its last day is past on a day."""
        return self.ends_on is not None and self.ends_on < day


class NetworkTerm(models.Model):
    """To which network a university belonged, and when; `University.network` is the one of today."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="network_terms")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="terms")
    during = DateRangeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "university", "network", "during"})

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="networkterm_no_overlap",
                expressions=[("university", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.network_id}"


class ProvinceLead(models.Model):
    """Which university hosts the provincial front office (อว.ส่วนหน้า), and when."""

    province = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="leads")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="led_provinces")
    during = DateRangeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "province", "university", "during"})

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="provincelead_no_overlap",
                expressions=[("province", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.university_id}"


class Programme(models.Model):
    """A phase of the programme: the lens through which tambons belong to universities.

    For `closing_days` after its end the reports of its last months are still checked: so long guide those who were
    named until the end.
    """

    code = models.SlugField(primary_key=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    short_th = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closing_days = models.PositiveSmallIntegerField(default=90)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"code", "name_th", "name_en", "short_th", "starts_on", "ends_on", "closing_days"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="programme_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.short_th

    @property
    def guided_until(self) -> date:
        """Return the last day on which the reports of its months are checked."""
        return self.ends_on + timedelta(days=self.closing_days)


class AllocationQuerySet(ScopedQuerySet["Allocation"]):
    """Allocations, seen where their tambon or university is."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by university, by network, or by the tambon's code."""
        from tambon.scoping import digits_q  # noqa: PLC0415 - as in area.py

        return (
            Q(university_id__in=reach.universities)
            | Q(university__network_id__in=reach.networks)
            | digits_q("tambon_id", reach)
        )


class Allocation(models.Model):
    """A tambon given to a university for a programme, dated, with the reference of the approval."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="allocations")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="allocations")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="allocations")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations")
    during = DateRangeField()
    reference = models.CharField(max_length=120, blank=True)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AllocationQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "tambon", "university", "unit", "during", "reference", "run", "created_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["university", "programme", "tambon"], name="allocation_by_university")]
        constraints = [
            ExclusionConstraint(
                name="allocation_one_university_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("tambon", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.tambon_id} {self.university_id}"
