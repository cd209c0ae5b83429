"""Months and their rules as pages show them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from tambon.models import Membership, Programme, University, User
from u2t.core import clock
from u2t.core.access import Actor, reach
from workforce.models import Contract, MonthRules, Period
from workforce.permissions import Can


def periods_of(user: Actor) -> "QuerySet[Period]":
    """Return the months that concern a user: all for the nation, else of the own university or the own contract."""
    rows = Period.objects.visible_to(user, to=Can.VIEW_PERIOD).select_related("university", "programme", "rules")
    work = reach(user, Can.VIEW_REPORT)
    if work.everywhere:
        return rows
    theirs = Q(university__in=work.universities) | Q(university__network__in=work.networks)
    mine = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT)
    return rows.filter(theirs | Q(Exists(mine.filter(university=OuterRef("university")))))


def rules_of(university: University, programme: Programme) -> MonthRules | None:
    """Return the present rules of a university for a programme."""
    rows = MonthRules.objects.filter(university=university, programme=programme)
    return rows.order_by("-version").first()


def rules_in_force(user: Actor) -> "QuerySet[MonthRules]":
    """Return the present rules of the universities whose rules a user may lay down, with their steps."""
    own = reach(user, Can.CHANGE_MONTH_RULES).universities
    rows = MonthRules.objects.visible_to(user, to=Can.VIEW_MONTH_RULES).filter(university__in=own)
    latest = MonthRules.objects.filter(university=OuterRef("university"), programme=OuterRef("programme"))
    newer = latest.filter(version__gt=OuterRef("version"))
    rows = rows.exclude(Exists(newer)).select_related("university", "programme")
    return rows.prefetch_related("steps__certifiers").order_by("university__sort_key", "programme")


def certifiers_of(universities: Iterable[str]) -> "QuerySet[User]":
    """Return who may certify for some universities: their staff, by name."""
    there = Membership.objects.valid_on(clock.today()).filter(role="staff", university__in=universities)
    rows: QuerySet[User] = User.objects.filter(pk__in=there.values("user"), is_active=True)
    return rows.order_by("first_name", "last_name", "pk")
