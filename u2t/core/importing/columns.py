"""Columns as objects: each finds its cell in a row, cleans it, and assigns it."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from u2t.core.importing import cleaning
from u2t.core.importing.issues import CellError, Finding
from u2t.core.importing.readers import Recognise, Row
from u2t.core.models import Severity
from u2t.core.text import HIDDEN, normalise

Value: TypeAlias = Decimal | str | date | None
Clean: TypeAlias = Callable[[str], Any]
_HEADING = re.compile(r"[\s_./()\-]+")
_UNIT = re.compile(r"\s*[(\[](คน|ราย|ร้อยละ|%|หลัง|ครัวเรือน|บาท|ไร่|people|persons|per\s?cent)[)\]]\s*$", re.IGNORECASE)


def heading_key(text: str) -> str:
    """Return what two spellings of one heading have in common: `Tumbol ID` and `tumbol_id`."""
    return _HEADING.sub("", _UNIT.sub("", normalise(text)).lower())


def shape_of(headings: Sequence[str]) -> str:
    """Return what files with the same headings in the same order have in common.

    Of headings that differ by their units alone the units count: in another order they are another file.
    """
    keys = [heading_key(heading) for heading in headings]
    repeated = {key for key, times in Counter(keys).items() if times > 1 and key}
    told = (normalise(heading).lower() if key in repeated else key for heading, key in zip(headings, keys, strict=True))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column: where it lies in this file (`position`), how its text becomes a value, and where that goes."""

    name: str
    label: str
    clean_text: Clean
    headings: tuple[str, ...] = ()
    is_required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    position: int | None = None
    heading: str = ""
    fills_down: bool = False
    is_personal: bool = False

    @property
    def parts(self) -> "tuple[ImportColumn, ...]":
        """Return the columns of the file that this one is read from: nearly always itself."""
        return (self,)

    def shown(self, row: Row) -> str:
        """Return what stands in the file, as it is repeated to who brought it."""
        return row.cell(self.position) if self.position is not None else ""

    def resolve(self, row: Row) -> str:
        """Return the text of this column's cell."""
        if self.position is None:
            return ""
        if self.position in row.formulas:
            raise CellError("formula")
        if self.position in row.merged and not self.fills_down:
            raise CellError("merged_value")
        return row.cell(self.position)

    def clean(self, value: str) -> Any:
        """Return the value the text stands for, None for nothing.

        Raises:
            CellError: the text cannot be understood or is outside the limits.
        """
        found = self.clean_text(value)
        if isinstance(found, Decimal):
            if self.minimum is not None and found < self.minimum:
                raise CellError("number_below", minimum=plain(self.minimum))
            if self.maximum is not None and found > self.maximum:
                raise CellError("number_above", maximum=plain(self.maximum))
        return found

    def assign(self, value: Any, record: dict[str, Any]) -> None:
        """Put the value where it belongs."""
        record[self.name] = value

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Resolve, clean and assign; keep what is wrong in `findings` and return whether the cell is good."""
        text = ""
        try:
            text = self.shown(row)
            self.assign(self.clean(self.resolve(row)), record)
        except CellError as error:
            # More people read what is wrong with a file than may read the file.
            shown = HIDDEN if self.is_personal and text else text[:200]
            values = error.values | {"text": HIDDEN} if self.is_personal and "text" in error.values else error.values
            findings.append(Finding(row.line, error.code, self.heading or self.label, shown, values))
            return False
        return True


def plain(value: Decimal) -> str:
    """Return a decimal without trailing zeros or an exponent."""
    return format(value.normalize(), "f")


def text_up_to(limit: int) -> Clean:
    """Return a cleaner of text of at most `limit` characters."""

    def clean(value: str) -> str | None:
        if cleaning.is_nothing(value):
            return None
        cleaning.refuse_formula(value)
        found = normalise(value)
        if len(found) > limit:
            raise CellError("text_too_long", limit=limit)
        return found

    return clean


@dataclass(slots=True)
class Matching:
    """Which columns of the data set the file has, and what is wrong with its headings."""

    columns: list[ImportColumn] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def match(
    columns: Sequence[ImportColumn],
    headings: list[str],
    *,
    line: int,
    chosen: Sequence[str] | None = None,
    recognise: Recognise | None = None,
) -> Matching:
    """Find each column among the headings of a file, or take those that somebody chose.

    `chosen` names a column for each heading, in the order of the file; an empty name leaves the heading out.
    `recognise` knows more words than those of the columns.
    """
    found: dict[str, tuple[int, str]] = {}
    result = Matching()
    known = recognise or recogniser(columns)
    meant = _named(columns, [known(heading) or "" for heading in headings] if chosen is None else chosen)
    for position, (heading, column) in enumerate(zip(headings, meant, strict=False)):
        if column is None:
            if heading:
                result.unknown.append(heading)
                result.findings.extend(_not_read(heading, line, chosen[position] if chosen is not None else None))
        elif column.name in found:
            values = {"first": found[column.name][1], "second": heading, "field": column.label}
            result.findings.append(Finding(line, "column_twice", heading, "", values))
        else:
            found[column.name] = (position, heading)
    for column in columns:
        if column.name in found:
            position, heading = found[column.name]
            result.columns.append(replace(column, position=position, heading=heading))
        elif column.is_required:
            result.findings.append(Finding(line, "column_missing", column.name, "", {"column": column.label}))
    return result


def recogniser(columns: Sequence[ImportColumn]) -> Recognise:
    """Return what tells the name of the column that a heading is a word for."""
    names = {heading_key(text): column.name for column in columns for text in (column.name, *column.headings)}
    names.pop("", None)  # of a field without an English name: no heading is a word for it
    return lambda heading: names.get(heading_key(heading))


def _named(columns: Sequence[ImportColumn], names: Sequence[str]) -> list[ImportColumn | None]:
    by_name = {column.name: column for column in columns}
    return [by_name.get(name) for name in names]


def _not_read(heading: str, line: int, chosen: str | None) -> Iterator[Finding]:
    """Say that a heading is not known, or that what it was chosen for is gone; what was left out needs no word."""
    if chosen is None:
        yield Finding(line, "column_unknown", heading, "", {"column": heading}, Severity.WARNING)
    elif chosen:
        yield Finding(line, "column_gone", heading, "", {"column": heading, "field": chosen}, Severity.WARNING)
