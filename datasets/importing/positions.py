"""Which tambon holds the positions of a file, for many rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from datasets.selectors.positions import latitude_and_longitude
from tambon.selectors.boundaries import polygons
from u2t.core.importing.columns import ImportColumn
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
    codes: list[str]
    drawn: frozenset[str]
    is_approximate: bool

    @classmethod
    def read(cls, column: ImportColumn) -> "Locator | None":
        """Read the map once for a whole file; None as long as there is none."""
        import shapely

        found = polygons()
        if found is None:
            return None
        shapely.prepare(found.frame.geometry.to_numpy())
        codes = found.frame.code.tolist()
        return cls(column, found.frame, codes, frozenset(codes), found.is_approximate)

    def located(self, rows: Iterable[Row]) -> Iterator[tuple[Held, list[Row]]]:
        """Return the rows in batches, each with the areas around its positions."""
        left = iter(rows)
        while batch := list(islice(left, A_BATCH)):
            yield self._held(batch), batch

    def _held(self, rows: Sequence[Row]) -> Held:
        """Ask the index of the map, then the areas themselves, which were prepared for it once.

        A spatial join of each batch took six times as long: it prepares the points, not the areas.
        """
        import shapely

        points = {row.line: at for row in rows if (at := self._point(row)) is not None}
        if not points:
            return {}
        lines = list(points)
        north, east = map(list, zip(*points.values(), strict=True))
        spots, areas = self.frame.sindex.query(shapely.points(east, north)).tolist()
        shapes = self.frame.geometry.to_numpy()[areas]
        hits = shapely.intersects_xy(shapes, [east[spot] for spot in spots], [north[spot] for spot in spots])
        held = dict.fromkeys(lines, "")
        for spot, area, is_hit in zip(spots, areas, hits.tolist(), strict=True):
            line, code = lines[spot], self.codes[area]
            # On a border two areas hold the point: the smaller code, so that it is the same each time.
            if is_hit and not (held[line] and held[line] < code):
                held[line] = code
        return held

    def _point(self, row: Row) -> tuple[float, float] | None:
        read: dict[str, Any] = {}
        self.column.take(row, read, [])  # what is wrong is told with the values of the row
        shown = read.get(self.column.name)
        return latitude_and_longitude(shown) if shown else None
