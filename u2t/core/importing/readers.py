"""CSV and XLSX as one thing: headings, and rows of text cells under the line a spreadsheet shows."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Generic, TextIO, TypeAlias, TypeVar

from django.conf import settings

from u2t.core.importing import sniffing, workbooks
from u2t.core.importing.extents import Place, letters_of
from u2t.core.importing.issues import FileError, Finding
from u2t.core.models import Severity
from u2t.core.text import normalise
from u2t.core.uploads import shown_size

_HEADER_WITHIN = 30
_LONGEST_CELL = 100_000
#: Of one row: as objects, the cells of a file without line ends would take fifty times its size.
_LONGEST_ROW = 4_000_000
#: Headings below others stand at least two together.
_OF_HEADINGS = 2
#: A heading above others; it is joined to each of them.
_LONGEST_OVER = 100
#: Of columns and sheets that nobody sees, and of the words of each.
_NAMED, _LONGEST_NAME = 20, 60
#: No spreadsheet has more.
_MOST_COLUMNS = 16_384
_MEGABYTE = 1024 * 1024
_WORD = re.compile(r"[^\W\d_]")

#: All rows, or what gives them one after the other.
Rows = TypeVar("Rows", bound=Iterable["Row"])
#: Tells which field a heading stands for, None if it is not known.
Recognise: TypeAlias = Callable[[str], str | None]
#: Tells whether somebody explained exactly these headings before.
Knows: TypeAlias = Callable[[list[str]], bool]
#: More than any row can have known headings.
_EXPLAINED = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line as a spreadsheet shows it, its cells, which columns are merged into a row above or formulas.

    Those of `beside` are merged into a column before.
    """

    line: int
    cells: list[str]
    merged: frozenset[int] = frozenset()
    formulas: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()

    def cell(self, position: int) -> str:
        """Return the text of a cell, empty beyond the end."""
        return self.cells[position] if position < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table(Generic[Rows]):
    """The rows of a file; `headings` are its column titles as written, `header_line` where they stand."""

    headings: list[str]
    header_line: int
    rows: Rows
    findings: list[Finding] = field(default_factory=list)
    sheet: str = ""
    encoding: str = ""
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class _Sought:
    """How the row of headings is told from others; `examples` name a few headings for the reader.

    With `guesses`, where no heading is known, the first of the rows with the most words is taken; `line` is where
    somebody says that they stand.
    """

    recognise: Recognise
    examples: tuple[str, ...] = ()
    knows: Knows | None = None
    guesses: bool = False
    line: int | None = None

    def score(self, headings: list[str]) -> int:
        """Return how much a row looks like headings."""
        if self.knows is not None and self.knows(headings):
            return _EXPLAINED
        known = len({name for text in headings if (name := self.recognise(text))})
        words = sum(1 for text in headings if _WORD.search(text)) if self.guesses else 0
        return known * 1_000 + words

    def scores(self, rows: list[Row]) -> list[int]:
        """Return the score of each of the first rows."""
        return [self.score(self.headings(rows, at)) for at in range(min(len(rows), _HEADER_WITHIN))]

    def headings(self, rows: list[Row], at: int) -> list[str]:
        """Return the headings that stand in a row, with those above it that are merged over several of them."""
        plain = _headings(rows, at, self.recognise)
        joined = _under(plain, rows, at, self.recognise)
        was_explained = joined != plain and self.knows is not None and self.knows(plain)
        return plain if was_explained else joined


def check_size(size: int) -> None:
    """Stop at a file that is empty or too big, before a byte of it is read."""
    if size == 0:
        raise FileError("file_empty")
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // _MEGABYTE
        raise FileError("file_too_big", size=shown_size(size), limit=limit)


def read(path: Path, *, recognise: Recognise, examples: tuple[str, ...] = ()) -> Table[list[Row]]:
    """Read the file; `recognise` finds the row of headings, `examples` name a few for the reader.

    Raises:
        FileError: the file cannot be read as a table.
    """
    table = stream(path, recognise=recognise, examples=examples)
    return Table(
        table.headings, table.header_line, list(table.rows), table.findings, table.sheet, table.encoding, table.is_text
    )  # fmt: skip


def stream(
    path: Path,
    *,
    recognise: Recognise,
    examples: tuple[str, ...] = (),
    knows: Knows | None = None,
    guesses: bool = False,
    line: int | None = None,
) -> Table[Iterable[Row]]:
    """Read the head of the file; the rows of a text are read when they are asked for, each time anew.

    Headings that somebody explained (`knows`) are found before any others; with `guesses` a row is taken for them
    even if none is known. A `line` that is given is taken for them whatever stands there.

    Raises:
        FileError: the file cannot be read as a table; what stands far below is told by the rows.
    """
    check_size(path.stat().st_size)
    sought = _Sought(recognise, examples, knows, guesses, line)
    if sniffing.is_workbook(path):
        return _from_workbook(path, sought)
    encoding = sniffing.encoding_of(path)
    head = list(islice(_text_rows(path, encoding), _HEADER_WITHIN))
    at, findings = _head(head, sought)
    rows = _Below(path, encoding, head[at].line)
    if next(iter(rows), None) is None:
        raise FileError("no_rows", line=head[at].line)
    return Table(sought.headings(head, at), head[at].line, rows, findings, encoding=encoding, is_text=True)


@dataclass(frozen=True, slots=True)
class _Below:
    """The rows of a text below its headings."""

    path: Path
    encoding: str
    header_line: int

    def __iter__(self) -> Iterator[Row]:
        rows = _text_rows(self.path, self.encoding)
        return (row for row in rows if row.line > self.header_line and any(cell.strip() for cell in row.cells))


def all_rows(path: Path, *, sheet: str = "") -> list[Row]:
    """Return every row of a file that was read before, titles and totals too, to show it again."""
    if sniffing.is_workbook(path):
        found = [candidate for candidate in workbooks.sheets_of(path) if candidate.name == sheet]
        return list(_sheet_rows(found[0])) if found else []
    return list(_text_rows(path, sniffing.encoding_of(path)))


def _from_workbook(path: Path, sought: _Sought) -> Table[Iterable[Row]]:
    book = workbooks.read(path)
    if not book.sheets:
        raise FileError("sheets_hidden", sheets=_listed(book.hidden)) if book.hidden else FileError("file_empty")
    best = max(book.sheets, key=lambda sheet: _best_score(sheet, sought))
    table = _table(list(_sheet_rows(best)), sought)
    findings = [*table.findings, *_unseen(best, table)]
    others = {"other_sheets": [sheet.name for sheet in book.sheets if sheet is not best], "hidden_sheets": book.hidden}
    for code, names in others.items():
        values = {"sheet": best.name[:_LONGEST_NAME], "others": _listed(names)}
        findings.extend([Finding(0, code, values=values, severity=Severity.WARNING)] if names else [])
    return Table(table.headings, table.header_line, table.rows, findings, sheet=best.name[:_LONGEST_NAME])


def _unseen(sheet: workbooks.Sheet, table: Table[Iterable[Row]]) -> Iterator[Finding]:
    """Say which rows and columns are read that nobody sees."""
    if sheet.hidden:
        first, count = sheet.hidden
        yield Finding(first, "hidden_rows", values={"count": count}, severity=Severity.WARNING)
    headings = dict(enumerate(table.headings))
    named = [
        f"{letters_of(at + 1)} “{headings[at][:_LONGEST_NAME]}”" if headings.get(at) else letters_of(at + 1)
        for at in sheet.hidden_columns
    ]
    if named:
        values = {"count": len(named), "columns": _listed(named)}
        yield Finding(table.header_line, "hidden_columns", values=values, severity=Severity.WARNING)


def _listed(names: Sequence[str]) -> str:
    """Name the first of them: no program lets a sheet have a longer name, but whoever writes a file to harm."""
    return ", ".join(name[: _LONGEST_NAME + 10] for name in names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _best_score(sheet: workbooks.Sheet, sought: _Sought) -> int:
    rows = [Row(line, cells) for line, cells in enumerate(sheet.rows[:_HEADER_WITHIN], start=1)]
    return max(sought.scores(rows), default=0)


def _text_rows(path: Path, encoding: str) -> Iterator[Row]:
    delimiter = sniffing.delimiter_of(path, encoding)
    line = 0
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as stream:
        lines = _Lines(stream)
        try:
            for line, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
                if len(cells) > _MOST_COLUMNS:
                    raise FileError("row_too_wide", line=line, found=len(cells), most=_MOST_COLUMNS)
                lines.length = 0
                yield Row(line, cells)
        except csv.Error as error:
            code = "cell_too_long" if "limit" in str(error) else "quote_open"
            raise FileError(code, line=line + 1) from error
        except _EndlessRowError as error:
            raise FileError("row_endless", line=line + 1, most=f"{_LONGEST_ROW:,}") from error


class _EndlessRowError(Exception):
    """A row goes on and on."""


@dataclass(slots=True)
class _Lines:
    """The lines of a text; `length` is that of those since it was last set to 0."""

    stream: TextIO
    length: int = 0

    def __iter__(self) -> Iterator[str]:
        for text in self.stream:
            self.length += len(text)
            if self.length > _LONGEST_ROW:
                raise _EndlessRowError
            yield text


def _sheet_rows(sheet: workbooks.Sheet) -> Iterator[Row]:
    formulas, merged = _by_row(set(sheet.formulas)), _by_row(set(sheet.merged))
    for index, cells in enumerate(sheet.rows):
        inside = merged.get(index, frozenset())
        below = frozenset(column for column in inside if sheet.merged[index, column][0] < index)
        for column in below:
            if column < len(cells):
                first = sheet.merged[index, column]
                cells[column] = sheet.rows[first[0]][first[1]]
        yield Row(index + 1, cells, below, formulas.get(index, frozenset()), inside - below)


def _by_row(places: set[Place]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row, column in places:
        found.setdefault(row, set()).add(column)
    return {row: frozenset(columns) for row, columns in found.items()}


def _table(rows: list[Row], sought: _Sought) -> Table[Iterable[Row]]:
    at, findings = _head(rows, sought)
    data = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row.cells)]
    if not data:
        raise FileError("no_rows", line=rows[at].line)
    return Table(sought.headings(rows, at), rows[at].line, data, findings)


def _head(rows: list[Row], sought: _Sought) -> tuple[int, list[Finding]]:
    """Find the row of headings; say what stands above it."""
    at = _header_at(rows, sought)
    if at is None:
        raise (
            FileError("header_missing", names=", ".join(sought.examples))
            if sought.examples
            else FileError("headings_none")
        )
    findings = []
    above = sum(1 for row in rows[:at] if any(cell.strip() for cell in row.cells))
    if above:
        line = rows[at].line
        findings.append(Finding(line, "title_rows", values={"count": above}, severity=Severity.WARNING))
    return at, findings


def _header_at(rows: list[Row], sought: _Sought) -> int | None:
    """Find the row with the most known headings: titles may stand above, merged over many columns."""
    if sought.line is not None:
        return next((at for at, row in enumerate(rows[:_HEADER_WITHIN]) if row.line == sought.line), None)
    scores = sought.scores(rows)
    best = max(scores, default=0)
    if not best:
        return None
    at = scores.index(best)
    while scores[at + 1 : at + 2] == [best] and _is_lower_half(rows[at], rows[at + 1], sought.recognise):
        at += 1
    return at


def _is_lower_half(upper: Row, lower: Row, recognise: Recognise) -> bool:
    """Tell whether headings go on in the row below: words for what is merged over them, nothing under what is known."""
    width = range(max(len(upper.cells), len(lower.cells)))
    words = {at for at in width if at not in lower.merged and _WORD.search(lower.cell(at))}
    known = {at for at in width if recognise(normalise(upper.cell(at)))}
    stands_free = all(at in lower.merged or not lower.cell(at).strip() for at in known)
    goes_on = known & lower.merged or any(not upper.cell(at).strip() for at in words)
    return stands_free and bool(goes_on) and len(words) >= _OF_HEADINGS


def _headings(rows: list[Row], at: int, recognise: Recognise) -> list[str]:
    """Return the headings; an empty one is taken from the row above, as a heading merged over two rows looks.

    What a heading of the row says already is not taken: titles stand above too, and words of whom the file is from.
    Behind the last of them the row above counts only where it is known. And below a single cell that nobody knows
    nothing is taken from it: that begins a part of the rows, and what stands above are their headings already.
    """
    cells = [normalise(cell) for cell in rows[at].cells]
    while cells and not cells[-1]:
        cells.pop()
    known = {recognise(cell) for cell in cells} - {None}
    if at == 0 or not (known or sum(1 for cell in cells if cell) >= _OF_HEADINGS):
        return cells
    above = [normalise(cell) for cell in rows[at - 1].cells]
    above = ["" if recognise(cell) in known else cell for cell in above]
    while len(above) > len(cells) and not recognise(above[-1]):
        above.pop()
    width = max(len(cells), len(above))
    padded = ([*row, *[""] * (width - len(row))] for row in (cells, above))
    return [cell or higher for cell, higher in zip(*padded, strict=True)]


def _under(headings: list[str], rows: list[Row], at: int, recognise: Recognise) -> list[str]:
    """Join each heading to the one above that is merged over it and its neighbours, where only both say a field.

    “UTM 47N” over “E” and “N” makes an easting and a northing. A title above all of them makes no field of any. How far
    the one above reaches is told by a row with merged cells alone: elsewhere “Zone” behind the two stays what it is, as
    both say no more than “UTM 47N”.
    """
    above = rows[at - 1] if at else Row(0, [])
    own = [recognise(heading) for heading in headings]
    known, joined, over = {None, *own}, list[str](), ""
    for position, heading in enumerate(headings):
        is_under = position in above.beside or not above.beside
        upper = normalise(above.cell(position)) or (over if is_under else "")
        over = upper if rows[at].cell(position).strip() else ""
        both = f"{over} {heading}" if 0 < len(over) <= _LONGEST_OVER else heading
        said = recognise(both)
        says_more = said not in known and not (own[position] and said == recognise(over))
        joined.append(both if says_more else heading)
    return joined


#: รวม alone or before the word for an area; รวมไทยพัฒนา is a tambon.
_TOTAL = re.compile(
    r"(รวม(?=$|[\s:]|ทั้ง|ทุก|ยอด|จังหวัด|อำเภอ|เขต|ตำบล|แขวง|ประเทศ|ภาค)|ยอดรวม|ผลรวม|จำนวนรวม|(grand\s+)?total\b|sum\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(ที่มา|หมายเหตุ|แหล่งข้อมูล|ข้อมูล\s*ณ|source|note|remark|\*)", re.IGNORECASE)


def summary_of(row: Row) -> Finding | None:
    """Recognise a totals row or a note below the data; the caller has seen that the row has no code of a place."""
    texts = [normalise(cell) for cell in row.cells if cell.strip()]
    words = [text for text in texts if not re.fullmatch(r"[\d.,%\s-]*", text)]
    for text in words:
        if _TOTAL.match(text):
            return Finding(row.line, "row_total", values={"text": text[:80]}, severity=Severity.WARNING)
    if len(texts) == 1 and words and _NOTE.match(words[0]):
        return Finding(row.line, "row_note", values={"text": texts[0][:80]}, severity=Severity.WARNING)
    return None
