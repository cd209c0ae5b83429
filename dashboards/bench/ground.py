"""A map of the made nation, and positions on it: tambons with bent borders, as many corners as real ones have."""

from collections.abc import Iterator
from math import sin
from pathlib import Path

from django.utils import timezone

from dashboards.rolling.sql import rows
from tambon.models import BoundarySet
from tambon.selectors.boundaries import folder_of

_WEST, _SOUTH, _WIDE, _HIGH, _ACROSS = 98.0, 6.0, 0.075, 0.15, 92
#: Real borders, as simplified for the map, have 28 corners.
_CORNERS_OF_A_SIDE = 7


def draw() -> list[str]:
    """Make a map of all tambons the one in use; return their codes in the order of the ground."""
    import geopandas
    import shapely

    codes = [code for (code,) in rows("SELECT code FROM tambon_area WHERE level = 'tambon' ORDER BY code")]
    shapes = [shapely.Polygon(list(_border(number))) for number in range(len(codes))]
    found = BoundarySet.objects.create(
        source="bench", credit="-", is_approximate=False, polygon_count=len(codes), report={},
        loaded_at=timezone.now(), is_current=True,
    )  # fmt: skip
    folder = folder_of(found.pk)
    folder.mkdir(parents=True)
    _write(geopandas.GeoDataFrame({"code": codes}, geometry=shapes, crs="EPSG:4326"), folder / "tambon.fgb")
    return codes


def spot(number: int, tambons: int) -> tuple[float, float]:
    """Return the latitude and longitude of the so many-th of many positions, spread within all tambons."""
    place, turn = number % tambons, number // tambons
    return _bent(place % _ACROSS + (turn * 7 % 97 + 8) / 112, place // _ACROSS + (turn * 13 % 89 + 8) / 104)


def _write(frame: "object", path: Path) -> None:
    import pyogrio

    pyogrio.write_dataframe(frame, path, driver="FlatGeobuf")


def _border(number: int) -> Iterator[tuple[float, float]]:
    east, north = number % _ACROSS, number // _ACROSS
    for side in range(4):
        for corner in range(_CORNERS_OF_A_SIDE):
            along = corner / _CORNERS_OF_A_SIDE
            x, y = ((along, 0.0), (1.0, along), (1 - along, 1.0), (0.0, 1 - along))[side]
            latitude, longitude = _bent(east + x, north + y)
            yield longitude, latitude


def _bent(x: float, y: float) -> tuple[float, float]:
    """Return where a point of the square grid lies: bent alike for neighbours, so that no gap is between them."""
    return _SOUTH + _HIGH * (y + 0.2 * sin(5 * x)), _WEST + _WIDE * (x + 0.2 * sin(5 * y))
