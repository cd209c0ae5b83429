"""Full names of areas, as the state writes them."""

from collections.abc import Iterable

from django.utils.translation import get_language

from tambon.choices import Level, LocalGovernmentKind
from tambon.models import Agency, Area, Network, University

#: What `full_name` reads of an area: a village lies three levels below its province.
ABOVE = "parent__parent__parent"
_BANGKOK = "10"
_KINDS = {Level.TAMBON: "ต.", Level.AMPHOE: "อ.", Level.PROVINCE: "จ."}
_GOVERNMENTS: dict[str, str] = {
    LocalGovernmentKind.SAO: "อบต.",
    LocalGovernmentKind.SUBDISTRICT: "ทต.",
    LocalGovernmentKind.TOWN: "ทม.",
    LocalGovernmentKind.CITY: "ทน.",
}
_KINDS_OF_BANGKOK = {Level.TAMBON: "แขวง", Level.AMPHOE: "เขต", Level.PROVINCE: ""}


def short_name(area: Area, *, language: str | None = None) -> str:
    """Return the name with its kind: ต.แม่ท้อ, แขวงบางนาเหนือ; in English the name alone."""
    if not _is_thai(language):
        return area.told_en
    return _thai(area.code, area.level, area.name_th)


def full_name(area: Area, *, language: str | None = None) -> str:
    """Return the name with those above it, up to the province: ต.แม่ท้อ อ.เมืองตาก จ.ตาก; Mae Tho, Mueang Tak, Tak.

    Reads `parent` up to the province: select `ABOVE` with the area where there are many.
    """
    names = [short_name(area, language=language)]
    above = area.parent
    while above is not None and above.level in _KINDS:
        names.append(short_name(above, language=language))
        above = above.parent if above.level != Level.PROVINCE else None
    return (" " if _is_thai(language) else ", ").join(names)


def near_name(area: Area, *, language: str | None = None) -> str:
    """Return a tambon with its amphoe, as lists of one university tell it: ต.แม่ท้อ อ.เมืองตาก; Mae Tho, Mueang Tak."""
    names = [short_name(one, language=language) for one in (area, area.parent) if one is not None]
    return (" " if _is_thai(language) else ", ").join(names)


def place_name(area: Area) -> str:
    """Return a village with its tambon, as in each of them there is a first moo; another area by its name alone."""
    return near_name(area) if area.level == Level.VILLAGE else local_name(area)


def government_name(name_th: str, kind: str | None) -> str:
    """Return a local government as people write it: อบต.แม่ท้อ; one whose kind is not known by its name."""
    return f"{_GOVERNMENTS.get(kind or '', '')}{name_th}"


def full_names(codes: Iterable[str], *, language: str | None = None) -> dict[str, str]:
    """Return the full names of many areas of administration by code, in one query."""
    wanted = set(codes)
    lineage = {code[:digits] for code in wanted for digits in (2, 4, 6, 8)} | wanted
    areas = {area.code: area for area in Area.objects.filter(code__in=lineage)}
    for area in areas.values():
        # The parent is among those read, so that no name asks for it again.
        area.parent = areas.get(area.parent_id or "")
    return {code: full_name(areas[code], language=language) for code in sorted(wanted & areas.keys())}


def local_name(row: Area | University | Agency | Network | None, *, language: str | None = None) -> str:
    """Return a bare name in the language of the page; the Thai one where there is no other."""
    if row is None:
        return ""
    if _is_thai(language):
        return row.name_th
    return row.told_en if isinstance(row, Area) else row.name_en or row.name_th


def _is_thai(language: str | None) -> bool:
    return (language or get_language() or "th").startswith("th")


def _thai(code: str, level: str, name: str) -> str:
    kinds = _KINDS_OF_BANGKOK if code.startswith(_BANGKOK) else _KINDS
    kind = kinds.get(Level(level), "")
    return name if name.startswith(kind) else f"{kind}{name}"
