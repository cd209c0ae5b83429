"""What can be wrong with a file: a catalogue of sentences, filled and translated when they are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from u2t.core.errors import InputError
from u2t.core.models import Severity
from u2t.core.templatetags.u2t import thai_date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where (`line` as a spreadsheet shows it, 0 for the file), what it says, and why."""

    line: int
    code: str
    column: str = ""
    value: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    severity: str = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of the catalogue: what is wrong and what to do; `%(name)s` is filled from the finding's values."""

    message: "str | Promise"
    remedy: "str | Promise"


class FileError(InputError):
    """The file as a whole cannot be read; `finding` says where and why."""

    def __init__(self, code: str, *, line: int = 0, column: str = "", value: str = "", **values: Any) -> None:
        self.finding = Finding(line=line, code=code, column=column, value=value, values=values)
        super().__init__(message_of(code, values), extra={"code": code, "remedy": remedy_of(code, values)})


class CellError(Exception):
    """A cell cannot be accepted; the column turns it into a finding."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


#: Values that are themselves words of ours, translated with their sentence.
_WORDS = frozenset({"kind", "axis", "other_axis"})
#: Values that are days, kept as ISO 8601 and shown in the reader's calendar.
_DAYS = frozenset({"day", "since", "until"})
_FIGURE = re.compile(r"%\(\w+\)[sd]")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_catalogue: dict[str, Entry] = {}


def add(entries: Mapping[str, tuple["str | Promise", "str | Promise"]]) -> None:
    """Add sentences; apps call this for the issues of their own data."""
    _catalogue.update({code: Entry(*texts) for code, texts in entries.items()})


def codes() -> frozenset[str]:
    """Return every known code, for the test that none is used without a sentence."""
    return frozenset(_catalogue)


def message_of(code: str, values: Mapping[str, Any]) -> str:
    """Say what is wrong, in the reader's language."""
    return _fill(_catalogue[code].message, values) if code in _catalogue else code


def kind_of(code: str) -> str:
    """Say what is wrong without the figures of one finding."""
    return _FIGURE.sub("…", str(_catalogue[code].message)).replace("%%", "%") if code in _catalogue else code


def remedy_of(code: str, values: Mapping[str, Any]) -> str:
    """Say what to do about it, in the reader's language."""
    return _fill(_catalogue[code].remedy, values) if code in _catalogue else ""


def _fill(text: "str | Promise", values: Mapping[str, Any]) -> str:
    return str(text) % {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if name in _WORDS:
        return gettext(value)
    if name in _DAYS and isinstance(value, str) and _ISO.fullmatch(value):
        return thai_date(date.fromisoformat(value))
    return value


add(
    {
        "file_empty": (_("The file is empty."), _("Choose the right file and bring it again.")),
        "file_too_big": (
            _("The file has %(size)s MB; at most %(limit)s MB are accepted."),
            _("Split the file, or leave out columns that are not needed."),
        ),
        "file_is_html": (
            _("This is a web page, not a spreadsheet, whatever its name says."),
            _("Open it in a spreadsheet program and save it as .xlsx or CSV."),
        ),
        "file_is_pdf": (
            _("This is a PDF, not a spreadsheet."),
            _("Ask for the spreadsheet from which the PDF was made."),
        ),
        "file_is_xls": (
            _("This is an old Excel file (.xls) or one locked by a password."),
            _("Open it in a spreadsheet program and save it as .xlsx without a password."),
        ),
        "file_is_picture": (_("This is a picture, not a spreadsheet."), _("Bring the spreadsheet itself.")),
        "file_is_archive": (
            _("This is a packed file, not a spreadsheet."),
            _("Unpack it and bring the .xlsx or CSV inside."),
        ),
        "file_is_not_text": (
            _("This is neither a spreadsheet (.xlsx) nor a text file (CSV)."),
            _("Save the table as .xlsx or CSV and bring it again."),
        ),
        "file_is_bomb": (
            _("The workbook would unpack to an unreasonable size (%(reason)s)."),
            _("Copy the table into a new workbook and bring that."),
        ),
        "file_is_broken": (
            _("The workbook is damaged and cannot be read."),
            _("Open it in a spreadsheet program, repair it and save it again."),
        ),
        "encoding_broken": (
            _("The text is damaged at this line: it is neither UTF-8, UTF-16 nor TIS-620."),
            _("Save the file again as CSV UTF-8."),
        ),
        "quote_open": (
            _("A quotation mark in this row is opened and not closed, or closed too early."),
            _("Close it, or write it twice where it is part of the text."),
        ),
        "cell_too_long": (
            _("A cell in this row has more than 100,000 characters."),
            _("Look for a quotation mark that is not closed."),
        ),
        "row_endless": (
            _("This row has more than %(most)s characters."),
            _("Look for a quotation mark that is not closed, and check that the file has rows at all."),
        ),
        "row_too_wide": (
            _("This row has %(found)s cells; a spreadsheet has at most %(most)s columns."),
            _("Check that the file is a table with one thing in each row."),
        ),
        "header_missing": (
            _("No row with column headings was found; expected are, for example: %(names)s."),
            _("Put the headings into one row above the data."),
        ),
        "headings_none": (
            _("No row with column headings was found."),
            _("Put the headings into one row above the data."),
        ),
        "column_missing": (
            _("The column “%(column)s” is missing."),
            _("Add the column, or give it this heading: %(column)s."),
        ),
        "column_unknown": (
            _("The column “%(column)s” is not part of this data set and is not read."),
            _("Nothing needs to be done, if the column is not needed."),
        ),
        "column_gone": (
            _("The column “%(column)s” was to be read as “%(field)s”, which files bring no longer; it is not read."),
            _("Choose the columns anew."),
        ),
        "column_twice": (
            _("Two columns (%(first)s and %(second)s) both stand for “%(field)s”."),
            _("Remove one of them."),
        ),
        "title_rows": (
            _("%(count)s rows above the headings are taken for a title and not read."),
            _("Nothing needs to be done."),
        ),
        "other_sheets": (
            _("Only the sheet “%(sheet)s” is read; not read are: %(others)s."),
            _("Bring each other sheet as a file of its own, if it holds data."),
        ),
        "hidden_rows": (
            _("%(count)s rows are hidden in the workbook, this one first; they are read as all others."),
            _("Nothing needs to be done, if they belong to the data; else take them out of the file."),
        ),
        "hidden_columns": (
            _("%(count)s columns are hidden in the workbook, and read as all others: %(columns)s."),
            _("Nothing needs to be done, if they belong to the data; else take them out of the file."),
        ),
        "hidden_sheets": (
            _("Only the sheet “%(sheet)s” is read; hidden in the workbook, and not read, are: %(others)s."),
            _("Show each of them and bring it as a file of its own, if it holds data."),
        ),
        "sheets_hidden": (
            _("All that this workbook holds is in hidden sheets, which are not read: %(sheets)s."),
            _("Show the sheet that is meant, save the workbook and bring it again."),
        ),
        "no_rows": (_("There are no rows of data below the headings."), _("Check that this is the right file.")),
        "row_too_long": (
            _("This row has %(found)s cells, the headings are %(expected)s: something lies in no column."),
            _("Look for cells that stand beside the table, or for a comma too many in a CSV."),
        ),
        "row_too_short": (
            _("This row has %(found)s cells, the headings are %(expected)s: the row is cut off."),
            _("Complete the row; write nothing between two commas where there is no value."),
        ),
        "row_total": (
            _("This row is a total (“%(text)s”) and is not stored."),
            _("Nothing needs to be done; totals are computed."),
        ),
        "row_note": (
            _("This row is a note (“%(text)s”) and is not stored."),
            _("Nothing needs to be done."),
        ),
        "merged_value": (
            _("This cell is merged over several rows; whose value it is cannot be known."),
            _("Unmerge the cells and write each row's own value."),
        ),
        "formula": (
            _("The cell holds a formula, not a value."),
            _("Copy the column and insert it as values only."),
        ),
        "cell_error": (
            _("The cell shows an error of the spreadsheet program (%(text)s)."),
            _("Correct the formula, then insert the result as a value."),
        ),
        "number_malformed": (_("This is not a number."), _("Write digits only, for example 1250 or 12.5.")),
        "number_ambiguous": (
            _("It is not clear whether the comma separates thousands or decimals."),
            _("Write 1234.5 with a point for decimals and no comma."),
        ),
        "number_not_whole": (_("A whole number is expected here."), _("Write it without decimals.")),
        "number_below": (
            _("The value is below the least possible, %(minimum)s."),
            _("Check the value at its source and correct it."),
        ),
        "number_above": (
            _("The value is above the greatest possible, %(maximum)s."),
            _("Check the value at its source and correct it."),
        ),
        "number_too_long": (
            _("The number has more digits than can be right."),
            _("Check the value at its source and correct it."),
        ),
        "text_too_long": (_("The text is longer than %(limit)s characters."), _("Shorten it.")),
        "date_malformed": (_("This is not a date."), _("Write it as 2564-12-31 or 31/12/2564.")),
        "date_far": (
            _("The year of %(text)s is too far away to be right."),
            _("Check the date at its source; write it as 2564-12-31 or 31/12/2564."),
        ),
        "value_missing": (_("A value is needed here and the cell is empty."), _("Fill in the cell.")),
        "value_absent": (
            _("There is no value here; it is stored as “no data”, which is not 0."),
            _("Fill in the value, if it is known."),
        ),
        "period_malformed": (
            _("This is not a period of this data set (%(example)s is one)."),
            _("Write a year of the Buddhist era, such as %(example)s."),
        ),
        "period_common_era": (
            _("The year %(year)s is taken for %(period)s of the Buddhist era."),
            _("Nothing needs to be done, if that is right."),
        ),
        "period_differs": (
            _("The row is of %(period)s, but the file was brought for %(expected)s."),
            _("Bring the file for the right period, or correct the row."),
        ),
        "key_twice": (
            _("The same place and period also stand at row %(line)s."),
            _("Keep the right one of the two rows."),
        ),
        "key_twice_of": (
            _("The same place, period and %(fields)s also stand at row %(line)s."),
            _("Keep the right one of the two rows, or tell the two apart in %(fields)s."),
        ),
        "too_many": (
            _("There are more problems than are listed: %(count)s in all."),
            _("Correct these first; check that the file is of this data set."),
        ),
    }
)
