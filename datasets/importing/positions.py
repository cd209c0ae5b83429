"""Which tambon holds the positions of a file, for many rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from datasets.selectors.positions import latitude_and_longitude
from tambon.selectors.boundaries import polygons
from u2t.core.importing.columns import ImportColumn
from u2t.core.importing.issues import Finding
from u2t.core.importing.readers import Row

#: The area around the position of a line (its code is empty where the map has none there), and the position as it was
#: read; that is empty where something has to be said of it.
Held: TypeAlias = dict[int, tuple[str, str]]
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
        import numpy as np  # noqa: PLC0415 - what is small starts without it
        import shapely

        read = {row.line: found for row in rows if (found := self._read(row))[0]}
        if not read:
            return {}
        lines = list(read)
        north, east = np.array([latitude_and_longitude(shown) for shown, _kept in read.values()]).T
        spots, areas = self.frame.sindex.query(shapely.points(east, north))
        hits = shapely.intersects_xy(self.frame.geometry.to_numpy()[areas], east[spots], north[spots])
        held = dict.fromkeys(lines, "")
        for spot, area in zip(spots[hits].tolist(), areas[hits].tolist(), strict=True):
            line, code = lines[spot], self.codes[area]
            # On a border two areas hold the point: the smaller code, so that it is the same each time.
            if not (held[line] and held[line] < code):
                held[line] = code
        return {line: (code, read[line][1]) for line, code in held.items()}

    def _read(self, row: Row) -> tuple[str, str]:
        """Return the position of a row, and once more if there is nothing to be said of it."""
        read: dict[str, Any] = {}
        findings: list[Finding] = []
        self.column.take(row, read, findings)  # what is wrong is told with the values of the row
        shown = read.get(self.column.name) or ""
        return shown, "" if findings else shown
