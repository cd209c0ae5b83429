"""Records as files of places: GeoJSON, feature by feature, and GeoPackage, piece by piece. WGS 84."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from datasets.choices import FieldKind
from datasets.models import DatasetField, Record
from datasets.selectors.copies import picked
from datasets.selectors.positions import stored
from u2t.core.errors import DomainError
from u2t.core.exports import Column

_PIECE = 5_000
#: Of 2,000 some are the file's own.
_MOST_COLUMNS = 1_990
_VALUES = "values__"
_NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.DERIVED})
#: Says whose position a feature has: that of the record itself, or that of the tambon or village it is of.
_WHOSE = "position_of"
_RESERVED = frozenset({"fid", "geom", "geometry", _WHOSE})


class TooManyColumnsError(DomainError):
    """The records have more columns than a file of this kind holds."""


def write_geojson(
    path: Path, rows: QuerySet[Record, Any], columns: Sequence[Column], arguments: Mapping[str, str]
) -> int:
    """Write the records as a collection of points to `path`; return how many. A place unknown to us has none."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"type": "FeatureCollection", "features": [')
        for count, (point, properties) in enumerate(_features(rows, columns, arguments), start=1):
            geometry = None if point is None else {"type": "Point", "coordinates": point}
            feature = {"type": "Feature", "geometry": geometry, "properties": properties}
            stream.write(("," if count > 1 else "") + "\n" + json.dumps(feature, ensure_ascii=False, default=str))
        stream.write("\n]}\n")
    return count


def write_geopackage(
    path: Path, rows: QuerySet[Record, Any], columns: Sequence[Column], arguments: Mapping[str, str]
) -> int:
    """Write the records as a layer of points to `path`; return how many."""
    # The library asks for the ending, which kept files do not have.
    with TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / "records.gpkg"
        count = _write_layer(made, rows, columns, arguments)
        made.replace(path)
    return count


def _write_layer(
    path: Path, rows: QuerySet[Record, Any], columns: Sequence[Column], arguments: Mapping[str, str]
) -> int:
    from geopandas import GeoDataFrame, points_from_xy
    from pandas import Series
    from pyogrio import write_dataframe

    if len(columns) > _MOST_COLUMNS:
        raise TooManyColumnsError(
            _("A GeoPackage holds no more than 2,000 columns, and these records have more. Download GeoJSON or CSV.")
        )
    numbers = {f"{_VALUES}{name}" for name in _fields(arguments, kind__in=_NUMBERS)}
    features = _features(rows, columns, arguments)
    nowhere = (float("nan"), float("nan"))
    count = 0
    while (piece := list(islice(features, _PIECE))) or not count:
        points, cells = [point or nowhere for point, _cells in piece], [cells for _point, cells in piece]
        table = {_WHOSE: Series([row[_WHOSE] for row in cells], dtype="object")}
        for column in columns:
            name, is_number = _name(column), column.source in numbers
            values = [_cell(row[name], is_number=is_number) for row in cells]
            table[name] = Series(values, dtype="float64" if is_number else "object")
        places = points_from_xy([east for east, _north in points], [north for _east, north in points])
        frame = GeoDataFrame(table, geometry=places, crs="EPSG:4326")
        write_dataframe(frame, path, driver="GPKG", layer="records", append=count > 0, geometry_type="Point")
        count += len(piece)
        if not piece:
            break
    return count


def _features(
    rows: QuerySet[Record, Any], columns: Sequence[Column], arguments: Mapping[str, str]
) -> Iterator[tuple[tuple[float, float] | None, dict[str, Any]]]:
    """Give each record as its point (east, north) and its cells by name, in the order of the key."""
    own = next(iter(_fields(arguments, kind=FieldKind.POINT, is_personal=False)), None)
    sources = [column.source for column in columns]
    asked = [*sources, *([f"{_VALUES}{own}"] if own else []), "place__latitude", "place__longitude"]
    for row in picked(rows, [Column("", source) for source in asked]):
        cells = dict(zip((_name(column) for column in columns), row, strict=False))
        mine = stored(row[len(sources)]) if own else None
        north, east = row[-2:]
        spot = mine or (None if north is None or east is None else (float(north), float(east)))
        point = spot and (spot[1], spot[0])
        yield point, cells | {_WHOSE: "record" if mine else "place" if point else ""}


def _fields(arguments: Mapping[str, str], **what: Any) -> list[str]:
    fields = DatasetField.objects.filter(dataset=arguments["dataset"], is_retired=False, **what)
    return list(fields.order_by("position").values_list("name", flat=True))


def _name(column: Column) -> str:
    name = column.source.removeprefix(_VALUES)
    return f"{name}_" if name.lower() in _RESERVED else name


def _cell(value: Any, *, is_number: bool) -> Any:
    if is_number:
        return float(value) if isinstance(value, int | float) else None
    if value is None:
        return None
    return " ".join(map(str, value)) if _is_several(value) else str(value)


def _is_several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | Mapping)
