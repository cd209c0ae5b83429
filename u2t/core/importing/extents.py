"""How far the sheets of a workbook reach, told from their XML alone: a reader would fill the whole grid first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from u2t.core.importing.issues import FileError

MAX_CELLS = 20_000_000
#: Of cells that are merged into others.
MAX_MERGED = 1_000_000
#: No row of a sheet is longer; what looks so is no sheet of rows.
_MAX_ROW = 64 * 1024 * 1024

#: No tag reaches beyond the next one: searched further, tags that never end would take the square of their length.
#: As nearly everybody writes a cell. Where all are written so, they need not be looked at one by one.
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"')
_OTHER_WAYS = (b":c", b":row", b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")
_PLAIN_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*>\s*<f[ >/]')
_ROW = re.compile(rb"<row(?=[\s>/])(?:[^<>]*?\sr\s*=\s*[\"'](\d+)[\"'])?")
_TAG = re.compile(rb"<(?:\w+:)?(row|c|f)(?=[\s>/])([^<>]*)>")
_PLACE = re.compile(rb"(?<![^\s\"'])r\s*=\s*[\"']([^\"']*)[\"']")
_PLACES = re.compile(rb"(?<=[\s\"'])r\s*=")
#: For so many texts the reader makes room before it sees the first.
_PROMISED = re.compile(rb"uniqueCount\s*=\s*[\"']([^\"']{0,40})")
_OPENED = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s>/])")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row(?=\s)(?=[^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'])[^<>]*?\sr\s*=\s*[\"'](\d{1,9})[\"']"
)
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col(?=\s)(?=[^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'])([^<>]*)>")
_FIRST_AND_LAST = tuple(re.compile(rb"\s" + name + rb"\s*=\s*[\"'](\d{1,9})[\"']") for name in (b"min", b"max"))
_LAST_COLUMN = 16_384
#: Behind the rows some programs keep how high the last of a million is. No cell is in it, and no row can follow.
_LAST_ROW = re.compile(rb'<row r="1048576"(?:\s+[\w:.]+="[^"<>]*")*\s*/>(?=\s*</sheetData>)')
_NUMBER = re.compile(rb"\d{1,9}")
_CELL_PLACE = re.compile(rb"([A-Za-z]{1,3})(\d{1,9})")

#: Row and column, both from 0.
Place: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class Extent:
    """One cell in the last corner, or cells without an end: both are seen here before anything is read."""

    columns: int = 0
    rows: int = 0
    cells: int = 0
    texts: int = 0
    merged: int = 0
    formulas: set[Place] = field(default_factory=set)
    hidden: int = 0
    first_hidden: int = 0
    hidden_columns: list[int] = field(default_factory=list)
    _rest: bytes = b""
    _row: int = 0
    _column: int = 0

    def take(self, piece: bytes) -> None:
        """Look at the next piece of an entry.

        Raises:
            FileError: the sheet has too many cells, or says where they lie in a way that no program writes.
        """
        found = self._rest + piece
        last = max(found.rfind(b"<row"), found.rfind(b"<", 0, max(0, found.rfind(b":row"))))
        if last < 0 and not self.rows:
            last = found.rfind(b"<")  # as yet no sheet; a tag is looked at whole
        self._rest = found[max(last, 0) :]
        if len(self._rest) > _MAX_ROW:
            raise FileError("file_is_bomb", reason=f"> {_MAX_ROW // 1024 // 1024:,} MB")
        self._look(found[: max(last, 0)])

    def end(self) -> None:
        """Look at what is left."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, whole: bytes) -> None:
        if b"</sheetData>" in whole:
            whole = _LAST_ROW.sub(b"", whole)
        for promised in _PROMISED.findall(whole) if b"uniqueCount" in whole else ():
            if not _NUMBER.fullmatch(promised) or int(promised) > MAX_CELLS:
                raise FileError("file_is_bomb", reason=f"> {MAX_CELLS:,}")
        # However few signs they have, each takes room in the reader.
        self.texts += whole.count(b"<si") + whole.count(b":si")
        self.merged += whole.count(b"mergeCell")
        if b"hidden" in whole:
            lines = _HIDDEN.findall(whole)
            self.hidden += len(lines)
            self.first_hidden = self.first_hidden or int(lines[0] if lines else 0)
            for attributes in _HIDDEN_COLUMN.findall(whole):
                self._hide(*(pattern.search(attributes) for pattern in _FIRST_AND_LAST))
        plain = _PLAIN.findall(whole)
        rows = _ROW.findall(whole)
        is_plain = len(plain) == whole.count(b"<c ") and len(_PLACES.findall(whole)) == len(plain) + len(rows)
        if not is_plain or b"" in rows or any(way in whole for way in _OTHER_WAYS):
            self._look_closely(whole)
        else:
            self._row = int(rows[-1]) if rows else self._row
            places = b" ".join(plain)
            columns = set(places.translate(None, b"0123456789").split())
            self.columns = max([self.columns, *map(_number, columns)])
            rows += set(places.translate(None, bytes(range(65, 91))).split())
            self.rows = max([self.rows, *map(int, rows)])
            self.cells += len(plain)
            if b"<f" in whole:
                found = _PLAIN_FORMULA.findall(whole)
                self.formulas.update((int(row) - 1, _number(letters) - 1) for letters, row in found)
        self._check()

    def _hide(self, first: "re.Match[bytes] | None", last: "re.Match[bytes] | None") -> None:
        """Keep columns that nobody sees, from 0; programs write them in order, and none twice."""
        if first and last:
            before = self.hidden_columns[-1] + 1 if self.hidden_columns else 0
            self.hidden_columns += range(max(int(first[1]) - 1, before), min(int(last[1]), _LAST_COLUMN))

    def _look_closely(self, whole: bytes) -> None:
        """Read tag by tag: attributes in any order and quotes, names with a prefix, cells that only follow others."""
        opened = 0
        for kind, attributes in _tags(whole):
            if kind == b"f":
                self.formulas.add((self._row - 1, self._column - 1))
                continue
            opened += 1
            place = _only_place(attributes)
            if kind == b"row":
                self._row, self._column = _whole(place) if place is not None else self._row + 1, 0
            else:
                self._row, self._column = _cell(place) if place is not None else (self._row, self._column + 1)
                self.cells += 1
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            self._check()
        if b"row" in whole and opened != len(_OPENED.findall(whole)):
            raise FileError("file_is_broken")  # a sign in a tag that ends it for one reader, and not for another

    def _check(self) -> None:
        if max(self.columns * self.rows, self.cells) > MAX_CELLS:
            raise FileError("file_is_bomb", reason=f"{self.rows:,} × {self.columns:,}")
        if self.texts > MAX_CELLS or self.merged > MAX_MERGED:
            raise FileError("file_is_bomb", reason=f"> {MAX_MERGED if self.merged > MAX_MERGED else MAX_CELLS:,}")


def _tags(whole: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((match.group(1), match.group(2)) for match in _TAG.finditer(whole))


def _only_place(attributes: bytes) -> bytes | None:
    """Return where a row or a cell lies, if its tag says so; said twice, two readers would believe two places."""
    found = _PLACE.findall(attributes)
    if len(found) > 1 or attributes.count(b'"') % 2 or attributes.count(b"'") % 2:
        raise FileError("file_is_broken")
    return found[0] if found else None


def _whole(text: bytes) -> int:
    if not _NUMBER.fullmatch(text):
        raise FileError("file_is_broken")
    return int(text)


def _cell(text: bytes) -> Place:
    found = _CELL_PLACE.fullmatch(text)
    if found is None:
        raise FileError("file_is_broken")
    return int(found.group(2)), _number(found.group(1).upper())


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def letters_of(number: int) -> str:
    """Return what a spreadsheet calls a column, the first of which is 1."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
