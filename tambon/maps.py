"""Polygons to map archives: reading, drawing cells around points, dissolving, simplifying, writing PMTiles."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.utils.translation import gettext as _

from u2t.core.errors import InputError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: A table of `code` and geometry; named here, so that services need not know the library.
Polygons: TypeAlias = "GeoDataFrame"
#: From the finest level up; each is dissolved from the one before.
LEVELS = ("tambon", "amphoe", "province", "region")
_CODE_COLUMNS = ("code", "adm3_pcode", "tambon_code", "tam_code", "tambon_idn", "subdistrict_code", "tumbol_id")
_CODE_PATTERN = r"^(?:TH)?(\d{6})(?:\.0)?$"
_WGS84 = 4326


@dataclass(frozen=True, slots=True)
class Simplification:
    """How coarse the lines are between two zooms: about a pixel there, in degrees."""

    tolerance: float
    first_zoom: int
    last_zoom: int


_SIMPLIFICATIONS = (Simplification(0.02, 3, 5), Simplification(0.006, 6, 7), Simplification(0.0008, 8, 10))
_COARSE = 0.01
_ISLAND = 0.03


class BoundaryError(InputError):
    """A file of boundaries that cannot be used."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the map: a code that has digits only for the map's sake, its names and its provinces."""

    code: str
    name_th: str
    name_en: str
    provinces: tuple[str, ...]


def read(path: Path) -> "GeoDataFrame":
    """Return `code` and geometry of every polygon of a GeoJSON, shapefile or zip, codes as bare digits.

    Raises:
        BoundaryError: the file cannot be read or names no codes.
    """
    import geopandas

    if not path.is_file():
        raise BoundaryError(_("There is no file %(path)s.") % {"path": path})
    try:
        frame = geopandas.read_file(_source(path), encoding="UTF-8")
    except Exception as error:
        # GDAL raises what its driver pleases; to the user it is always the file.
        raise BoundaryError(_("This file is no GeoJSON or shapefile: %(path)s.") % {"path": path.name}) from error
    if frame.crs is not None and frame.crs.to_epsg() != _WGS84:
        frame = frame.to_crs(_WGS84)
    return _with_codes(frame)


def _source(path: Path) -> str:
    name = path.name.lower()
    if name.endswith(".gz"):
        return f"/vsigzip/{path.resolve()}"
    return f"/vsizip/{path.resolve()}" if name.endswith(".zip") else str(path)


def _with_codes(frame: "GeoDataFrame") -> "GeoDataFrame":
    import shapely

    columns = {str(column).lower(): column for column in frame.columns}
    column = next((columns[name] for name in _CODE_COLUMNS if name in columns), None)
    if column is None:
        raise BoundaryError(_("No column of the file holds the codes; it is called code or ADM3_PCODE."))
    codes = frame[column].astype("string").str.strip().str.extract(_CODE_PATTERN)[0]
    kept = frame.assign(code=codes)[["code", "geometry"]]
    is_area = kept.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    kept = kept[kept.code.notna() & is_area]
    if kept.empty:
        raise BoundaryError(_("The file has no polygon with a code of six digits."))
    return kept.assign(geometry=shapely.make_valid(shapely.force_2d(kept.geometry.values)))


def cells(points: Mapping[str, tuple[float, float]]) -> "GeoDataFrame":
    """Return a cell for each point (longitude, latitude) by code: what lies nearer to it than to any other."""
    import geopandas
    import numpy as np  # noqa: PLC0415 - heavy, only for maps
    import shapely

    country = _outline()
    spots = shapely.MultiPoint(np.array(list(points.values())))
    found = shapely.get_parts(shapely.voronoi_polygons(spots, ordered=True, extend_to=country))
    shapely.prepare(country)
    crosses = ~shapely.contains_properly(country, found)
    clipped = shapely.intersection(found[crosses], country)
    # An island that the outline does not have is shown as a disc around its point, within its own cell.
    discs = shapely.intersection(found[crosses], shapely.buffer(shapely.get_parts(spots)[crosses], _ISLAND))
    found[crosses] = np.where(shapely.is_empty(clipped), discs, clipped)
    return geopandas.GeoDataFrame({"code": list(points)}, geometry=found, crs=_WGS84)


def _outline() -> Any:
    """Decode Thailand (764) from the TopoJSON of Natural Earth: arcs of quantised steps, shared by neighbours."""
    import numpy as np  # noqa: PLC0415 - heavy, only for maps
    import shapely

    path = settings.BASE_DIR / "node_modules/world-atlas/countries-10m.json"
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, origin = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])

    def line(arc: int) -> Any:
        steps = np.cumsum(np.array(topology["arcs"][arc if arc >= 0 else ~arc]), axis=0) * scale + origin
        return steps if arc >= 0 else steps[::-1]

    def ring(arcs: list[int]) -> Any:
        return np.concatenate([line(arcs[0]), *(line(arc)[1:] for arc in arcs[1:])])

    country = next(c for c in topology["objects"]["countries"]["geometries"] if c.get("id") == "764")
    parts = [shapely.Polygon(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in country["arcs"]]
    return shapely.make_valid(shapely.MultiPolygon(parts))


def write(
    tambons: "GeoDataFrame", *, names: Mapping[str, tuple[str, str]], regions: tuple[Region, ...], folder: Path
) -> None:
    """Write every level into `folder`: PMTiles to show, FlatGeobuf to ask which area holds a point, coarse GeoJSON."""
    folder.mkdir(parents=True)
    names = dict(names) | {region.code: (region.name_th, region.name_en) for region in regions}
    region_of = {province: region.code for region in regions for province in region.provinces}
    frame = _dissolved(tambons, tambons.code)
    for level in LEVELS:
        if level != LEVELS[0]:
            frame = _dissolved(frame, frame.code.map(region_of) if level == "region" else frame.code.str[:-2])
        if len(frame):
            _write_level(_labelled(frame, names), level, folder)


def _dissolved(frame: "GeoDataFrame", codes: Any) -> "GeoDataFrame":
    import shapely

    keyed = frame.assign(code=codes).dropna(subset=["code"])
    if keyed.code.is_unique:
        return keyed.sort_values("code", ignore_index=True)
    # Neighbours that share their edges exactly are joined ten times faster; raw files do not always.
    is_coverage = bool(shapely.coverage_is_valid(keyed.geometry.values))
    return keyed.dissolve("code", method="coverage" if is_coverage else "unary").reset_index()


def _labelled(frame: "GeoDataFrame", names: Mapping[str, tuple[str, str]]) -> "GeoDataFrame":
    ids = [int(code) if code.isdigit() else place for place, code in enumerate(frame.code, 1)]
    found = [names.get(code, ("", "")) for code in frame.code]
    return frame.assign(id=ids, name_th=[name[0] for name in found], name_en=[name[1] for name in found])


def _write_level(frame: "GeoDataFrame", level: str, folder: Path) -> None:
    import pyogrio

    pyogrio.write_dataframe(frame, folder / f"{level}.fgb", driver="FlatGeobuf")
    coarse = _simplified(frame, _COARSE)
    pyogrio.write_dataframe(coarse, folder / f"{level}.geojson", driver="GeoJSON", COORDINATE_PRECISION="3")
    parts = []
    for step in _SIMPLIFICATIONS:
        parts.append(folder / f".{level}-{step.first_zoom}.pmtiles")
        zooms = {"MINZOOM": str(step.first_zoom), "MAXZOOM": str(step.last_zoom)}
        simple = _simplified(frame, step.tolerance)
        pyogrio.write_dataframe(simple, parts[-1], driver="PMTiles", layer=level, NAME=level, **zooms)
    _join(parts, folder / f"{level}.pmtiles")
    for part in parts:
        part.unlink()


def _simplified(frame: "GeoDataFrame", tolerance: float) -> "GeoDataFrame":
    """Simplify the lines between neighbours once for both, so that no gaps open; keep what would vanish."""
    import shapely

    geometry = frame.geometry.values
    if shapely.coverage_is_valid(geometry):
        return frame.assign(geometry=shapely.coverage_simplify(geometry, tolerance))
    simple = shapely.simplify(geometry, tolerance / 2)
    is_gone = shapely.is_empty(simple)
    simple[is_gone] = geometry[is_gone]
    return frame.assign(geometry=simple)


def _join(parts: list[Path], target: Path) -> None:
    """Put archives of different zooms into one, so that a page names one source per level."""
    from pmtiles.tile import zxy_to_tileid  # noqa: PLC0415 - only for maps
    from pmtiles.writer import Writer  # noqa: PLC0415

    with target.open("wb") as file:
        writer = Writer(file)
        headers, about = [], {}
        for part in parts:
            header, about_part, tiles = _opened(part)
            headers.append(header)
            about = about_part
            for zxy, data in sorted((zxy_to_tileid(*zxy), data) for zxy, data in tiles):
                writer.write_tile(zxy, data)
        about["minzoom"], about["maxzoom"] = str(headers[0]["min_zoom"]), str(headers[-1]["max_zoom"])
        for layer in about.get("vector_layers", ()):
            layer["minzoom"], layer["maxzoom"] = headers[0]["min_zoom"], headers[-1]["max_zoom"]
        writer.finalize(headers[-1], about)


def _opened(part: Path) -> tuple[dict[str, Any], dict[str, Any], Iterator[tuple[tuple[int, int, int], bytes]]]:
    from pmtiles.reader import MemorySource, Reader, all_tiles  # noqa: PLC0415 - only for maps

    source = MemorySource(part.read_bytes())
    reader = Reader(source)
    return reader.header(), reader.metadata(), all_tiles(source)


def bounds_of(frame: "GeoDataFrame") -> tuple[float, float, float, float]:
    """Return west, south, east, north."""
    west, south, east, north = (round(float(side), 4) for side in frame.total_bounds)
    return west, south, east, north


def holding(folder: Path, *, level: str, latitude: float, longitude: float) -> str | None:
    """Return the code of the area of `level` that holds a point, None if none does."""
    import pyogrio
    import shapely

    near = pyogrio.read_dataframe(folder / f"{level}.fgb", bbox=(longitude, latitude, longitude, latitude))
    hits = near[shapely.intersects(near.geometry.values, shapely.Point(longitude, latitude))]
    return min(hits.code) if len(hits) else None


def polygons(folder: Path, *, level: str) -> "GeoDataFrame":
    """Return `code` and geometry of every area of a level."""
    import pyogrio

    return pyogrio.read_dataframe(folder / f"{level}.fgb", columns=["code"])


def around(folder: Path, *, level: str, code: str) -> "tuple[GeoDataFrame, GeoDataFrame]":
    """Return `code` and geometry of an area, and of all that touch the rectangle it lies in."""
    import pyogrio

    file = folder / f"{level}.fgb"
    own = pyogrio.read_dataframe(file, columns=["code"], where=f"code = '{code}'")
    return own, pyogrio.read_dataframe(file, columns=["code"], bbox=tuple(own.total_bounds)) if len(own) else own


def remove(folder: Path) -> None:
    """Delete the archives of a set that is shown no more."""
    shutil.rmtree(folder, ignore_errors=True)
