"""Tables as files: CSV that Excel opens in Thai, XLSX in constant memory. Formulas in data never run."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from u2t.core.errors import DomainError
from u2t.core.text import HIDDEN

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

BANGKOK = timezone(timedelta(hours=7))
_MONEY = -4
_MOST_LINES = 1_048_576  # of a sheet of .xlsx; what is written below is dropped without a word
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class TooManyRowsError(DomainError):
    """The rows do not fit a sheet."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: `source` is the path of the ORM, `labels` turn stored words into shown ones.

    What is personal is hidden from readers of whom the list does not say that they may see it.
    """

    label: "str | StrPromise"
    source: str
    width: int = 16
    labels: "Mapping[Any, str | StrPromise] | None" = None
    is_personal: bool = False
    is_hidden: bool = False
    #: The end of a range in the database is the day after; readers look for the last day.
    is_day_after: bool = False
    #: What `labels` are, in workbooks alone: people read those, programs a text.
    words: "Mapping[Any, str | StrPromise] | None" = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `rows` may be a stream. `total` rows are expected, for progress."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def without_personal(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns with those hidden that are personal: their heads stay, so that a reader sees what is kept."""
    return tuple(replace(column, is_hidden=True) if column.is_personal else column for column in columns)


def guarded(value: Any) -> Any:
    """Return text that a spreadsheet would run as a formula with an apostrophe before it, else the value itself."""
    if isinstance(value, str) and value.startswith(_DANGEROUS) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV with BOM and header to `path`; return the number of data rows."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([guarded(str(column.label)) for column in columns])
        for row in labelled(columns, rows):
            writer.writerow([guarded(_shown(value)) for value in row])
            written += 1
    return written


def write_xlsx(path: Path, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Write a workbook to `path` row by row, never holding it; return the number of data rows of each sheet.

    Codes and other texts stay text, headers are frozen. Sheets are written in the order given, so their rows may be
    streams.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    counts = {}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#12355b", "font_color": "#ffffff", "text_wrap": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            counts[sheet.name] = _write_sheet(page, sheet, head)
    return counts


def _write_sheet(page: Any, sheet: Sheet, head: Any) -> int:
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
    line = 0
    for note in sheet.notes:
        page.write_string(line, 0, note)
        line += 1
    page.write_row(line, 0, [str(column.label) for column in sheet.columns], head)
    page.freeze_panes(line + 1, 0)
    first = line + 1
    line = first
    # `write` asks each value many questions before it knows what it is.
    plain = {str: page.write_string, int: page.write_number, float: page.write_number}
    for row in labelled(sheet.columns, sheet.rows):
        if line == _MOST_LINES:
            raise TooManyRowsError(_("A workbook holds no more than 1,048,576 rows a sheet. Download CSV, or filter."))
        for position, value in enumerate(row):
            if write := plain.get(value.__class__):
                write(line, position, value)
            elif value is not None:
                page.write(line, position, _cell(value))
        line += 1
    return line - first


def labelled(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Replace stored words by shown ones, what is hidden by an ellipsis, and the end of a range by its last day."""
    hidden = [position for position, column in enumerate(columns) if column.is_hidden]
    words = {
        position: {key: str(label) for key, label in column.labels.items()}
        for position, column in enumerate(columns)
        if column.labels
    }
    ends = [position for position, column in enumerate(columns) if column.is_day_after]
    if not words and not hidden and not ends:
        yield from rows
        return
    for row in rows:
        shown = list(row)
        for position in hidden:
            shown[position] = HIDDEN if shown[position] else shown[position]
        for position in ends:
            shown[position] = shown[position] and shown[position] - timedelta(days=1)
        for position, labels in words.items():
            shown[position] = _worded(shown[position], labels)
        yield shown


def _worded(value: Any, labels: Mapping[Any, str]) -> Any:
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    return labels.get(value, value)


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.astimezone(BANGKOK) if value.tzinfo else value
    return value if isinstance(value, int | float | bool | date) else _text(value)


def _text(value: Any) -> str:
    """Return text; several choices as XLSForm writes them, with a space between."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(BANGKOK).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Decimal):
        return format(_tidy(value), "f")
    if isinstance(value, list):
        return _text(value)
    return "" if value is None else value


def _tidy(value: Decimal) -> Decimal:
    """Leave out zeros that say nothing: figures are kept with six or ten digits behind the point, money with two."""
    exponent = value.as_tuple().exponent
    return value.normalize() if isinstance(exponent, int) and exponent < _MONEY else value
