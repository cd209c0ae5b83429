"""The one normaliser: it stands before every match, duplicate check and search.

Thai text that looks the same is often not the same: two เ typed for แ, ำ taken apart by a PDF, a tone mark struck
twice, no-break and zero-width spaces out of Excel and web pages, Thai digits.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

#: What stands where a value may not be read.
HIDDEN = "…"
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
#: Marks that cannot be seen: soft hyphen, zero-width and direction marks, variation selectors, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_KEY = re.compile(r"[0-9]{1,18}")
#: Python takes the square of a run of marks to put it in order: no more of a text at once, cut before a letter.
_PIECES = re.compile("(?s:.{100,250}?(?=[\u0000-\u02ff\u0e01-\u0e2e]|$)|.{1,250})")
_TONES = "\u0e48-\u0e4b"
_ABOVE_OR_BELOW = "\u0e31\u0e34-\u0e3a\u0e47"
_SPLIT_AM = re.compile(f"(?:\u0e4d([{_TONES}]*)|(?<![{_TONES}])([{_TONES}]+)\u0e4d)\u0e32")
#: Whole runs are put in order at once: mark by mark, a hostile cell would take the square of its length.
_TONE_AFTER_AM = re.compile(f"\u0e33[{_TONES}][{_TONES}\u0e33]*")
_TONE_FIRST = re.compile(f"[{_TONES}\u0e4c][{_TONES}\u0e4c{_ABOVE_OR_BELOW}]+")
_TONE = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0e4c")
#: A vowel or mark that stands twice in a row; no Thai word has one.
_DOUBLED = re.compile("([\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e])\\1+")
#: ๅ is written only after ฤ and ฦ; elsewhere it is a mistyped า.
_LONG_A = re.compile("(?<![\u0e24\u0e26])\u0e45")


def to_arabic_digits(text: str) -> str:
    """Write Thai digits as 0 to 9."""
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """Write 0 to 9 as Thai digits."""
    return text.translate(_TO_THAI)


def key_of(text: str) -> int | None:
    """Read a key or a version that a form sent; None for what cannot be one."""
    return int(text) if _KEY.fullmatch(text) else None


def normalise(text: str) -> str:
    """Return `text` as it should have been typed; what a reader sees stays the same, letter case included."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # most cells of long files: nothing else can be wrong with them
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).translate(_TO_ARABIC)
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFC", piece) for piece in _PIECES.findall(text))
        # Mending one mark may bring two others together.
        while (mended := _mend_thai(text)) != text:
            text = mended
    return " ".join(text.split())


def _mend_thai(text: str) -> str:
    text = _LONG_A.sub("\u0e32", text).replace("\u0e40\u0e40", "\u0e41")
    text = _SPLIT_AM.sub(lambda found: f"{found[1] or found[2] or ''}\u0e33", text)
    text = _TONE_AFTER_AM.sub(lambda found: _apart(found[0], tones_first=True), text)
    return _DOUBLED.sub(r"\1", _TONE_FIRST.sub(lambda found: _apart(found[0], tones_first=False), text))


def _apart(marks: str, *, tones_first: bool) -> str:
    """Put the tones of a run before or behind its other marks, each in their order."""
    return "".join(sorted(marks, key=lambda mark: (mark in _TONE) != tones_first))


def fold(text: str) -> str:
    """Return `text` normalised and without distinction of case, for comparing what is not a name of a place."""
    return normalise(text).casefold()


#: Words that say what kind of place follows. One letter needs its dot or space: อ่างทอง begins with อ.
_KIND = re.compile(
    r"^(?:"
    r"องค์การบริหารส่วนตำบล|องค์การบริหารส่วนจังหวัด|เทศบาลตำบล|เทศบาลเมือง|เทศบาลนคร|กิ่งอำเภอ|กิ่ง\s*อ\s*[.]|"
    r"จังหวัด|อำเภอ|ตำบล|แขวง|เขต|"
    r"(?:อบต|อบจ|ทต|ทม|ทน)(?:\s*[.]|\s)|"
    r"[ตอจ](?:\s*[.]|\s)|"
    r"(?:tambon|amphoe|changwat|khwaeng|khet|subdistrict|district|province)\s+"
    r")\s*"
)
_KIND_AFTER = re.compile(r"\s+(?:subdistrict|sub-district|district|province)$")
_NOTE = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")
_SILENT = re.compile(r"[\s.,'’`\-‐-―_/]+")
#: No place has a longer name; what is longer is neither looked at closely nor remembered.
_LONGEST_NAME = 300


def match_key(name: str) -> str:
    """Return what two ways of writing one place's name have in common.

    Kind (ต. ตำบล อ. อำเภอ จ. จังหวัด แขวง เขต ทต. …), notes in parentheses at the end, case, spaces, dots and hyphens
    do not count. A name that is nothing but a kind stays.
    """
    return _key_of_name(name) if len(name) <= _LONGEST_NAME else _SILENT.sub("", fold(name))


@lru_cache(maxsize=65_536)
def _key_of_name(name: str) -> str:
    text = _without_notes(fold(name))
    text = _KIND_AFTER.sub("", text)
    while (shorter := _KIND.sub("", text, count=1)) != text and _SILENT.sub("", shorter):
        text = shorter
    return _SILENT.sub("", text)


def _without_notes(text: str) -> str:
    while (shorter := _NOTE.sub("", text)) != text and shorter:
        text = shorter
    return text


_LEADING = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
#: Marks that only decide between words whose letters are the same, in the order of the dictionary.
_SECOND_LEVEL = {mark: str(rank) for rank, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4d", 1)}
_RANK = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = {
    letter: _RANK[place // 36] + _RANK[place % 36]
    for place, letter in enumerate([*_RANK, *map(chr, range(0x0E01, 0x0E2F)), *map(chr, range(0x0E30, 0x0E45))], 1)
}
_LETTERS["\u0e45"] = _LETTERS["\u0e32"]
_LONGEST = 300


@lru_cache(maxsize=65_536)
def sort_key(name: str) -> str:
    """Return a key whose order is that of Thai dictionaries, in any collation of the database.

    Leading vowels count after their consonant, tone marks only where all letters are equal; spaces and punctuation
    do not count. The key has only 0-9 and a-z, which every collation orders alike; raw Thai would depend on the server.
    """
    text = _LEADING.sub(r"\2\1", unicodedata.normalize("NFKD", fold(name)).replace("\u0e4d\u0e32", "\u0e33"))
    letters, marks = [], []
    for character in text:
        if character in _LETTERS:
            letters.append(_LETTERS[character])
            marks.append("0")
        elif character in _SECOND_LEVEL:
            marks.append(_SECOND_LEVEL[character])
    # 00 is below every letter, so that a word stands before those it begins.
    return f"{''.join(letters)}00{''.join(marks).rstrip('0')}"[:_LONGEST]


def told_apart(text: str, most: int) -> str:
    """Return a text of at most so many letters: of a longer one its beginning, and a digest that no other has."""
    if len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: most - 17]}~{digest}"
