"""Columns of a file that are parts of one position, made one column."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from datasets.selectors import grids
from datasets.selectors.halves import (
    BY_ROW,
    DEGREES,
    HALVES,
    INDIAN,
    OF_ROWS,
    WAYS,
    ZONE,
    Way,
    degrees_of,
    reader_of,
)
from datasets.selectors.positions import latitude_and_longitude, plain_pair
from u2t.core.importing.cleaning import is_nothing
from u2t.core.importing.columns import ImportColumn, Matching
from u2t.core.importing.issues import CellError, Finding
from u2t.core.importing.readers import Row
from u2t.core.models import Severity
from u2t.core.text import HIDDEN

#: Two positions of one row that lie so near are one: half a kilometre, as far as the datums lie apart.
_SAME = 0.005
#: As programs fill the columns of the other zone.
_ZERO = re.compile(r"0(?:[.,]0*)?")
_LOOKED_AT = 100
#: Of both metres with a zone, though no point of Thailand.
_WRONG_POINT = frozenset({"zone_malformed", "grid_abroad", "grid_abroad_indian"})
_IN_ONE_COLUMN = [way.clean[0] for way in WAYS if len(way.halves) == 1]


@dataclass(frozen=True, slots=True)
class Pair(ImportColumn):
    """A position of which latitude and longitude stand in two columns; its heading is that of the latitude.

    Of metres of a grid a third may say the zone.
    """

    halves: tuple[ImportColumn, ...] = ()
    way: Way = WAYS[0]

    @property
    def parts(self) -> tuple[ImportColumn, ...]:
        """Return the columns of the file."""
        return self.halves

    def shown(self, row: Row) -> str:
        """Return both cells, as one that holds a position would have them."""
        return ", ".join(filter(None, (half.shown(row).strip() for half in self.halves)))

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Make one position of two cells; what is wrong is said of the cell it is in."""
        plain = None
        if not (self.way.is_grid or row.formulas or row.merged):
            plain = plain_pair(*(half.shown(row) for half in self.halves))
        if plain is not None:  # as nearly every row of long files
            record[self.name] = plain
            return True
        before, read = len(findings), dict[str, Any]()
        are_read = [half.take(row, read, findings) for half in self.halves]
        if not all(are_read):
            return False
        first, second, *zones = (read[half.name] for half in self.halves)
        if first is None and second is None:  # a zone alone says nothing
            record[self.name] = None
            return True
        if None in {first, second, *zones}:
            at = [first, second, *zones].index(None)
            self._tell(row, findings, at, "degrees_missing", Severity.ERROR)
        elif self.way.is_grid:
            self._locate(row, record, findings, zones[0] if zones else self.way.zone, first, second)
        else:
            self._order(row, record, findings, first, second)
        return not any(found.severity == Severity.ERROR for found in findings[before:])

    def _order(self, row: Row, record: dict[str, Any], findings: list[Finding], *read: tuple[str, int]) -> None:
        first, second = read
        if first[1] == second[1]:
            self._tell(row, findings, 1 - first[1], "degrees_alike", Severity.ERROR)
            return
        if first[1]:
            self._tell(row, findings, 0, "degrees_swapped", Severity.WARNING)
            first, second = second, first
        record[self.name] = f"{first[0]}, {second[0]}"

    def _locate(self, row: Row, record: dict[str, Any], findings: list[Finding], zone: int, *metres: Decimal) -> None:
        try:
            record[self.name] = grids.located(zone, *metres, is_indian=self.way.is_indian)
        except CellError as error:
            text = HIDDEN if self.is_personal else self.shown(row)[:200]
            values = error.values | {"text": text}
            findings.append(Finding(row.line, error.code, self.heading, text, values))

    def _tell(self, row: Row, findings: list[Finding], at: int, code: str, severity: Severity) -> None:
        beside = 1 if at == 0 else 0
        half, other, axes = self.halves[at], self.halves[beside], self.way.axes
        values = {"axis": axes[at], "other_axis": axes[beside], "heading": other.heading}
        text = HIDDEN if self.is_personal and half.shown(row) else half.shown(row)[:200]
        findings.append(Finding(row.line, code, half.heading, text, values, severity))


@dataclass(frozen=True, slots=True)
class Zoned(Pair):
    """A position of which the metres stand in one column, and their zone in another; one beside the metres counts."""

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Read the metres in the zone of the row; where it has none, they have to say it."""
        metres, zone = self.halves
        read: dict[str, Any] = {}
        if not zone.take(row, read, findings):
            return False
        clean = partial(grids.whole, zone=read[zone.name], is_indian=self.way.is_indian)
        return replace(metres, name=self.name, clean_text=clean).take(row, record, findings)


@dataclass(frozen=True, slots=True)
class Either(ImportColumn):
    """A position that a row gives in columns of one zone or of another; its heading is the first of them."""

    options: tuple[ImportColumn, ...] = ()

    @property
    def parts(self) -> tuple[ImportColumn, ...]:
        """Return the columns of the file."""
        return tuple(part for option in self.options for part in option.parts)

    def shown(self, row: Row) -> str:
        """Return the cells that are filled."""
        return ", ".join(filter(None, (part.shown(row).strip() for part in self.parts)))

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Take the position that is given; given twice, it has to be the same."""
        given = [option for option in self.options if _is_filled(option, row)] or self.options[:1]
        read: list[dict[str, Any]] = [{} for _option in given]
        are_read = [option.take(row, found, findings) for option, found in zip(given, read, strict=True)]
        if not all(are_read):
            return False
        record[self.name] = read[0][self.name]
        for option, found in zip(given[1:], read[1:], strict=True):
            if not _are_near(record[self.name], found[self.name]):
                text = HIDDEN if self.is_personal else self.shown(row)[:200]
                values = {"first": given[0].heading, "second": option.heading}
                findings.append(Finding(row.line, "positions_apart", option.heading, text, values))
                return False
        return True


def _is_filled(option: ImportColumn, row: Row) -> bool:
    """Tell whether a row says anything by these columns: a zone alone says nothing."""
    parts = [part for part in option.parts if not part.name.endswith(ZONE)]
    places = {part.position for part in parts}
    texts = (part.shown(row) for part in parts)
    return bool(places & row.formulas) or any(not (is_nothing(text) or _ZERO.fullmatch(text.strip())) for text in texts)


def _are_near(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    return all(
        abs(first - second) < _SAME
        for first, second in zip(latitude_and_longitude(one), latitude_and_longitude(other), strict=True)
    )


def paired(
    matching: Matching, columns: Sequence[ImportColumn], line: int, *, rows: Iterable[Row] | None = None
) -> None:
    """Make one column of each two halves that a file has; say what is wrong with halves that are none.

    By the first of `rows` a column of zones is believed; without them somebody said that it is one.
    """
    _tell_northings(matching)
    _leave_out_twice(matching, columns, line)
    if rows is not None:
        _tell_degrees(matching, rows)
    matched = {column.name: column for column in matching.columns}
    given = {name.partition(":")[0] for name in matched if name.endswith(HALVES)}
    for column in columns:
        if column.name not in given:
            continue
        for way in WAYS:
            halves = [matched.get(f"{column.name}{half}") for half in way.halves]
            if any(halves) and not way.is_by_row:
                _pair(matching, column, way, halves, line)
        _pair_by_row(matching, column, matched, line, rows)


def _pair_by_row(
    matching: Matching, column: ImportColumn, matched: dict[str, ImportColumn], line: int, rows: Iterable[Row] | None
) -> None:
    """Take what says its zones in each row; leave out what is left."""
    left = {half: matched[name] for half in OF_ROWS if (name := f"{column.name}{half}") in matched}
    taken = set[str]()
    for way in BY_ROW:
        halves = [left[half] for half in way.halves if half in left]
        is_given = len(halves) == len(way.halves) and not taken.intersection(way.halves) - {ZONE}
        if is_given and _says_zones(halves, rows):
            _pair(matching, column, way, halves, line)
            taken.update(way.halves)
    _leave_out(matching, column.name, [found for half, found in left.items() if half not in taken], line)


def _tell_northings(matching: Matching) -> None:
    """Take “UTM47_N” for a northing beside “UTM47_E”: alone, its N is that of the zone."""
    names = {column.name for column in matching.columns}
    for at, column in enumerate(matching.columns):
        field, _utm, zone = column.name.partition(":utm")
        northing = f":northing{zone}"
        is_lacking = f"{field}:easting{zone}" in names and f"{field}{northing}" not in names
        if is_lacking and zone not in {"", INDIAN}:
            matching.columns[at] = replace(column, name=f"{field}{northing}", clean_text=reader_of(northing))


def _tell_degrees(matching: Matching, rows: Iterable[Row]) -> None:
    """Take “พิกัด E” and “พิกัด N” for a position in degrees where both hold such."""
    meant = {
        column.name: replace(column, name=f"{field}{half}", clean_text=reader_of(half))
        for column in matching.columns
        for field, colon, of in [column.name.partition(":")]
        if (half := degrees_of(f"{colon}{of}"))
    }
    both = {column.name for column in meant.values() if _is_meant(column, rows, frozenset())}
    given = {column.name for column in matching.columns}
    for at, column in enumerate(matching.columns):
        field = column.name.partition(":")[0]
        halves = {f"{field}{half}" for half in DEGREES}
        if column.name in meant and halves <= both and not halves & given:
            matching.columns[at] = meant[column.name]


def _leave_out_twice(matching: Matching, columns: Sequence[ImportColumn], line: int) -> None:
    """Leave out metres without a zone, and zones, of which a file has two: “Zone” and “โซน” are words for much else."""
    labels = {column.label: column.name for column in columns if column.name.endswith(OF_ROWS)}
    twice = [each for each in matching.findings if each.code == "column_twice" and each.values["field"] in labels]
    names = {labels[each.values["field"]] for each in twice}
    first = [found for found in matching.columns if found.name in names]
    matching.columns = [found for found in matching.columns if found not in first]
    matching.findings = [each for each in matching.findings if each not in twice]
    for heading in (*(found.heading for found in first), *(each.column for each in twice)):
        matching.unknown.append(heading)
        matching.findings.append(_unknown(heading, line))


def _pair(matching: Matching, column: ImportColumn, way: Way, halves: Sequence[ImportColumn | None], line: int) -> None:
    found = [half for half in halves if half is not None]
    matching.columns = [each for each in matching.columns if each not in found]
    taken = next((each for each in matching.columns if each.name == column.name), None)
    if taken is not None and way.is_grid and len(found) == len(halves) and _is_of_grid(taken):
        options = taken.options if isinstance(taken, Either) else (taken,)
        either = Either(
            column.name, column.label, column.clean_text, is_required=column.is_required, position=taken.position,
            heading=taken.heading, is_personal=column.is_personal, options=(*options, _made(column, found, way)),
        )  # fmt: skip
        matching.columns[matching.columns.index(taken)] = either
    elif taken is not None:
        matching.unknown.extend(half.heading for half in found)
        matching.findings.extend(_beside(half, taken, line) for half in found)
    elif len(found) < len(halves):
        lacks = halves.index(None)
        values = {"axis": way.axes[lacks], "other_axis": way.axes[1 - lacks]}
        matching.findings.append(Finding(line, "half_missing", found[0].heading, "", values))
    else:
        matching.columns.append(_made(column, found, way))
        matching.findings = [each for each in matching.findings if not _is_missing(each, column)]


def _leave_out(matching: Matching, field: str, found: Sequence[ImportColumn], line: int) -> None:
    """Leave out metres whose zone no row says, and a zone that is of none, as headings that nobody knows."""
    matching.columns = [each for each in matching.columns if each not in found]
    metres = [half for half in found if not half.name.endswith(ZONE)]
    are_metres = len(metres) > 1 or any(":utm" in half.name for half in metres)
    is_given = any(each.name == field for each in matching.columns)
    for half in sorted(found, key=lambda each: each.position or 0):
        matching.unknown.append(half.heading)
        is_unsaid = are_metres and not is_given and half in metres
        unsaid = Finding(line, "zone_unsaid", half.heading, "", {}, Severity.WARNING)
        matching.findings.append(unsaid if is_unsaid else _unknown(half.heading, line))


def _says_zones(halves: Sequence[ImportColumn], rows: Iterable[Row] | None) -> bool:
    """Tell whether the last of the columns says zones; of both metres in one, the first has to hold such."""
    if rows is None:
        return True
    *before, last = halves
    says = _is_meant(last, rows, _WRONG_POINT if ":utm" in last.name else frozenset())
    if not says or not before or ":utm" not in before[0].name:
        return says
    return _is_meant(before[0], rows, _WRONG_POINT | {"grid_without_zone"})


def _is_meant(column: ImportColumn, rows: Iterable[Row], wrong: frozenset[str]) -> bool:
    """Tell whether one of the first cells that say anything is of the column, be it wrong in one of these ways."""
    filled = (text for row in rows if not is_nothing(text := column.shown(row)))
    return any(_can_be(column, text, wrong) for text in islice(filled, _LOOKED_AT))


def _can_be(column: ImportColumn, text: str, wrong: frozenset[str]) -> bool:
    try:
        return column.clean_text(text) is not None
    except CellError as error:
        return error.code in wrong


def _is_of_grid(column: ImportColumn) -> bool:
    if isinstance(column, Pair):
        return column.way.is_grid
    return isinstance(column, Either) or column.clean_text in _IN_ONE_COLUMN


def _made(column: ImportColumn, halves: Sequence[ImportColumn], way: Way) -> ImportColumn:
    first = halves[0]
    if len(halves) == 1:
        return replace(column, position=first.position, heading=first.heading, clean_text=first.clean_text)
    made = Zoned if way.is_by_row and len(halves) == 2 else Pair  # noqa: PLR2004 - metres, zone
    return made(
        column.name, column.label, column.clean_text, is_required=column.is_required, position=first.position,
        heading=first.heading, is_personal=column.is_personal,
        halves=tuple(halves), way=way,
    )  # fmt: skip


def _beside(half: ImportColumn, column: ImportColumn, line: int) -> Finding:
    values = {"first": column.heading, "field": column.label}
    return Finding(line, "half_beside", half.heading, "", values, Severity.WARNING)


def _unknown(heading: str, line: int) -> Finding:
    return Finding(line, "column_unknown", heading, "", {"column": heading}, Severity.WARNING)


def _is_missing(finding: Finding, column: ImportColumn) -> bool:
    return finding.code == "column_missing" and finding.column == column.name
