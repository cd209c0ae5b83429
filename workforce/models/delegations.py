"""Who stands in for an approver on leave."""

from datetime import date, timedelta
from typing import Self, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core import clock
from u2t.core.access import Actor, Reach, reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import StepKind
from workforce.models.training import of_contract
from workforce.permissions import Can

#: What a deputy may do about the reports of who is away; nothing else of theirs.
_OF_TAMBON = 6
_LENT = frozenset({Can.VIEW_REPORT, Can.DECIDE_REPORT})


class DelegationQuerySet(ScopedQuerySet["Delegation"]):
    """Delegations are seen by both people and by their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match own ones and the university."""
        own = Q(holder_id=reach.owner) | Q(deputy_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return own | Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def on(self, day: date) -> Self:
        """Keep those in force on a day."""
        return self.filter(during__contains=day, ended_at__isnull=True)


class Delegation(models.Model):
    """For some days `deputy` takes the steps of `holder` in one role, with the same reports waiting.

    It ends by itself after its last day; taken back before, it keeps its days and says when.
    """

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputyships")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=StepKind)
    during = DateRangeField()
    reason = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset(
            {"id", "holder", "deputy", "university", "role", "during", "given_by", "given_at", "ended_by", "ended_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["deputy", "id"], name="delegation_by_deputy")]
        constraints = [
            ExclusionConstraint(
                name="delegation_one_deputy_at_a_time",
                expressions=[
                    ("holder", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("university", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(condition=~Q(holder=models.F("deputy")), name="delegation_to_somebody_else"),
            models.CheckConstraint(condition=~Q(role="agency"), name="delegation_of_a_person_s_step"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="delegation_ended_by_matches_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.holder_id} as {self.role}"

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return cast("date", self.during.lower)

    @property
    def last_day(self) -> date:
        """Return the last day; the range itself ends before the next."""
        return cast("date", self.during.upper) - timedelta(days=1)

    @property
    def is_in_force(self) -> bool:
        """Tell whether it counts today."""
        return self.ended_at is None and self.first_day <= clock.today() <= self.last_day

    @property
    def is_over(self) -> bool:
        """Tell whether it will never count again."""
        return self.ended_at is not None or self.last_day < clock.today()


def standing_in(user: Actor) -> list[Delegation]:
    """Return for whom somebody stands in today, read once per user object as memberships are."""
    found: list[Delegation] | None = getattr(user, "_standing_in", None)
    if found is None:
        rows = Delegation.objects.on(clock.today()).filter(deputy=user.pk, holder__is_active=True)
        found = list(rows.select_related("holder").order_by("pk"))
        user._standing_in = found  # type: ignore[union-attr]  # noqa: SLF001 - a cache of one request
    return found


def _in_role(held: Reach, role: str) -> Reach:
    """Return what of a reach belongs to a role: a certifier's is a university, that of who guides are tambons."""
    is_certifier = role == StepKind.CERTIFIER
    return Reach(
        universities=held.universities if is_certifier else frozenset(),
        holder=held.holder,
        places=frozenset() if is_certifier else frozenset(code for code in held.places if len(code) == _OF_TAMBON),
    )


def lent(user: Actor, to: str, contract: str = "contract") -> Q:
    """Match the reports, or what belongs to them, that a deputy sees as who is away sees them."""
    found = Q(pk__in=[])
    if to not in _LENT or not reach(user, Can.DECIDE_REPORT):
        return found
    for one in standing_in(user):
        theirs = _in_role(reach(one.holder, to), one.role)
        found |= of_contract(theirs, contract) & Q(**{f"{contract}__university": one.university_id})
    return found
