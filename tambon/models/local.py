"""Local governments and the tambons they serve."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from tambon.choices import LocalGovernmentKind
from tambon.models.area import Area
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet


class LocalGovernmentQuerySet(ScopedQuerySet["LocalGovernment"]):
    """Local governments, seen where one of their tambons is."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the tambons they serve."""
        from tambon.scoping import places_q  # noqa: PLC0415 - as in area.py

        return Q(
            pk__in=LocalGovernment.tambons.through.objects.filter(places_q("area_id", reach)).values("localgovernment")
        )


class LocalGovernment(models.Model):
    """An อบต. or a municipality: may serve several tambons, and a tambon may have several."""

    code = models.CharField(max_length=10, primary_key=True)
    name_th = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=300)
    amphoe = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="local_governments")
    tambons = models.ManyToManyField(Area, related_name="served_by")

    objects = LocalGovernmentQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"code", "name_th", "sort_key", "amphoe"})

    def __str__(self) -> str:
        return self.name_th


class LocalGovernmentStatus(models.Model):
    """What kind a local government was, and when: an อบต. becomes a municipality, a town a city."""

    local_government = models.ForeignKey(LocalGovernment, on_delete=models.CASCADE, related_name="statuses")
    kind = models.CharField(max_length=12, choices=LocalGovernmentKind)
    during = DateRangeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "local_government", "kind", "during"})

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="localgovernmentstatus_no_overlap",
                expressions=[("local_government", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.local_government_id} {self.kind}"
