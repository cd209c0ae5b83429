"""Which tambon holds the positions of a file, for many rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from datasets.selectors.positions import latitude_and_longitude
from tambon.selectors.boundaries import polygons
from u2t.core.importing.columns import ImportColumn
from u2t.core.importing.issues import CellError
from u2t.core.importing.readers import Row

#: The code of the area around the position of a line, empty where the map has none there.
Held: TypeAlias = dict[int, str]
#: Each costs one question to the map; more rows at once would only take more memory.
A_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Locator:
    """The tambons of the map in use, and the column of a file that says where each row lies."""

    column: ImportColumn
    frame: Any
    drawn: frozenset[str]
    is_approximate: bool

    @classmethod
    def read(cls, column: ImportColumn) -> "Locator | None":
        """Read the map once for a whole file; None as long as there is none."""
        found = polygons()
        return cls(column, found.frame, frozenset(found.frame.code), found.is_approximate) if found else None

    def located(self, rows: Iterable[Row]) -> Iterator[tuple[Held, list[Row]]]:
        """Return the rows in batches, each with the areas around its positions."""
        left = iter(rows)
        while batch := list(islice(left, A_BATCH)):
            yield self._held(batch), batch

    def _held(self, rows: Sequence[Row]) -> Held:
        import geopandas

        points = {row.line: at for row in rows if (at := self._point(row)) is not None}
        if not points:
            return {}
        places = geopandas.points_from_xy([x for _y, x in points.values()], [y for y, _x in points.values()])
        spots = geopandas.GeoDataFrame({"line": list(points)}, geometry=places, crs=self.frame.crs)
        found = geopandas.sjoin(spots, self.frame, predicate="intersects")
        # On a border two areas hold the point: the smaller code, so that it is the same each time.
        codes = found.groupby("line").code.min()
        return dict.fromkeys(points, "") | dict(zip(codes.index.tolist(), codes.tolist(), strict=True))

    def _point(self, row: Row) -> tuple[float, float] | None:
        try:
            shown = self.column.clean(self.column.resolve(row))
        except CellError:
            return None  # it is told with the values of the row
        return latitude_and_longitude(shown) if shown else None
