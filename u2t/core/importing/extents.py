"""How far the sheets of a workbook reach, told from their XML alone: a reader would fill the whole grid first."""

import re
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
#: Many are there for their border alone; no reader makes room for them.
#: `(?>(?:…){0,999})` and not `(?:…)*+`: of a group that is repeated so, Python before 3.11.5 matches too much. No tag
#: has so many attributes; without a limit each of a million would take room until the last is read.
_PLAIN_FILLED = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"(?!(?>(?:\s+[\w:]+="[^"<>]*"){0,999})\s*(?:/>|></c>))')
_OTHER_WAYS = (b":c", b":row", b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")
_PLAIN_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*>\s*<f[ >/]')
_ROW = re.compile(rb"<row(?=[\s>/])(?:[^<>]*?\sr\s*=\s*[\"'](\d+)[\"'])?")
#: What stands before the colon may have any sign; the name ends at a blank of XML, of which Python knows more.
_TAG = re.compile(rb"<(/?)((?:[^<>: \t\r\n]*:)?(row|c|f|v|is|t))(?=[ \t\r\n>]|/>)([^<>]*)>")
#: In what each of them stands; the reader passes by all that stands elsewhere.
_INSIDE = {b"row": b"", b"c": b"row", b"f": b"c", b"v": b"c", b"is": b"c", b"t": b"is"}
_WHOLE_TAG = re.compile(rb"""<(?>(?:[^<>"']++|"[^"<]*"|'[^'<]*'){0,1999})>""")
#: As nearly all values are written; one by one they would take as long as the cells.
_VALUE = re.compile(rb"<v>[^<>]*+</v>|<is><t>[^<>]*+</t></is>")
#: Behind what is no attribute the reader looks for none.
_ATTRIBUTES = re.compile(
    rb"""(?>(?:[ \t\r\n]+[^ \t\r\n="'/]+[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')){0,999})[ \t\r\n]*/?"""
)
_PLACE = re.compile(rb"(?<![^\s\"'])r\s*=\s*[\"']([^\"']*)[\"']")
_PLACES = re.compile(rb"(?<=[\s\"'])r\s*=")
#: For so many texts the reader makes room before it sees the first.
_PROMISED = re.compile(rb"uniqueCount\s*=\s*[\"']([^\"']{0,40})")
#: What looks like a tag in these is none for the reader.
_NO_TAGS = re.compile(rb"<!--|<!\[CDATA\[|<\?|<!")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_IN_TAG = re.compile(rb"[^\s>]*")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row(?=\s)(?=[^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'])"
    rb"(?>[^<>]*?\sr\s*=\s*[\"'](\d{1,9})[\"'])[^<>]*+(?<!/)>(?!</(?:\w+:)?row>)"
)
#: One that is drawn together to nothing is seen by nobody either.
_HIDDEN_COLUMN = re.compile(
    rb"<(?:\w+:)?col(?=\s)(?=[^<>]*\s(?:hidden\s*=\s*[\"'](?:1|true)|width\s*=\s*[\"']0(?:\.0*)?)[\"'])([^<>]*)>"
)
_FIRST_AND_LAST = tuple(re.compile(rb"\s" + name + rb"\s*=\s*[\"'](\d{1,9})[\"']") for name in (b"min", b"max"))
_LAST_COLUMN = 16_384
_NUMBER = re.compile(rb"\d{1,9}")
_CELL_PLACE = re.compile(rb"([A-Za-z]{1,3})(\d{1,9})")

#: Row and column, both from 0.
Place: TypeAlias = tuple[int, int]


class SkimmedError(Exception):
    """Cells that only follow others come after rows that were not looked at closely: it has to begin anew."""


@dataclass(slots=True)
class Extent:
    """One cell in the last corner, or cells without an end: both are seen here before anything is read."""

    is_close: bool = False
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
    _cell: Place = (0, 0)
    _is_sheet: bool = False
    _is_skimmed: bool = False
    _open: list[tuple[bytes, bytes]] = field(default_factory=list)

    def take(self, piece: bytes) -> None:
        """Look at the next piece of an entry.

        Raises:
            FileError: the sheet has too many cells, or says where they lie in a way that no program writes.
            SkimmedError: it has to be looked at closely from its beginning.
        """
        found = self._rest + piece
        last = max(found.rfind(b"<row"), _row_with_prefix(found))
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
        for promised in _PROMISED.findall(whole) if b"uniqueCount" in whole else ():
            if not _NUMBER.fullmatch(promised) or int(promised) > MAX_CELLS:
                raise FileError("file_is_bomb", reason=f"> {MAX_CELLS:,}")
        # However few signs they have, each takes room in the reader.
        self.texts += whole.count(b"<si") + whole.count(b":si")
        self.merged += whole.count(b"mergeCell")
        self._look_for_hidden(whole)
        self._is_sheet = self._is_sheet or b"sheetData" in whole
        plain = _PLAIN.findall(whole)
        rows = _ROW.findall(whole)
        is_plain = len(plain) == whole.count(b"<c ") and len(_PLACES.findall(whole)) == len(plain) + len(rows)
        if self.is_close or not is_plain or b"" in rows or any(way in whole for way in _OTHER_WAYS):
            self._look_closely(whole)
        elif plain or rows:
            self._is_skimmed = True
            self._skim(whole, plain)
        elif b"row" in whole:  # such as the end of one that never began
            self._look_closely(whole)
        self._check()

    def _look_for_hidden(self, whole: bytes) -> None:
        if b"hidden" in whole:
            hidden = _HIDDEN.findall(whole)
            self.hidden += len(hidden)
            self.first_hidden = self.first_hidden or int(hidden[0] if hidden else 0)
        if b"hidden" in whole or b"width" in whole:
            for attributes in _HIDDEN_COLUMN.findall(whole):
                self._hide(*(pattern.search(attributes) for pattern in _FIRST_AND_LAST))

    def _hide(self, first: "re.Match[bytes] | None", last: "re.Match[bytes] | None") -> None:
        """Keep columns that nobody sees, from 0; programs write them in order, and none twice."""
        if first and last:
            before = self.hidden_columns[-1] + 1 if self.hidden_columns else 0
            self.hidden_columns += range(max(int(first[1]) - 1, before), min(int(last[1]), _LAST_COLUMN))

    def _skim(self, whole: bytes, plain: list[bytes]) -> None:
        """Look at all cells at once, each of which says where it lies.

        Rows and cells with nothing in them count for no reader: behind the others some programs keep how high the last
        rows of all are, and their border.
        """
        filled = _PLAIN_FILLED.findall(whole) if b"/>" in whole or b"></c>" in whole else plain
        places = b" ".join(filled)
        columns = set(places.translate(None, b"0123456789").split())
        self.columns = max([self.columns, *map(_number, columns)])
        lines = set(places.translate(None, bytes(range(65, 91))).split())
        self.rows = max([self.rows, *map(int, lines)])
        self.cells += len(filled)
        if b"<f" in whole:
            found = _PLAIN_FORMULA.findall(whole)
            self.formulas.update((int(row) - 1, _number(letters) - 1) for letters, row in found)

    def _look_closely(self, whole: bytes) -> None:
        """Read tag by tag: attributes in any order and quotes, names with a prefix, cells that only follow others.

        The reader counts on at the end of a row that it sees: what ends or begins one for it alone, or here alone, is
        refused.
        """
        if not self._is_sheet:
            return
        tags = _VALUE.sub(b"<v/>", _tags_of(whole))
        if len(_WHOLE_TAG.findall(tags)) != tags.count(b"<"):
            raise FileError("file_is_broken")  # a sign in a tag that ends it for one reader, and not for another
        for end, name, kind, attributes in _TAG.findall(tags):
            if not end:
                self._enter(name, kind, attributes)
            elif self._open or kind in {b"row", b"c"}:
                self._leave(name, attributes)

    def _enter(self, name: bytes, kind: bytes, attributes: bytes) -> None:
        inside = self._open[-1][1] if self._open else b""
        if not inside and kind not in {b"row", b"c"}:
            return  # rules below the rows have formulas too
        if inside != _INSIDE[kind]:
            raise FileError("file_is_broken")
        if kind in {b"row", b"c"}:
            self._step(kind, attributes)
        elif inside == b"c":
            self._fill()
            if kind == b"f":
                self.formulas.add((self._cell[0] - 1, self._cell[1] - 1))
        if not attributes.endswith(b"/"):
            self._open.append((name, kind))

    def _leave(self, name: bytes, attributes: bytes) -> None:
        if attributes.strip() or not self._open or self._open.pop()[0] != name:
            raise FileError("file_is_broken")

    def _step(self, kind: bytes, attributes: bytes) -> None:
        """Go to the next row or cell."""
        place = _only_place(attributes)
        if kind == b"row":
            self._row = _whole(place) if place is not None else self._row + 1
            self._cell = self._row, 0
        elif place is not None:
            self._cell = _cell(place)
        elif self._is_skimmed:
            raise SkimmedError
        else:  # it is of the row, wherever the cell before it says that it is
            self._cell = self._row, self._cell[1] + 1

    def _fill(self) -> None:
        self.cells += 1
        self.rows, self.columns = max(self.rows, self._cell[0]), max(self.columns, self._cell[1])
        self._check()

    def _check(self) -> None:
        if max(self.columns * self.rows, self.cells) > MAX_CELLS:
            raise FileError("file_is_bomb", reason=f"{self.rows:,} × {self.columns:,}")
        if self.texts > MAX_CELLS or self.merged > MAX_MERGED:
            raise FileError("file_is_bomb", reason=f"> {MAX_MERGED if self.merged > MAX_MERGED else MAX_CELLS:,}")


def _tags_of(whole: bytes) -> bytes:
    """Leave out comments and the like, in which tags are none; in a tag that leaves none either."""
    kept, at = list[bytes](), 0
    while found := _NO_TAGS.search(whole, at):
        end = whole.find(_ENDS[found[0]], found.end()) if found[0] in _ENDS else -1
        if end < 0:
            raise FileError("file_is_broken")
        kept += [whole[at : found.start()], b"<!>"]
        at = end + len(_ENDS[found[0]])
    return b"".join([*kept, whole[at:]]) if kept else whole


def _row_with_prefix(found: bytes) -> int:
    """Return where the last row begins whose tag has a prefix, -1 where “:row” is a word of some text."""
    at = found.rfind(b":row")
    begin = found.rfind(b"<", 0, max(0, at))
    return begin if begin >= 0 and _IN_TAG.fullmatch(found, begin, at) else -1


def _only_place(attributes: bytes) -> bytes | None:
    """Return where a row or a cell lies, if its tag says so; said twice, two readers would believe two places."""
    found = _PLACE.findall(attributes)
    if len(found) > 1 or not _ATTRIBUTES.fullmatch(attributes):
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
