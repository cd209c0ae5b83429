"""Latitude and longitude in two columns of a file: halves of one position."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from datasets.selectors.positions import degrees, plain_pair
from u2t.core.importing.columns import ImportColumn, Matching, heading_key
from u2t.core.importing.issues import Finding
from u2t.core.importing.readers import Row
from u2t.core.models import Severity
from u2t.core.text import HIDDEN

#: Behind the name of the field; no name of a field has a colon.
LATITUDE, LONGITUDE = ":latitude", ":longitude"
HALVES = (LATITUDE, LONGITUDE)
#: Translated when the finding is read, as are the labels when they are shown.
AXES = (gettext_noop("latitude"), gettext_noop("longitude"))
_LABELS = {LATITUDE: _("%(field)s: latitude"), LONGITUDE: _("%(field)s: longitude")}
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

    @property
    def parts(self) -> tuple[ImportColumn, ...]:
        """Return the two columns of the file."""
        return self.halves

    def shown(self, row: Row) -> str:
        """Return both cells, as one that holds a position would have them."""
        return ", ".join(filter(None, (half.shown(row).strip() for half in self.halves)))

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Make one position of two cells; what is wrong is said of the cell it is in."""
        north, east = self.halves
        plain = None if row.formulas or row.merged else plain_pair(north.shown(row), east.shown(row))
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
        elif first[1] == second[1]:
            at = 1 - first[1]
            self._tell(row, findings, at, "degrees_alike", Severity.ERROR)
        else:
            if first[1]:
                self._tell(row, findings, 0, "degrees_swapped", Severity.WARNING)
                first, second = second, first
            record[self.name] = f"{first[0]}, {second[0]}"
        return not any(found.severity == Severity.ERROR for found in findings[before:])

    def _tell(self, row: Row, findings: list[Finding], at: int, code: str, severity: Severity) -> None:
        half, other = self.halves[at], self.halves[1 - at]
        values = {"axis": AXES[at], "other_axis": AXES[1 - at], "heading": other.heading}
        text = HIDDEN if self.is_personal and half.shown(row) else half.shown(row)[:200]
        findings.append(Finding(row.line, code, half.heading, text, values, severity))


def half_columns(fields: Sequence[DatasetField]) -> list[ImportColumn]:
    """Return two columns for every position that a file can bring, besides the one that holds it whole."""
    return [
        ImportColumn(f"{field.name}{half}", label_of(field, half), degrees, is_personal=field.is_personal)
        for field in fields
        if field.kind == FieldKind.POINT
        for half in HALVES
    ]


def label_of(field: DatasetField, half: str) -> str:
    """Return what one half of a position is called."""
    return str(_LABELS[half] % {"field": field.label})


def half_named(fields: Iterable[DatasetField], heading: str) -> str | None:
    """Return the half of a position that a heading is a word for: “lat”, “ละติจูด (N)”, “at_longitude”.

    Words that name no field are for the first position of the data set.
    """
    half, before = _half_and_rest(heading)
    if not half:
        return None
    points = [field for field in fields if field.kind == FieldKind.POINT and field.role == FieldRole.VALUE]
    for field in points:
        if before in {heading_key(text) for text in (field.name, field.label_th, field.label_en, *field.aliases)}:
            return f"{field.name}{half}"
    return f"{points[0].name}{half}" if points and _ANY_PLACE.fullmatch(before) else None


def half_meant(heading: str) -> str:
    """Return the half of some position that a heading is a word for, empty where it is for none."""
    half, before = _half_and_rest(heading)
    return half if _ANY_PLACE.fullmatch(before) else ""


def _half_and_rest(heading: str) -> tuple[str, str]:
    if len(heading) > _LONGEST_HEADING:  # cells of strangers are searched too: the pattern takes the square of them
        return "", ""
    found = _WITH_WORDS.fullmatch(heading_key(heading).replace(":", ""))
    if found is None:
        return "", ""
    return LATITUDE if found["lat"] else LONGITUDE, found[1]


def whole(names: Iterable[str]) -> set[str]:
    """Return the names of fields that are given, where two halves give the position they make."""
    given = set(names)
    both = {name.removesuffix(LATITUDE) for name in given if name.endswith(LATITUDE)}
    halves = {name for name in given if name.endswith(HALVES)}
    return (given - halves) | {name for name in both if f"{name}{LONGITUDE}" in given}


def paired(matching: Matching, columns: Sequence[ImportColumn], line: int) -> None:
    """Make one column of each two halves that a file has; say what is wrong with halves that are none."""
    matched = {column.name: column for column in matching.columns}
    for column in columns:
        halves = [matched.get(f"{column.name}{half}") for half in HALVES]
        found = [half for half in halves if half is not None]
        if not found:
            continue
        matching.columns = [each for each in matching.columns if each not in found]
        if column.name in matched:
            matching.unknown.extend(half.heading for half in found)
            matching.findings.extend(_beside(half, matched[column.name], line) for half in found)
        elif len(found) == 1:
            lacks = halves.index(None)
            values = {"axis": AXES[lacks], "other_axis": AXES[1 - lacks]}
            matching.findings.append(Finding(line, "half_missing", found[0].heading, "", values))
        else:
            matching.columns.append(_pair(column, found))
            matching.findings = [each for each in matching.findings if not _is_missing(each, column)]


def _pair(column: ImportColumn, halves: Sequence[ImportColumn]) -> Pair:
    north = halves[0]
    return Pair(
        column.name, column.label, column.clean_text, is_required=column.is_required, position=north.position,
        heading=north.heading, is_personal=column.is_personal,
        halves=tuple(halves),
    )  # fmt: skip


def _beside(half: ImportColumn, column: ImportColumn, line: int) -> Finding:
    values = {"first": column.heading, "field": column.label}
    return Finding(line, "half_beside", half.heading, "", values, Severity.WARNING)


def _is_missing(finding: Finding, column: ImportColumn) -> bool:
    return finding.code == "column_missing" and finding.column == column.name
