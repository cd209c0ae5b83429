"""What the pages and the API say of universities and agencies."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Substr

from tambon.models import Agency, Allocation, Area, Network, NetworkTerm, Programme, Unit, University
from tambon.permissions import Can
from tambon.selectors.names import ABOVE, full_name
from u2t.core.access import Actor

_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Holding:
    """How many tambons of a province a university holds, by the last day of a programme."""

    programme: str
    programme_name: str
    province: str
    province_name: str
    tambons: int


def universities(user: Actor) -> "QuerySet[University, University]":
    """Return the universities a user may see, with their network and province."""
    return University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY).select_related("network", "province")


def networks(_user: Actor) -> "QuerySet[Network, Network]":
    """Return the networks with how many universities each has; which there are is public knowledge."""
    return Network.objects.select_related("lead").annotate(university_count=Count("universities"))


def network_terms_of(university: University) -> list[NetworkTerm]:
    """List the networks a university belonged to, the latest first."""
    return list(university.network_terms.select_related("network").order_by("-during"))


def agencies(user: Actor) -> "QuerySet[Agency, Agency]":
    """Return the agencies a user may see, with where they lie."""
    return Agency.objects.visible_to(user, to=Can.VIEW_AGENCY).select_related("area__parent__parent")


def areas(user: Actor) -> "QuerySet[Area, Area]":
    """Return the areas a user may see, with those above them."""
    return Area.objects.visible_to(user, to=Can.VIEW_AREA).select_related(ABOVE)


def holdings_of(university: University) -> list[Holding]:
    """Count the tambons of a university by programme and province: sums of a province, open to who is signed in."""
    held = (
        Allocation.objects.filter(university=university, during__contains=F("programme__ends_on"))
        .annotate(province=Substr("tambon_id", 1, _PROVINCE_DIGITS))
        .values("programme", "province")
        .annotate(tambons=Count("pk"))
        .order_by("-programme__starts_on", "province")
    )
    rows = list(held)
    programmes = {p.code: p.short_th for p in Programme.objects.filter(code__in={row["programme"] for row in rows})}
    provinces = {p.code: full_name(p) for p in Area.objects.filter(code__in={row["province"] for row in rows})}
    return [
        Holding(
            row["programme"], programmes[row["programme"]], row["province"], provinces[row["province"]], row["tambons"]
        )
        for row in rows
    ]


def units_of(university: University) -> list[Unit]:
    """List the faculties, units and campuses of a university in Thai order, those that are closed last."""
    open_first = F("ends_on").asc(nulls_first=True)
    return list(university.units.select_related("province").order_by(open_first, "kind", "sort_key", "pk"))
