"""Reading .xlsx: first proved harmless, then read at once, every cell as the text it shows."""

import html
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from u2t.core.importing.cleaning import as_text
from u2t.core.importing.extents import MAX_MERGED, Extent, Place, SkimmedError
from u2t.core.importing.issues import FileError

MAX_ENTRIES = 2_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_RATIO = 200
#: Of how cells look: the reader takes several times the size, and no workbook has a tenth of it.
MAX_STYLES = 64 * 1024 * 1024
_MOST_SHARED = 100_000
_SMALL = 20 * 1024 * 1024  # below this no ratio harms
_CHUNK = 1 << 20
_LOCAL_HEADER = 30
_ENCRYPTED = 1  # bit of a zip entry
#: What a packed file that is damaged makes its reader raise.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TAG = re.compile(r"<(?:\w+:)?(sheet|Relationship)\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""\b(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows as text, which cells are merged into which first one, and which hold a formula.

    `hidden` is the first line that nobody sees, and how many there are; `hidden_columns` those that hold anything.
    """

    name: str
    rows: list[list[str]]
    merged: dict[Place, Place] = field(default_factory=dict)
    formulas: frozenset[Place] = frozenset()
    hidden: tuple[int, int] | None = None
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets that hold anything, and the names of those that hold something and that nobody sees."""

    sheets: list[Sheet]
    hidden: tuple[str, ...] = ()


def sheets_of(path: Path, *, known: Collection[str] = ()) -> list[Sheet]:
    """Return the sheets that hold anything: those that are seen, and those whose names in small letters are known."""
    return read(path, known=known).sheets


def read(path: Path, *, known: Collection[str] = ()) -> Workbook:
    """Read a workbook, once it is proved harmless; sheets that are known by their names may be hidden.

    Raises:
        FileError: it is not harmless, or cannot be read.
    """
    scanned = _proved_harmless(path)
    import python_calamine

    try:
        with python_calamine.load_workbook(str(path)) as workbook:
            metas = [meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
            seen = [
                meta.name
                for meta in metas
                if meta.visible == python_calamine.SheetVisibleEnum.Visible or meta.name.strip().lower() in known
            ]
            unseen = (meta.name for meta in metas if meta.name not in seen)
            hidden = tuple(name for name in unseen if name in scanned and scanned[name].cells)
            found = [_sheet(workbook.get_sheet_by_name(name), scanned.get(name, Extent())) for name in seen]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise FileError("file_is_broken") from error
    return Workbook([sheet for sheet in found if any(any(row) for row in sheet.rows)], hidden)


def _sheet(sheet: Any, scanned: Extent) -> Sheet:
    rows = _rows(sheet)
    height, width = len(rows), max(map(len, rows), default=0)
    ranges = [
        (tuple(first), range(first[0], min(last[0] + 1, height)), range(first[1], min(last[1] + 1, width)))
        for first, last in sheet.merged_cell_ranges or []
    ]
    if sum(len(lines) * len(columns) for _first, lines, columns in ranges) > MAX_MERGED:
        raise FileError("file_is_bomb", reason=f"> {MAX_MERGED:,}")
    merged = {
        (row, column): first
        for first, lines, columns in ranges
        for row in lines
        for column in columns
        if (row, column) != first
    }
    hidden = (scanned.first_hidden, scanned.hidden) if scanned.hidden else None
    unseen = (at for at in scanned.hidden_columns if at < width)  # often all those behind the last
    columns = tuple(at for at in unseen if any(at < len(row) and row[at] for row in rows))
    return Sheet(sheet.name, rows, merged, frozenset(scanned.formulas), hidden, columns)


def _rows(sheet: Any) -> list[list[str]]:
    """Take over row by row: as a whole, all cells would stand in memory three times. Short texts repeat themselves."""
    kept: dict[str, str] = {}
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return [left + [_shared(kept, as_text(cell)) for cell in row] for row in sheet.iter_rows()]


def _shared(kept: dict[str, str], text: str) -> str:
    return kept.setdefault(text, text) if len(kept) < _MOST_SHARED else kept.get(text, text)


def _proved_harmless(path: Path) -> dict[str, Extent]:
    """Unpack in pieces, keeping by sheet where formulas and hidden rows are; stop at anything out of proportion."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_declared(path, entries)
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise FileError("file_is_xls")
            if any(entry.compress_type not in _KNOWN for entry in entries):
                raise FileError("file_is_broken")
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise FileError("file_is_archive")
            # Of two lists of sheets one reader takes the first, and another the last.
            lists = [entry.filename.lower().replace("\\", "/") for entry in entries]
            if any(lists.count(name) > 1 for name in ("xl/workbook.xml", _RELATIONS)):
                raise FileError("file_is_broken")
            targets, relations = _sheet_names(archive), _text_of(archive, _RELATIONS)
            found: dict[str, Extent] = {}
            unpacked = 0
            for entry in entries:
                is_read = _may_be_read(entry.filename.lower(), relations.lower())
                most = MAX_STYLES if _last_part(entry.filename.lower()) == "styles.xml" else MAX_UNPACKED
                size, scanned = _scan(path, entry, min(most, MAX_UNPACKED - unpacked), is_read=is_read)
                unpacked += size
                found[targets.get(entry.filename.lower(), "")] = scanned
            return found
    except (*_UNREADABLE, KeyError, UnicodeDecodeError) as error:
        raise FileError("file_is_broken") from error


def _check_declared(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    packed, unpacked = path.stat().st_size, sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise FileError("file_is_bomb", reason=f"{len(entries):,} files")
    if sum(entry.compress_size for entry in entries) > packed:
        raise FileError("file_is_bomb", reason="overlapping")
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * packed):
        raise FileError("file_is_bomb", reason=f"{unpacked // 1024 // 1024:,} MB")


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map the file of each sheet inside the workbook to the sheet's name."""
    relations = dict(_tags(archive, _RELATIONS, "Id", "Target"))
    return {
        (target.removeprefix("/") if target.startswith("/") else f"xl/{target}").lower(): html.unescape(name)
        for name, relation in _tags(archive, "xl/workbook.xml", "name", "id")
        if (target := relations.get(relation))
    }


def _tags(archive: zipfile.ZipFile, name: str, first: str, second: str) -> Iterator[tuple[str, str]]:
    for _kind, text in _TAG.findall(_text_of(archive, name)):
        attributes = {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}
        if first in attributes and second in attributes:
            yield attributes[first], attributes[second]


def _text_of(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > _SMALL:
        raise FileError("file_is_bomb", reason=f"> {_SMALL // 1024 // 1024:,} MB")
    return archive.read(name).decode()


def _may_be_read(name: str, relations: str) -> bool:
    """Tell whether an entry can be a sheet; the bytes of a photograph look like tags here and there.

    A sheet may have any name, but the workbook has to tell it; with a sign written as a number it may be told hidden.
    """
    return name.endswith((".xml", ".rels")) or "&" in relations or _last_part(name) in relations


def _last_part(name: str) -> str:
    return re.split(r"[\\/]", name)[-1]


def _scan(path: Path, entry: zipfile.ZipInfo, allowance: int, *, is_read: bool) -> tuple[int, Extent]:
    """Unpack one entry whatever size it declares; return its true size and what is in it, where that can be a sheet."""
    try:
        return _scan_by(Extent(), path, entry, allowance, is_read=is_read)
    except SkimmedError:
        return _scan_by(Extent(is_close=True), path, entry, allowance, is_read=is_read)


def _scan_by(
    extent: Extent, path: Path, entry: zipfile.ZipInfo, allowance: int, *, is_read: bool
) -> tuple[int, Extent]:
    size = 0
    is_text = entry.filename.lower().endswith((".xml", ".rels"))
    for piece in _pieces(path, entry):
        size += len(piece)
        if size > allowance:
            raise FileError("file_is_bomb", reason=f"> {allowance // 1024 // 1024:,} MB")
        if is_text and b"\0" in piece:
            raise FileError("file_is_broken")  # UTF-16, which spreadsheet programs do not write
        if is_read:
            extent.take(piece)
    extent.end()
    return size, extent


def _pieces(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(entry.header_offset)
        header = stream.read(_LOCAL_HEADER)
        stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = entry.compress_size
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0 and (packed := stream.read(min(_CHUNK // 4, left))):
            left -= len(packed)
            while packed:
                yield inflate.decompress(packed, _CHUNK) if inflate else packed
                packed = inflate.unconsumed_tail if inflate else b""
        if inflate:
            yield inflate.flush()
