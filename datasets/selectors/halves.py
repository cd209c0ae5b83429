"""Positions that a file brings otherwise than in one cell of degrees: in two halves, in metres of a grid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from datasets.selectors import grids
from datasets.selectors.positions import degrees, plain_pair
from u2t.core.importing.columns import Clean, ImportColumn, Matching, heading_key
from u2t.core.importing.issues import CellError, Finding
from u2t.core.importing.readers import Row
from u2t.core.models import Severity
from u2t.core.text import HIDDEN

#: Behind the name of the field; no name of a field has a colon.
LATITUDE, LONGITUDE = ":latitude", ":longitude"
DEGREES = (LATITUDE, LONGITUDE)
#: Translated when the finding is read, as are the labels when they are shown.
AXES = (gettext_noop("latitude"), gettext_noop("longitude"))
AXES_OF_GRID = (gettext_noop("easting"), gettext_noop("northing"))


@dataclass(frozen=True, slots=True)
class Way:
    """How a file can give a position: what each of its columns is called behind the field, and what reads it.

    Metres of the grid of UTM have a zone, and may stand in one column too.
    """

    halves: tuple[str, ...]
    clean: tuple[Clean, ...]
    zone: int = 0

    @property
    def axes(self) -> tuple[str, str]:
        """Return what two columns say."""
        return AXES_OF_GRID if self.zone else AXES


def _ways_of(zone: int) -> tuple[Way, Way]:
    return (
        Way((f":easting{zone}", f":northing{zone}"), (grids.easting, grids.northing), zone),
        Way((f":utm{zone}",), (partial(grids.whole, zone=zone),), zone),
    )


WAYS = (Way(DEGREES, (degrees, degrees)), *(way for zone in grids.ZONES for way in _ways_of(zone)))
_CLEAN: dict[str, Clean] = {half: clean for way in WAYS for half, clean in zip(way.halves, way.clean, strict=True)}
#: What a column can stand for besides a field, behind its name.
HALVES = tuple(_CLEAN)
_LABELS = {
    LATITUDE: _("%(field)s: latitude"),
    LONGITUDE: _("%(field)s: longitude"),
    ":easting": _("%(field)s: easting, UTM %(zone)sN (WGS 84)"),
    ":northing": _("%(field)s: northing, UTM %(zone)sN (WGS 84)"),
    ":utm": _("%(field)s: easting and northing, UTM %(zone)sN (WGS 84)"),
}
#: What may stand in a heading of the grid besides the axis and the zone.
_NOISE = re.compile(
    r"wgs84|utm|zone|โซน|พิกัด|ค่า|gps|กริด|grid|coordinates?|ตำแหน่ง|ที่ตั้ง|location|position|เมตร|metres?|meters?"
)
_OF_GRID = re.compile(r"utm|easting|northing|ตะวันออก|เหนือ|กริด")
_EAST, _NORTH = r"easting|east|e|แกนx|x|ทิศตะวันออก|ตะวันออก", r"northing|north|n|แกนy|y|ทิศเหนือ|เหนือ"
_WITH_ZONE = (
    re.compile(rf"(?:{_EAST})4[78][npq]?|4[78][npq]?(?:{_EAST})"),
    re.compile(rf"(?:{_NORTH})4[78][npq]?|4[78][npq]?(?:{_NORTH})"),
    re.compile(r"(?:en|xy)?4[78][npq]?|4[78][npq]?(?:en|xy)"),
)
_BEFORE = r"(?:gps|geo|wgs84|พิกัด|ค่า|ตำแหน่ง|ที่ตั้ง|จุด|location|position|place|point|coordinates?)*"
_AFTER = r"(?:wgs84|dd|deg(?:rees?)?|gps|องศา|ทศนิยม|y|x|n|e|เหนือ|ตะวันออก)*"
_WORDS = {
    LATITUDE: r"(?:latitude|lat|ละติจูด|ละติจุด|ละติดจูด|ลาติจูด|แลตติจูด|เส้นรุ้ง)+",
    LONGITUDE: r"(?:longitude|long|lon|lng|ลองจิจูด|ลองติจูด|ลองจิจุด|ลองกิจูด|เส้นแวง)+",
}
_WITH_WORDS = re.compile(r"(.*?)(?:(?P<lat>{})|(?P<lon>{})){}".format(*_WORDS.values(), _AFTER))
_LONGEST_HEADING = 200
_ANY_PLACE = re.compile(_BEFORE)


@dataclass(frozen=True, slots=True)
class Pair(ImportColumn):
    """A position of which latitude and longitude stand in two columns; its heading is that of the latitude."""

    halves: tuple[ImportColumn, ...] = ()
    way: Way = WAYS[0]

    @property
    def parts(self) -> tuple[ImportColumn, ...]:
        """Return the two columns of the file."""
        return self.halves

    def shown(self, row: Row) -> str:
        """Return both cells, as one that holds a position would have them."""
        return ", ".join(filter(None, (half.shown(row).strip() for half in self.halves)))

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Make one position of two cells; what is wrong is said of the cell it is in."""
        plain = None
        if not (self.way.zone or row.formulas or row.merged):
            plain = plain_pair(*(half.shown(row) for half in self.halves))
        if plain is not None:  # as nearly every row of long files
            record[self.name] = plain
            return True
        before, read = len(findings), dict[str, Any]()
        are_read = [half.take(row, read, findings) for half in self.halves]
        if not all(are_read):
            return False
        first, second = (read[half.name] for half in self.halves)
        if first is None and second is None:
            record[self.name] = None
            return True
        if first is None or second is None:
            at = 0 if first is None else 1
            self._tell(row, findings, at, "degrees_missing", Severity.ERROR)
        elif self.way.zone:
            self._locate(row, record, findings, first, second)
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

    def _locate(self, row: Row, record: dict[str, Any], findings: list[Finding], *metres: Decimal) -> None:
        try:
            record[self.name] = grids.located(self.way.zone, *metres)
        except CellError as error:
            text = HIDDEN if self.is_personal else self.shown(row)[:200]
            values = error.values | {"text": text}
            findings.append(Finding(row.line, error.code, self.heading, text, values))

    def _tell(self, row: Row, findings: list[Finding], at: int, code: str, severity: Severity) -> None:
        half, other = self.halves[at], self.halves[1 - at]
        axes = self.way.axes
        values = {"axis": axes[at], "other_axis": axes[1 - at], "heading": other.heading}
        text = HIDDEN if self.is_personal and half.shown(row) else half.shown(row)[:200]
        findings.append(Finding(row.line, code, half.heading, text, values, severity))


def half_columns(fields: Sequence[DatasetField]) -> list[ImportColumn]:
    """Return the columns in which a file can bring a position besides the one that holds it in degrees."""
    points = [field for field in fields if field.kind == FieldKind.POINT]
    return [
        ImportColumn(f"{field.name}{half}", label_of(field, half), clean, is_personal=field.is_personal)
        for field in points
        for half, clean in _CLEAN.items()
    ]


def label_of(field: DatasetField, half: str) -> str:
    """Return what one half of a position is called, or the whole of it in metres of a grid."""
    return str(_LABELS[half.rstrip("478")] % {"field": field.label, "zone": half[-2:]})


def half_named(fields: Iterable[DatasetField], heading: str) -> str | None:
    """Return the half of a position that a heading is a word for: “lat”, “ละติจูด (N)”, “at_longitude”.

    Words that name no field are for the first position of the data set.
    """
    half, before = _half_and_rest(heading)
    grid = "" if half else _of_grid(heading)
    if not half and not grid:
        return None
    points = [field for field in fields if field.kind == FieldKind.POINT and field.role == FieldRole.VALUE]
    if grid:
        return f"{points[0].name}{grid}" if points else None
    for field in points:
        if before in {heading_key(text) for text in (field.name, field.label_th, field.label_en, *field.aliases)}:
            return f"{field.name}{half}"
    return f"{points[0].name}{half}" if points and _ANY_PLACE.fullmatch(before) else None


def half_meant(heading: str) -> str:
    """Return the half of some position that a heading is a word for, empty where it is for none."""
    half, before = _half_and_rest(heading)
    if not half:
        return _of_grid(heading)
    return half if _ANY_PLACE.fullmatch(before) else ""


def _half_and_rest(heading: str) -> tuple[str, str]:
    if len(heading) > _LONGEST_HEADING:  # cells of strangers are searched too: the pattern takes the square of them
        return "", ""
    found = _WITH_WORDS.fullmatch(heading_key(heading).replace(":", ""))
    if found is None:
        return "", ""
    return LATITUDE if found["lat"] else LONGITUDE, found[1]


def _of_grid(heading: str) -> str:
    """Return the half of a position of the grid, or the whole, that a heading is for: it has to say the zone."""
    key = heading_key(heading) if len(heading) <= _LONGEST_HEADING else ""
    if not _OF_GRID.search(key):
        return ""
    bare = _NOISE.sub("", key)
    names = ("utm", "easting", "northing")
    order = (2, 0, 1)  # the N of “UTM 47N” is that of the zone
    found = next((name for name, at in zip(names, order, strict=True) if _WITH_ZONE[at].fullmatch(bare)), "")
    return f":{found}{47 if '47' in bare else 48}" if found else ""


def way_of(half: str) -> Way:
    """Return the way to give a position that a column is of."""
    return next(way for way in WAYS if half in way.halves)


def reader_of(half: str) -> Clean:
    """Return what reads a column that is half a position, or all of it in metres of a grid."""
    return _CLEAN[half]


def other_half(name: str) -> str | None:
    """Return the name of the other of two halves; None where one column gives the position whole."""
    field, _colon, half = name.partition(":")
    return next((f"{field}{each}" for each in way_of(f":{half}").halves if each != f":{half}"), None)


def whole(names: Iterable[str]) -> set[str]:
    """Return the names of fields that are given, where two halves give the position they make."""
    given = set(names)
    halves = {name for name in given if name.endswith(HALVES)}
    both = {name.partition(":")[0] for name in halves if (other_half(name) or name) in given}
    return (given - halves) | both


def paired(matching: Matching, columns: Sequence[ImportColumn], line: int) -> None:
    """Make one column of each two halves that a file has; say what is wrong with halves that are none."""
    _tell_northings(matching)
    matched = {column.name: column for column in matching.columns}
    given = {name.partition(":")[0] for name in matched if name.endswith(HALVES)}
    for column in columns:
        for way in WAYS if column.name in given else ():
            halves = [matched.get(f"{column.name}{half}") for half in way.halves]
            if any(halves):
                _pair(matching, column, way, halves, line)


def _tell_northings(matching: Matching) -> None:
    """Take “UTM47_N” for a northing beside “UTM47_E”: alone, its N is that of the zone."""
    names = {column.name for column in matching.columns}
    for at, column in enumerate(matching.columns):
        field, _utm, zone = column.name.partition(":utm")
        if {f"{field}:easting{zone}", f"{field}:northing{zone}"} & names == {f"{field}:easting{zone}"} and zone:
            northing = f":northing{zone}"
            matching.columns[at] = replace(column, name=f"{field}{northing}", clean_text=reader_of(northing))


def _pair(matching: Matching, column: ImportColumn, way: Way, halves: Sequence[ImportColumn | None], line: int) -> None:
    found = [half for half in halves if half is not None]
    matching.columns = [each for each in matching.columns if each not in found]
    taken = next((each for each in matching.columns if each.name == column.name), None)
    if taken is not None:
        matching.unknown.extend(half.heading for half in found)
        matching.findings.extend(_beside(half, taken, line) for half in found)
    elif len(found) < len(halves):
        lacks = halves.index(None)
        values = {"axis": way.axes[lacks], "other_axis": way.axes[1 - lacks]}
        matching.findings.append(Finding(line, "half_missing", found[0].heading, "", values))
    else:
        matching.columns.append(_made(column, found, way))
        matching.findings = [each for each in matching.findings if not _is_missing(each, column)]


def _made(column: ImportColumn, halves: Sequence[ImportColumn], way: Way) -> ImportColumn:
    first = halves[0]
    if len(halves) == 1:
        return replace(column, position=first.position, heading=first.heading, clean_text=first.clean_text)
    return Pair(
        column.name, column.label, column.clean_text, is_required=column.is_required, position=first.position,
        heading=first.heading, is_personal=column.is_personal,
        halves=tuple(halves), way=way,
    )  # fmt: skip


def _beside(half: ImportColumn, column: ImportColumn, line: int) -> Finding:
    values = {"first": column.heading, "field": column.label}
    return Finding(line, "half_beside", half.heading, "", values, Severity.WARNING)


def _is_missing(finding: Finding, column: ImportColumn) -> bool:
    return finding.code == "column_missing" and finding.column == column.name
