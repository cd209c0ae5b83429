"""The map that is shown now."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from tambon import maps
from tambon.choices import AreaKind, Level
from tambon.models import Area, BoundarySet

#: Mainland Thailand, for a page without a map.
_THAILAND = (97.34, 5.61, 105.64, 20.47)


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
    return Maps(found.pk, found.is_approximate, found.credit, urls, (west, south, east, north))


def folder_of(pk: int) -> Path:
    """Return where the files of a set are."""
    return Path(settings.MAPS) / str(pk)


def area_holding(*, latitude: float, longitude: float, level: str = Level.TAMBON) -> str | None:
    """Return the code of the area that holds a point on the map in use, None outside of it."""
    found = BoundarySet.objects.filter(is_current=True).values_list("pk", flat=True).first()
    if found is None:
        return None
    return maps.holding(folder_of(found), level=level, latitude=latitude, longitude=longitude)


def six_regions() -> tuple[maps.Region, ...]:
    """Return the six regions with their provinces, as the map dissolves them."""
    regions = Area.objects.filter(level=Level.REGION, kind=AreaKind.SIX).order_by("code").prefetch_related("members")
    return tuple(
        maps.Region(region.code, region.name_th, region.name_en, tuple(p.code for p in region.members.all()))
        for region in regions
    )


def points() -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of the present tambons that have a point."""
    rows = Area.objects.current().filter(level=Level.TAMBON).order_by("code")
    return {
        code: (float(east), float(north))
        for code, east, north in rows.values_list("code", "longitude", "latitude")
        if east is not None and north is not None
    }
