"""How a reach becomes a filter on a column of place codes."""

from django.db.models import Q

from tambon.models.university import Allocation
from u2t.core.access import Reach, prefix_q


def digits_q(field: str, reach: Reach) -> Q:
    """Match codes at or below the administrative areas of `reach`."""
    return prefix_q(field, reach.places)


def places_q(field: str, reach: Reach) -> Q:
    """Match codes at or below the areas of `reach`, and tambons that its universities and networks hold or held."""
    condition = digits_q(field, reach)
    if reach.universities or reach.networks:
        held = Allocation.objects.filter(
            Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)
        )
        condition |= Q(**{f"{field}__in": held.values("tambon")})
    return condition
