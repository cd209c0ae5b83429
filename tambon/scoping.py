"""How a reach becomes a filter on a column of place codes."""

from django.db.models import Q, QuerySet

from tambon.choices import Level
from tambon.models.area import Area
from tambon.models.university import Allocation
from tambon.permissions import Can
from u2t.core import clock
from u2t.core.access import Actor, Reach, granted, prefix_q


def digits_q(field: str, reach: Reach) -> Q:
    """Match codes at or below the administrative areas of `reach`."""
    return prefix_q(field, reach.places)


def held_today_q(field: str, reach: Reach) -> Q:
    """Match codes at or below the areas of `reach`, and tambons that its universities hold today: for people.

    Figures and records of the past stay with who made them; the people of a tambon belong to its holder now.
    """
    condition = digits_q(field, reach)
    if reach.universities or reach.networks:
        condition |= _at_or_below(field, _held(reach).filter(during__contains=clock.today()))
    return condition


def places_q(field: str, reach: Reach) -> Q:
    """Match codes at or below the areas of `reach`, and tambons that its universities and networks hold or held."""
    if reach.today:
        return held_today_q(field, reach)
    condition = digits_q(field, reach)
    if reach.universities or reach.networks:
        condition |= _at_or_below(field, _held(reach))
    return condition


def granted_q(field: str, user: Actor) -> Q:
    """Match codes at or below the areas `user` was let see by hand: a code stands for all below, as in a membership."""
    keys = granted(user, Can.VIEW_AREA, Area)
    if keys is None:
        return Q(pk__in=[])
    codes = frozenset(keys.values_list("key", flat=True))
    return prefix_q(field, frozenset(filter(str.isdigit, codes))) | Q(**{f"{field}__in": codes})


def above_q(field: str, reach: Reach) -> Q:
    """Match what lies around the areas of `reach`: tambons, amphoe and provinces; of what universities hold, today."""
    around = {code[:length] for code in reach.places for length in (2, 4, 6) if length < len(code)}
    above = Q(**{f"{field}__in": around})
    if not (reach.universities or reach.networks):
        return above
    held = _held(reach).filter(during__contains=clock.today())
    amphoe, provinces = held.values("tambon__parent"), held.values("tambon__parent__parent")
    return above | Q(**{f"{field}__in": amphoe}) | Q(**{f"{field}__in": provinces})


def _at_or_below(field: str, held: QuerySet[Allocation]) -> Q:
    """Match the tambons of `held` and the villages in them."""
    tambons = held.values("tambon")
    villages = Area.objects.filter(level=Level.VILLAGE, parent__in=tambons)
    return Q(**{f"{field}__in": tambons}) | Q(**{f"{field}__in": villages.values("code")})


def _held(reach: Reach) -> QuerySet[Allocation]:
    return Allocation.objects.filter(
        Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)
    )
