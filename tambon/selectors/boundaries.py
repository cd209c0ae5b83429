"""The map that is shown now."""

from collections import defaultdict
from dataclasses import dataclass
from math import cos, sin
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon import maps
from tambon.choices import AreaKind, Level
from tambon.models import Area, BoundarySet

#: As stored with a set of boundaries whose credit was not given.
CREDIT_OF_HDX = "OCHA / HDX COD-AB (Royal Thai Survey Department)"
CREDIT_OF_CELLS = "Natural Earth, @bilions/thailand-address"
#: Mainland Thailand, for a page without a map.
_THAILAND = (97.34, 5.61, 105.64, 20.47)
_GOLDEN_ANGLE = 2.39996
_ABOUT_A_KILOMETRE = 0.01


@dataclass(frozen=True, slots=True)
class Maps:
    """What a page has to know to show the map: addresses of the archives by level, and what to say about it."""

    pk: int
    is_approximate: bool
    credit: str
    urls: dict[str, str]
    bounds: tuple[float, float, float, float]


def current_maps() -> Maps | None:
    """Return the map in use, None as long as no boundaries were loaded."""
    found = BoundarySet.objects.filter(is_current=True).first()
    if found is None:
        return None
    levels = [level for level in maps.LEVELS if (folder_of(found.pk) / f"{level}.pmtiles").is_file()]
    urls = {level: reverse("map-tiles", args=[found.pk, level]) for level in levels}
    west, south, east, north = found.report.get("bounds", _THAILAND)
    return Maps(found.pk, found.is_approximate, credit_of(found), urls, (west, south, east, north))


def credit_of(boundaries: BoundarySet) -> str:
    """Say whose map it is in the language of the page; a credit given with the file stands as it was given."""
    words = {
        CREDIT_OF_HDX: _("Royal Thai Survey Department, by OCHA / HDX (COD-AB)"),
        CREDIT_OF_CELLS: _("points of tambons by thailand-address, outline of the country by Natural Earth"),
    }
    return words.get(boundaries.credit, boundaries.credit)


def folder_of(pk: int) -> Path:
    """Return where the files of a set are."""
    return Path(settings.MAPS) / str(pk)


def area_holding(*, latitude: float, longitude: float, level: str = Level.TAMBON) -> str | None:
    """Return the code of the area that holds a point on the map in use, None outside of it."""
    found = BoundarySet.objects.filter(is_current=True).values_list("pk", flat=True).first()
    if found is None:
        return None
    return maps.holding(folder_of(found), level=level, latitude=latitude, longitude=longitude)


@dataclass(frozen=True, slots=True)
class Polygons:
    """The areas of a level as the map in use draws them."""

    frame: maps.Polygons
    is_approximate: bool


def polygons(level: str = Level.TAMBON) -> Polygons | None:
    """Return the areas of a level, None as long as no boundaries were loaded."""
    found = BoundarySet.objects.filter(is_current=True).first()
    if found is None or not (folder_of(found.pk) / f"{level}.fgb").is_file():
        return None
    return Polygons(maps.polygons(folder_of(found.pk), level=level), found.is_approximate)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A tambon and those around it: codes with their outlines, the bounds of its own (west, south, east, north)."""

    areas: tuple[tuple[str, Any], ...]
    bounds: tuple[float, float, float, float]
    credit: str
    is_approximate: bool


def surroundings(tambon: str) -> Surroundings | None:
    """Return a tambon among its neighbours, itself last; None where the map in use does not have it."""
    found = BoundarySet.objects.filter(is_current=True).first()
    if found is None or not tambon.isdigit() or not (folder_of(found.pk) / f"{Level.TAMBON}.fgb").is_file():
        return None
    own, near = maps.around(folder_of(found.pk), level=Level.TAMBON, code=tambon)
    if not len(own):
        return None
    areas = sorted(zip(near.code, near.geometry, strict=True), key=lambda each: (each[0] == tambon, each[0]))
    return Surroundings(tuple(areas), maps.bounds_of(own), credit_of(found), found.is_approximate)


def six_regions() -> tuple[maps.Region, ...]:
    """Return the six regions with their provinces, as the map dissolves them."""
    regions = Area.objects.filter(level=Level.REGION, kind=AreaKind.SIX).order_by("code").prefetch_related("members")
    return tuple(
        maps.Region(region.code, region.name_th, region.name_en, tuple(p.code for p in region.members.all()))
        for region in regions
    )


@dataclass(frozen=True, slots=True)
class Points:
    """Longitude and latitude by tambon; `guessed` ones stand near the middle of their amphoe, for want of one."""

    places: dict[str, tuple[float, float]]
    guessed: tuple[tuple[str, str], ...]


def points() -> Points:
    """Return a point for every present tambon whose amphoe has any.

    Most tambons that lack one are the towns of their amphoe, so the middle is not far off; on a map that says it is
    approximate this is better than a place that nobody can find or click.
    """
    rows = list(Area.objects.current().filter(level=Level.TAMBON).order_by("code"))
    places = {
        area.code: (float(area.longitude), float(area.latitude))
        for area in rows
        if area.longitude is not None and area.latitude is not None
    }
    by_amphoe: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, point in places.items():
        by_amphoe[code[:4]].append(point)
    lacking = [area for area in rows if area.code not in places and area.code[:4] in by_amphoe]
    for number, area in enumerate(lacking):
        places[area.code] = _near_the_middle(by_amphoe[area.code[:4]], number)
    return Points(places, tuple((area.code, area.name_th) for area in lacking))


def _near_the_middle(around: list[tuple[float, float]], number: int) -> tuple[float, float]:
    """Return a point about a kilometre from the median, in a direction of its own, so that no two fall together."""
    angle = number * _GOLDEN_ANGLE
    east, north = median(x for x, _y in around), median(y for _x, y in around)
    return east + _ABOUT_A_KILOMETRE * cos(angle), north + _ABOUT_A_KILOMETRE * sin(angle)
