"""An XLSForm as tables of cells, to be edited on a page, and back to the workbook that is brought."""

import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from datasets.importing import formsheets
from datasets.models import Dataset, Form
from u2t.core import clock, files

_ALWAYS = {
    "survey": ["type", "name", "label::ไทย (th)", "label::English (en)", "hint::ไทย (th)", "required", "relevant"],
    "choices": ["list_name", "name", "label::ไทย (th)", "label::English (en)"],
    "settings": ["form_title", "version", "default_language"],
}
#: The same cells are the same file: it carries no moment of its own.
_WRITTEN = datetime(2021, 1, 1)  # noqa: DTZ001 - a workbook knows no zones


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet; as in the workbook the headings are row 1."""

    name: str
    headings: list[str]
    rows: list[list[str]]


def tables_of(dataset: Dataset, form: Form | None) -> list[Table]:
    """Return the sheets of the newest form, or empty ones with the usual columns, under a version that is free."""
    found = _read(form) if form else {}
    for name, headings in _ALWAYS.items():
        first = [dataset.name_th, "", "ไทย (th)"] if name == "settings" else [""] * len(headings)
        found.setdefault(name, Table(name, headings, [first]))
    _give_version(dataset, found["settings"])
    return [found[name] for name in formsheets.SHEETS if name in found]


def as_workbook(tables: list[Table]) -> io.BytesIO:
    """Return the workbook; every cell is text, as codes begin with 0."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _WRITTEN})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            for number, cells in enumerate([table.headings, *table.rows]):
                for column, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, column, cell)
    content.seek(0)
    return content


def _read(form: Form) -> dict[str, Table]:
    with (
        tempfile.NamedTemporaryFile(suffix=Path(form.source.name).suffix[:8]) as kept,
        files.opened(form.source) as file,
    ):
        kept.write(file.read())
        kept.flush()
        sheets = formsheets.read(Path(kept.name))
    return {
        name: Table(
            name, sheet.headings, [[cells.get(heading, "") for heading in sheet.headings] for cells in sheet.rows]
        )
        for name, sheet in sheets.items()
    }


def _give_version(dataset: Dataset, settings: Table) -> None:
    """Write a version that no other has: the day and a number, as XLSForms are counted."""
    if "version" not in settings.headings:
        settings.headings.append("version")
        for row in settings.rows:
            row.append("")
    taken = set(dataset.forms.values_list("version", flat=True))
    day = f"{clock.today():%Y%m%d}"
    free = next(f"{day}{number:02}" for number in range(1, len(taken) + 2) if f"{day}{number:02}" not in taken)
    if settings.rows:
        settings.rows[0][settings.headings.index("version")] = free
