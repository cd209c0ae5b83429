"""Posts, the contracts of those who fill them, and where they work, day by day."""

from datetime import date, timedelta
from typing import Self, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q

from tambon.models import Agency, Area, Membership, Programme, University
from tambon.scoping import places_q
from u2t.core import clock
from u2t.core.access import Reach, prefix_q
from u2t.core.models import ImportRun, Origin, ScopedQuerySet
from workforce.choices import ContractState, WorkerType
from workforce.models.applications import Application
from workforce.models.people import Person
from workforce.models.rules import WorkItem
from workforce.models.supervision import Supervision

#: The digits of a tambon's code.
_OF_TAMBON = 6


_SIGNED_ONCE = ~Q(state=ContractState.DRAFT)


class PostQuerySet(ScopedQuerySet["Post"]):
    """Posts lie in their tambon."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the tambon and by who holds it."""
        return places_q("tambon_id", reach)

    def open_on(self, day: date) -> Self:
        """Keep those that stand on a day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)

    def vacant_during(self, during: object) -> Self:
        """Keep the posts nobody holds on any of these days."""
        return self.filter(closed_on__isnull=True).exclude(
            pk__in=Placement.objects.filter(is_cancelled=False, during__overlap=during).values("post")
        )


class Post(models.Model):
    """A numbered post of a tambon: one person at a time. The quota is how many there are.

    It counts from `opened_on` until the day before `closed_on`: rules that come later rewrite no month that is over.
    `is_digital` marks those of digital data managers, who work at an agency. Figures of work have the origin of the
    post: what happens on the posts of the demonstration is never added to what is real.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="posts")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="posts")
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    number = models.IntegerField()
    is_digital = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)

    objects = PostQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "tambon", "worker_type", "number", "is_digital", "opened_on", "closed_on", "origin"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "tambon", "worker_type", "number"], name="post_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="post_number_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.tambon_id}/{self.worker_type}/{self.number}"


class ContractQuerySet(ScopedQuerySet["Contract"]):
    """Contracts, seen by their person, their university, and where the person works or worked.

    Where a placement was cancelled nobody worked: tambon and agency see nothing of whom they never had, nor of whom
    they may never have because the contract is only drafted. Who guides a tambon sees there the people of the own
    programme and university, whoever else worked in it before or after.
    """

    def lies_in(self, reach: Reach) -> Q:
        """Match own ones, by the university of the contract, by the tambon of the post and by the agency."""
        seats = Placement.objects.filter(is_cancelled=False)
        found = Q(person__user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        if reach.universities:
            found |= Q(university_id__in=reach.universities)
        if reach.networks:  # not otherwise: what is of none of them would join the universities all the same
            found |= Q(university__network_id__in=reach.networks)
        if reach.places:
            found |= _SIGNED_ONCE & Q(pk__in=seats.filter(seats_q(reach)).values("contract"))
        if reach.agencies:
            found |= _SIGNED_ONCE & Q(pk__in=seats.filter(agency_id__in=reach.agencies).values("contract"))
        return found

    def counting(self) -> Self:
        """Leave out those that never came to be."""
        return self.exclude(state=ContractState.CANCELLED)

    def running_on(self, day: object) -> Self:
        """Keep the signed contracts that run on a day, ended ones until their end."""
        alive = [ContractState.SIGNED, ContractState.ENDED, ContractState.RESIGNED]
        return self.filter(state__in=alive, during__contains=day)


class Contract(models.Model):
    """A contract of hire of one person with one university. Nobody has two on one day, in the whole country.

    `monthly_wage` is baht; `during` ends early where the person resigned: then `agreed_until` keeps the last day as it
    was agreed. `replaces` is the contract whose post this one took over.
    """

    number = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contracts")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="contracts")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contracts")
    application = models.OneToOneField(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="contract"
    )
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    position = models.ForeignKey(WorkItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    monthly_wage = models.DecimalField(max_digits=12, decimal_places=2)
    during = DateRangeField()
    agreed_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = ContractQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"end_reason"})
        plain = frozenset(
            {"id", "number", "person", "university", "programme", "application", "worker_type", "position"}
            | {"monthly_wage", "during", "state", "signed_on", "replaces", "origin", "run", "created_by", "created_at"}
            | {"agreed_until", "version"}
        )

    class Meta:
        permissions = [
            ("sign_contract", "Can sign contracts for the university"),
            ("import_workforce", "Can import people at work"),
            ("view_end_reason", "Can read why somebody left"),
        ]
        indexes = [models.Index(fields=["university", "programme", "state", "id"], name="contract_by_university")]
        constraints = [
            models.UniqueConstraint(fields=["university", "number"], name="contract_number_once_per_university"),
            ExclusionConstraint(
                name="contract_one_at_a_time_per_person",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)
                | Q(state="cancelled"),
                name="contract_has_first_and_last_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(signed_on__isnull=False),
                name="contract_signed_on_matches_state",
            ),
            models.CheckConstraint(condition=Q(monthly_wage__gte=0), name="contract_wage_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def first_day(self) -> date:
        """Return the first day of work."""
        return cast("date", self.during.lower)

    @property
    def last_day(self) -> date:
        """Return the last day of work; the range itself ends before the next."""
        return cast("date", self.during.upper) - timedelta(days=1)


def seats_q(reach: Reach) -> Q:
    """Match the placements in the areas of a reach; in a tambon that its holder guides, only of those guided."""
    return _guided_q(reach, "post__tambon", "contract__")


def guided_q(reach: Reach) -> Q:
    """Match rows of a tambon, programme and university as `seats_q` does placements."""
    return _guided_q(reach, "tambon", "")


def _guided_q(reach: Reach, tambon: str, work: str) -> Q:
    """Match by the code of a tambon; `work` is the way from the row to its programme and university."""
    tambons = frozenset(code for code in reach.places if len(code) == _OF_TAMBON)
    if not tambons or reach.holder is None:
        return prefix_q(f"{tambon}_id", reach.places)
    guides = Supervision.objects.on(clock.today()).filter(user=reach.holder, tambon=OuterRef(tambon))
    same = guides.filter(programme=OuterRef(f"{work}programme"), university=OuterRef(f"{work}university"))
    wider, there = prefix_q(f"{tambon}_id", reach.places - tambons), prefix_q(f"{tambon}_id", tambons)
    return wider | (there & (Exists(same) | ~Exists(guides)))


class PlacementQuerySet(ScopedQuerySet["Placement"]):
    """Placements are seen as their contract, and at their agency or tambon only for their own days there."""

    def lies_in(self, reach: Reach) -> Q:
        """Match own ones, by the university of the contract; by tambon and agency no cancelled one and no draft."""
        there = seats_q(reach) | Q(agency_id__in=reach.agencies)
        own = Q(contract__person__user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return (
            own
            | Q(contract__university_id__in=reach.universities)
            | Q(contract__university__network_id__in=reach.networks)
            | (there & Q(is_cancelled=False) & ~Q(contract__state=ContractState.DRAFT))
        )

    def filling(self) -> Self:
        """Keep the first of each contract that follows nobody: the posts that rounds filled, each counted once."""
        rows = self.filter(is_cancelled=False, contract__replaces__isnull=True).exclude(
            contract__state=ContractState.CANCELLED
        )
        return rows.order_by("contract", "during").distinct("contract")

    def on(self, day: object) -> Self:
        """Keep those in force on a day."""
        return self.filter(is_cancelled=False, during__contains=day)


class Placement(models.Model):
    """The post a contract fills and the agency where the person sits, dated; a move opens another row.

    `membership` is the right that the work brings to the person's account; placements in a row may share one.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="placements")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="placements")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    during = DateRangeField()
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="placements"
    )
    is_cancelled = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset(
            {"id", "contract", "post", "agency", "during", "membership", "is_cancelled", "created_by", "created_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["agency", "id"], name="placement_by_agency")]
        constraints = [
            ExclusionConstraint(
                name="placement_one_person_per_post",
                expressions=[("post", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_cancelled=False),
            ),
            ExclusionConstraint(
                name="placement_one_post_per_contract",
                expressions=[("contract", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_cancelled=False),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)
                | Q(is_cancelled=True),
                name="placement_has_first_and_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} on post {self.post_id}"
