"""Reading an XLSForm, a workbook or pyxform's CSV, into sheets whose rows keep the numbers a spreadsheet shows."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasets.selectors.questions import FormError, FormIssue
from u2t.core.importing import sniffing, workbooks
from u2t.core.importing.issues import FileError

#: The sheets that pyxform knows; others are for people.
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_LONGEST_CELL = 32_767
#: The ending of a list of answers, which telephones and pyxform know in small letters alone.
_OF_LIST = re.compile(r"\.(csv|xml|geojson)$", re.IGNORECASE)
#: Signs that nobody sees and no XML may hold; cells bring them along from where they were copied.
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


@dataclass(slots=True)
class FormSheet:
    """One sheet: its headings and its rows under them; a blank row is an empty one, so that numbers stay right."""

    name: str
    header_row: int
    headings: list[str]
    rows: list[dict[str, str]] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row that says anything with its number in the spreadsheet."""
        for row, cells in enumerate(self.rows, start=self.header_row + 1):
            if cells:
                yield row, cells

    def row_of(self, counted: int) -> int:
        """Return the row of the spreadsheet for one that pyxform counted, which takes the headings for row 1."""
        return self.header_row + counted - 1


def read(path: Path) -> dict[str, FormSheet]:
    """Return the sheets of an XLSForm by their names.

    Raises:
        FormError: it is neither a workbook nor text in rows, or it has no sheet `survey`.
    """
    try:
        found = _of_workbook(path) if sniffing.is_workbook(path) else _of_text(path)
    except FileError as error:
        raise FormError([FormIssue("", 0, "", str(error), str(error.extra.get("remedy", "")))]) from error
    if "survey" not in found:
        raise FormError([FormIssue.of("survey", 0, "", "sheet_missing")])
    for cells in found["survey"].rows:
        if "file" in cells.get("type", ""):
            cells["type"] = small_ending(cells["type"])
    return found


def small_ending(name: str) -> str:
    """Return the name of a list of answers with its ending in small letters; other names stay."""
    return _OF_LIST.sub(lambda found: found[0].lower(), name)


def as_dictionary(sheets: dict[str, FormSheet]) -> dict[str, Any]:
    """Return the sheets as pyxform takes them."""
    known: dict[str, Any] = {"sheet_names": list(sheets)}
    for name, sheet in sheets.items():
        known[name] = [dict(row) for row in sheet.rows]
        known[f"{name}_header"] = [dict.fromkeys(sheet.headings)]
    return known


def _of_workbook(path: Path) -> dict[str, FormSheet]:
    found = {}
    for sheet in workbooks.sheets_of(path, known=SHEETS):  # lists of answers are often hidden
        name = sheet.name.strip().lower()
        if name in SHEETS and (made := _sheet(name, enumerate(sheet.rows, start=1))):
            found[name] = made
    return found


def _of_text(path: Path) -> dict[str, FormSheet]:
    """Read the CSV of pyxform: a sheet begins where the first column has its name; its rows leave that empty."""
    encoding = sniffing.encoding_of(path)
    parts: dict[str, list[tuple[int, list[str]]]] = {}
    name = ""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=sniffing.delimiter_of(path, encoding))
        try:
            for row in reader:
                if row and row[0].strip():
                    name = row[0].strip().lstrip("\ufeff").lower()
                # Cells with line breaks make one row of several lines: a spreadsheet counts rows.
                parts.setdefault(name, []).append((_next(parts), row[1:]))
        except csv.Error as error:
            raise FileError("file_is_broken") from error
    made = {name: _sheet(name, rows) for name, rows in parts.items() if name in SHEETS}
    return {name: sheet for name, sheet in made.items() if sheet}


def _next(parts: dict[str, list[tuple[int, list[str]]]]) -> int:
    return sum(map(len, parts.values())) + 1


def seen(cell: str) -> str:
    """Return a cell without what nobody sees."""
    return cell.translate(_UNSEEN).strip()


def _sheet(name: str, rows: Iterable[tuple[int, list[str]]]) -> FormSheet | None:
    sheet: FormSheet | None = None
    for number, row in rows:
        cells = [seen(cell) for cell in row]
        if sheet is None:
            if any(cells):
                sheet = FormSheet(name, number, _trimmed(cells))
            continue
        pairs = zip(sheet.headings, cells, strict=False)
        sheet.rows.append({heading: cell for heading, cell in pairs if heading and cell})
    return sheet


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
