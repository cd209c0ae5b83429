"""Which kind of file it really is, how its text is encoded, what separates its cells; names and headers lie."""

import codecs
import csv
import re
from collections import Counter
from pathlib import Path

from u2t.core.importing.issues import FileError

_MAGIC = (
    (b"%PDF", "file_is_pdf"),
    (b"\xd0\xcf\x11\xe0", "file_is_xls"),
    (b"\x89PNG", "file_is_picture"),
    (b"\xff\xd8\xff", "file_is_picture"),
    (b"GIF8", "file_is_picture"),
    (b"\x1f\x8b", "file_is_archive"),
    (b"Rar!", "file_is_archive"),
    (b"7z\xbc\xaf", "file_is_archive"),
)
_MARKUP = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body|<table|<\?xml|<script)", re.IGNORECASE)
_THAI_UTF8 = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 40


def is_workbook(path: Path) -> bool:
    """Tell whether the file is a packed one (a workbook, perhaps); stop at what is neither that nor text."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise FileError("file_empty")
    if head.startswith(b"PK\x03\x04"):
        return True
    for magic, code in _MAGIC:
        if head.startswith(magic):
            raise FileError(code)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)) or _MARKUP.match(head.replace(b"\x00", b"")[2:]):
        raise FileError("file_is_html")
    return False


def encoding_of(path: Path) -> str:
    """Return the encoding in which the whole file can be read: UTF-16, UTF-8 or TIS-620 as Windows writes it."""
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proved(path, "utf-16")
    if b"\x00" in head:
        return _proved(path, _utf16_without_mark(head))
    if _is_readable(path, "utf-8-sig") is None:
        return "utf-8-sig"
    high = sum(byte > 0x7F for byte in head)  # noqa: PLR2004 - beyond ASCII
    if 3 * len(_THAI_UTF8.findall(head)) > high / 2:
        return _proved(path, "utf-8-sig")
    return _proved(path, "cp874")


def delimiter_of(path: Path, encoding: str) -> str:
    """Return the separator that gives the most rows of one same width."""
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(_CHUNK // 8)
    return max(_DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) / 20:
        raise FileError("file_is_not_text")
    return "utf-16-be" if even > odd else "utf-16-le"


def _proved(path: Path, encoding: str) -> str:
    line = _is_readable(path, encoding)
    if line is not None:
        raise FileError("encoding_broken", line=line)
    return encoding


def _is_readable(path: Path, encoding: str) -> int | None:
    """Return None if every byte can be read, else the line of the first that cannot."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if "\x00" in text or len(_CONTROL.findall(text)) > len(text) / 100:
                raise FileError("file_is_not_text")
            line += text.count("\n")
            if not chunk:
                return None


def _evenness(sample: str, sign: str) -> int:
    rows = csv.reader(sample.splitlines(keepends=True), delimiter=sign)
    widths: Counter[int] = Counter()
    try:
        for row, _number in zip(rows, range(_SAMPLE_ROWS), strict=False):
            widths[len(row)] += 1
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items() if width > 1), default=0)
