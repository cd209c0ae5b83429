"""Who stands in for whom, and which colleague could."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tambon.models import Membership, University, User
from u2t.core import clock
from u2t.core.access import Actor
from workforce.choices import StepKind, SupervisorRole
from workforce.models import Delegation, Supervision
from workforce.permissions import Can

#: The steps a person takes, not an office: of an agency every officer does already.
ROLES = (StepKind.PM, StepKind.AM, StepKind.CERTIFIER)


def delegations_of(user: Actor) -> "QuerySet[Delegation]":
    """Return the substitutions a user may see: own ones, and those of the own university."""
    rows = Delegation.objects.visible_to(user, to=Can.VIEW_DELEGATION)
    return rows.select_related("holder", "deputy", "university")


def universities_as(user: Actor, role: str) -> "QuerySet[University]":
    """Return the universities for which somebody takes steps of a role today."""
    if role == StepKind.CERTIFIER:
        rows = Membership.objects.valid_on(clock.today()).filter(user=user.pk, role="staff")
        return University.objects.filter(pk__in=rows.values("university")).order_by("sort_key")
    guided = Supervision.objects.on(clock.today()).filter(user=user.pk, role=role)
    return University.objects.filter(pk__in=guided.exclude(university=None).values("university"))


def approvers_of(universities: Iterable[str]) -> "QuerySet[User]":
    """Return who takes a step for some universities today, in any of the roles, by name."""
    chosen = list(universities)
    today = clock.today()
    guides = Supervision.objects.on(today).filter(university__in=chosen, role__in=SupervisorRole.values)
    staff = Membership.objects.valid_on(today).filter(role="staff", university__in=chosen)
    rows: QuerySet[User] = User.objects.filter(is_active=True)
    return (rows.filter(pk__in=guides.values("user")) | rows.filter(pk__in=staff.values("user"))).order_by(
        "first_name", "last_name", "pk"
    )
