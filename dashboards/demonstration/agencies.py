"""Agencies around Kamphaeng Phet Rajabhat University: the 48 that take digital data managers, and the hosts."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dashboards.demonstration import institutions
from dashboards.demonstration.tables import read
from tambon.choices import AgencyKind
from tambon.models import Agency, Allocation, Area
from u2t.core.text import match_key, sort_key

HOST_UNIVERSITY = "kpru"
#: Kinds of the agencies where two people of each tambon digitise government records.
DIGITAL = (
    AgencyKind.DAMRONGTHAM,
    AgencyKind.COMMUNITY_DEVELOPMENT,
    AgencyKind.LAND,
    AgencyKind.SOCIAL_SECURITY,
)


def make() -> None:
    """Add the agencies that are missing."""
    held, seats = _held(), _seats()
    areas = Area.objects.in_bulk([*held, *seats])
    rows = [_agency(row, areas[code]) for row in read("agencies") for code in _places(row["areas"], held, seats)]
    Agency.objects.bulk_create(rows, ignore_conflicts=True)


def _held() -> list[str]:
    held = Allocation.objects.filter(university=HOST_UNIVERSITY, programme=institutions.PHASE_ONE)
    return list(held.order_by("tambon").values_list("tambon_id", flat=True))


def _seats() -> list[str]:
    codes = Area.objects.current().filter(code__regex=r"^6[23](\d\d)?$")
    return list(codes.order_by("code").values_list("code", flat=True))


def _places(patterns: str, held: list[str], seats: list[str]) -> Iterator[str]:
    if patterns == HOST_UNIVERSITY:
        yield from held
        return
    for pattern in patterns.split():
        yield from (code for code in seats if fnmatchcase(code, pattern))


def _agency(row: dict[str, str], area: Area) -> Agency:
    name = row["name_th"].format(name=area.name_th)
    return Agency(
        code=f"{row['code']}-{area.code}",
        name_th=name,
        name_en=row["name_en"].format(english=area.name_en or area.code),
        kind=row["kind"],
        area=area,
        sort_key=sort_key(name),
        search_key=match_key(name),
    )
