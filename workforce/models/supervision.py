"""Who guides the people of a tambon, and how many an agency takes."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import OuterRef, Q

from tambon.models import Agency, Area, Membership, Programme, Unit, University
from tambon.scoping import places_q
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import SupervisorRole


class SupervisionQuerySet(ScopedQuerySet["Supervision"]):
    """Supervisors are seen by themselves and where their tambon lies."""

    def lies_in(self, reach: Reach) -> Q:
        """Match own ones, by the tambon, by the agency."""
        own = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return own | places_q("tambon_id", reach) | Q(agency_id__in=reach.agencies)

    def on(self, day: object) -> Self:
        """Keep those in force on a day."""
        return self.filter(during__contains=day)

    def of_seat(self) -> Self:
        """Keep who guides on an outer placement: its tambon, for the programme and the university of its contract."""
        return self.filter(
            tambon=OuterRef("post__tambon"), programme=OuterRef("contract__programme"),
            university=OuterRef("contract__university"),
        )  # fmt: skip


class Supervision(models.Model):
    """A lecturer (PM, with the faculty) or an area manager (AM, with the host agency) of a tambon, dated.

    The rights come from `membership`, which is given and ended together with this row; rows of one person in one
    tambon that overlap or touch share it. `university` held the tambon
    when the person was named (nothing in old rows where none did): guided are the people under its contracts, whoever
    holds the tambon later. Of the PMs of a tambon one leads at a time.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="supervisions")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="supervisions")
    university = models.ForeignKey(
        University, null=True, blank=True, on_delete=models.PROTECT, related_name="supervisions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions")
    role = models.CharField(max_length=2, choices=SupervisorRole)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="supervisions")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="supervisions")
    is_leading = models.BooleanField(default=False)
    during = DateRangeField()
    created_at = models.DateTimeField()

    objects = SupervisionQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "tambon", "user", "role", "membership", "unit", "agency", "is_leading", "during"}
            | {"created_at", "university"}
        )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="supervision_one_leads",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("tambon", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_leading=True),
            ),
            models.CheckConstraint(condition=Q(is_leading=False) | Q(role="pm"), name="supervision_only_pm_leads"),
            models.CheckConstraint(condition=~Q(role="am") | Q(agency__isnull=False), name="supervision_am_has_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} of {self.tambon_id}"


class AgencyCapacityQuerySet(ScopedQuerySet["AgencyCapacity"]):
    """Capacities are seen where the agency lies."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the agency."""
        return Q(agency_id__in=reach.agencies) | places_q("agency__area_id", reach)


class AgencyCapacity(models.Model):
    """How many people an agency takes at a time for a programme; none stated means no limit."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="capacities")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    capacity = models.IntegerField()

    objects = AgencyCapacityQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "agency", "programme", "capacity"})

    class Meta:
        verbose_name_plural = "agency capacities"
        constraints = [
            models.UniqueConstraint(fields=["agency", "programme"], name="agencycapacity_once_per_programme"),
            models.CheckConstraint(condition=Q(capacity__gte=0), name="agencycapacity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} takes {self.capacity}"
