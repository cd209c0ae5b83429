"""Holidays as pages show them, and those that concern somebody at work."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tambon.choices import AreaKind, Level
from tambon.models import Area, University
from u2t.core.access import Actor, reach
from workforce.attending import Closed
from workforce.models import Holiday
from workforce.permissions import Can


def holidays_of(user: Actor) -> "QuerySet[Holiday]":
    """Return all holidays a user may see, those that were moved or called off too."""
    rows = Holiday.objects.visible_to(user, to=Can.VIEW_HOLIDAY)
    return rows.select_related("area", "university", "replaces", "replaced_by")


def closed_between(first: date, last: date, *, university: str) -> list[Closed]:
    """Return the days off that stand, of the nation and of a university."""
    rows = Holiday.objects.standing().filter(day__range=(first, last))
    rows = rows.filter(Q(university__isnull=True) | Q(university=university)).select_related("area")
    return [
        Closed(one.day, one.name_th, one.offices, provinces_of(one.area) if one.area else None)
        for one in rows.prefetch_related("area__members").order_by("day", "pk")
    ]


def provinces_of(area: Area) -> frozenset[str]:
    """Return the provinces a day off of an area holds in."""
    if area.level == Level.REGION:
        return frozenset(member.code for member in area.members.all())
    return frozenset({area.code})


def places() -> "QuerySet[Area]":
    """Return the areas a day off may be limited to: the four regions and the provinces."""
    rows = Area.objects.public().current().filter(
        Q(level=Level.REGION, kind=AreaKind.FOUR) | Q(level=Level.PROVINCE)
    )  # fmt: skip
    return rows.order_by("-level", "sort_key")


def may_change_all(user: Actor) -> bool:
    """Tell whether a user enters holidays of the whole country."""
    return reach(user, Can.CHANGE_HOLIDAY).everywhere


def closing(user: Actor) -> "QuerySet[University]":
    """Return the universities a user may enter closures of."""
    found = reach(user, Can.CHANGE_HOLIDAY)
    rows = University.objects.order_by("sort_key")
    return rows if found.everywhere else rows.filter(_reached(found.universities, found.networks))


def _reached(universities: Iterable[str], networks: Iterable[str]) -> Q:
    return Q(pk__in=universities) | Q(network_id__in=networks)
