"""What the columns of a spreadsheet seem to be: proposed from headings and values, confirmed by a person."""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.selectors.columns import LONGEST_KEY, LONGEST_TEXT, NONE
from datasets.selectors.field_rules import DefinitionInputError
from datasets.selectors.grids import degrees_or_grid
from datasets.selectors.halves import degrees_of, go_together, half_meant, lacking_half, reader_of
from datasets.selectors.spreadsheets import (
    HALF_USES,
    KEY,
    LEFT_OUT,
    MOST_CHOICES,
    MOST_COLUMNS,
    VALUE,
    Column,
    numbered,
    uses,
)
from tambon.choices import Level
from tambon.selectors.places import Places
from u2t.core.importing import cleaning, heads, readers
from u2t.core.importing.columns import heading_key
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

_LOOKED_AT = 5_000
#: A list of answers repeats itself: so many rows for each different one, on average.
_REPEATED = 4
_NAME = re.compile(r"[A-Za-z][\w.]{0,79}", re.ASCII)
_PERSONAL = re.compile(
    r"ชื่อ-|ชื่อ ?(และ)?สกุล|นามสกุล|เลขประจำตัว|บัตรประชาชน|โทร|มือถือ|อีเมล|วันเกิด|e-?mail|phone|citizen.?id"
    r"|(?:^|[\W_])tel(?:$|[\W_]|ephone)",
    re.IGNORECASE,
)
#: Codes, telephones and citizen IDs: nobody counts or adds them up.
_NO_NUMBER = re.compile(r"0\d+|\d{13}")
_PER_CENT = re.compile(r"ร้อยละ|%|per ?cent|อัตราส่วน", re.IGNORECASE)
#: What a column of names may be called, and the level of the areas that its values then have to name.
_NAMED = (
    ("place-name", Level.TAMBON, re.compile(r"ตำบล|แขวง|sub.?district|tambon|tumbol", re.IGNORECASE)),
    ("amphur_name", Level.AMPHOE, re.compile(r"อำเภอ|เขต|district|amph", re.IGNORECASE)),
    ("province_name", Level.PROVINCE, re.compile(r"จังหวัด|province|changwat", re.IGNORECASE)),
)
_LONGEST = 200
_PLACE_NAMED = re.compile(r"ตำบล|แขวง|หมู่บ้าน|tambon|village|place|code|รหัส", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as it is proposed, with a few values of it and its different values, if they are few."""

    column: Column
    samples: list[str]
    distinct: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole spreadsheet: the row of its headings, its columns, and of which places it seems to be."""

    line: int
    place_level: str
    columns: list[Seen]


def propose(path: Path, *, line: int | None = None) -> Proposal:
    """Look at a file of which no data set is known; `line` is where its headings stand, if somebody says so.

    Raises:
        FileError: it cannot be read as a table.
        DefinitionInputError: it has more columns than a data set.
    """
    known = {level: _words(is_village=level == PlaceLevel.VILLAGE) for level in PlaceLevel.values}
    every = {key: use for words in known.values() for key, use in words.items()}

    def recognise(text: str) -> str | None:
        return every.get(heading_key(text)) or half_meant(text) or None

    head = heads.head_of(path, recognise=recognise, line=line, looked_at=_LOOKED_AT)
    if len(head.headings) > MOST_COLUMNS:
        shown = {"count": len(head.headings), "most": MOST_COLUMNS}
        raise DefinitionInputError(_("The file has %(count)s columns; at most %(most)s become a data set.") % shown)
    values = [_values(head.rows, at) for at in range(len(head.headings))]
    level = _level(head.headings, values)
    words, taken, names = known[level], set[str](), Places.read()
    answers = [_answers(head.rows, at, found) for at, found in enumerate(values)]
    columns = []
    for number, (heading, found) in enumerate(zip(head.headings, values, strict=True), start=1):
        use = (
            words.get(heading_key(heading), "")
            or _place_by_codes(heading, found, level)
            or _place_by_names(heading, found, names)
            or _half(heading, found)
        )
        use = VALUE if not use or use in taken else use
        taken.add(use)
        columns.append(_column(number, heading, answers[number - 1], use))
    columns = numbered(_with_key(_both_or_none(columns), head.rows))
    few = [tuple(sorted(set(found)))[: MOST_CHOICES + 1] for found in answers]
    seen = [Seen(_with_choices(column, few[at]), head.samples[at], few[at]) for at, column in enumerate(columns)]
    return Proposal(head.line, level, seen)


def propose_upload(file: IO[bytes], *, size: int, line: int | None = None) -> Proposal:
    """Look at a file that is not kept.

    Raises:
        FileError: it is empty or too big, or cannot be read as a table.
    """
    readers.check_size(size)
    with NamedTemporaryFile() as kept:
        shutil.copyfileobj(file, kept)
        kept.flush()
        return propose(Path(kept.name), line=line)


def _words(*, is_village: bool) -> dict[str, str]:
    return {
        heading_key(text): use
        for use, field in uses(is_village=is_village).items()
        for text in (field["name"], field["label_th"], field["label_en"], *field["aliases"])
    }


def _values(rows: Iterable[list[str]], position: int) -> list[str]:
    texts = (normalise(cells[position]) for cells in rows if position < len(cells))
    return [text for text in texts if not cleaning.is_nothing(text)]


def _answers(rows: Iterable[list[str]], position: int, values: list[str]) -> list[str]:
    """Return the values with those that say that there is none, where the others are words: มี and ไม่มี."""
    if not values or any(character.isdigit() for text in values for character in text):
        return values
    return [NONE for row in rows for text in row[position : position + 1] if normalise(text) == NONE] + values


def _level(headings: list[str], values: list[list[str]]) -> str:
    """Tell a file of villages by a column of codes of eight digits."""
    is_of_villages = any(
        _PLACE_NAMED.search(heading) and found and all(_is_code(text, 8) for text in found)
        for heading, found in zip(headings, values, strict=True)
    )
    return PlaceLevel.VILLAGE if is_of_villages else PlaceLevel.TAMBON


def _place_by_codes(heading: str, values: list[str], level: str) -> str:
    digits = 8 if level == PlaceLevel.VILLAGE else 6
    is_place = _PLACE_NAMED.search(heading) and values and all(_is_code(text, digits) for text in values)
    return str(FieldRole.PLACE.value) if is_place else ""


def _place_by_names(heading: str, values: list[str], names: Places) -> str:
    for use, level, pattern in _NAMED:
        if pattern.search(heading) and values and all(names.knows(level, text) for text in set(values)):
            return use
    return ""


def _half(heading: str, values: list[str]) -> str:
    """Believe a heading for which most values speak: the others are refused by cell.

    The N of “UTM47_N” is that of the zone, or of a northing; that of “พิกัด N” may be of degrees.
    """
    half = half_meant(heading)
    for meant in filter(None, dict.fromkeys((half, half.replace(":utm4", ":northing4"), degrees_of(half)))):
        fitting = sum(1 for text in values if _all_are(reader_of(meant), [text]))
        if fitting * 2 > len(values):
            return meant.removeprefix(":")
    return ""


def _both_or_none(columns: list[Column]) -> list[Column]:
    """Take what is but half a position, or the same position in another way, for a value."""
    given = [HALF_USES[column.use] for column in columns if column.use in HALF_USES]
    are_whole = [half for half in given if not lacking_half(half, given)]
    kept = [half for half in are_whole if go_together(are_whole[0], half)]
    return [
        replace(column, use=VALUE) if column.use in HALF_USES and HALF_USES[column.use] not in kept else column
        for column in columns
    ]


def _is_code(text: str, digits: int) -> bool:
    code = cleaning.code(text)
    return len(code) == digits and code.isdigit() and code[0] != "0"


def _column(number: int, heading: str, values: list[str], use: str) -> Column:
    name = heading if _NAME.fullmatch(heading) else f"column_{number}"
    label = heading or _("Column %(number)s") % {"number": number}
    is_unfit = use == VALUE and (not values or max(map(len, values)) > LONGEST_TEXT)
    return Column(
        heading=heading, use=LEFT_OUT if is_unfit else use, name=name, label_th=label[:200],
        kind=_kind(heading, values), is_personal=use == VALUE and bool(_PERSONAL.search(heading)),
    )  # fmt: skip


def _kind(heading: str, values: list[str]) -> str:
    if not values or any(_NO_NUMBER.fullmatch(text) for text in values):
        return _list_or_text(values)
    for kind, clean in _TRIED:
        if _all_are(clean, values):
            is_share = kind in _NUMBERS and _PER_CENT.search(heading)
            return FieldKind.PERCENT if is_share else kind
    return _list_or_text(values)


def _list_or_text(values: list[str]) -> str:
    different = len(set(values))
    is_list = 1 < different <= min(MOST_CHOICES, len(values) // _REPEATED) and max(map(len, values)) <= _LONGEST
    return FieldKind.CHOICE if is_list else FieldKind.TEXT


def _all_are(clean: Callable[[str], Any], values: list[str]) -> bool:
    try:
        return all(clean(text) is not None for text in values)
    except CellError:
        return False


_NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL})
_TRIED: tuple[tuple[str, Callable[[str], Any]], ...] = (
    (FieldKind.WHOLE, cleaning.whole),
    (FieldKind.DECIMAL, cleaning.number),
    (FieldKind.DATE, cleaning.day),
    (FieldKind.DATE, cleaning.day_month_first),
    (FieldKind.POINT, degrees_or_grid),
)


def _with_choices(column: Column, few: tuple[str, ...]) -> Column:
    return replace(column, choices=few) if column.kind == FieldKind.CHOICE else column


def _with_key(columns: list[Column], rows: list[list[str]]) -> list[Column]:
    """Where places repeat, let the first column that tells the rows apart be a part of the natural key."""
    named = [at for at, column in enumerate(columns) if column.use not in {VALUE, LEFT_OUT, *HALF_USES}]
    if named and _tell_apart(rows, named):
        return columns
    for at, column in enumerate(columns):
        is_name = column.use == VALUE and column.kind in {FieldKind.TEXT, FieldKind.WHOLE} and not column.is_personal
        is_name = is_name and all(len(cells[at]) <= LONGEST_KEY for cells in rows if at < len(cells))
        if is_name and _tell_apart(rows, [*named, at]):
            return [replace(each, use=KEY) if number == at else each for number, each in enumerate(columns)]
    return columns


def _tell_apart(rows: list[list[str]], positions: list[int]) -> bool:
    keys = [tuple(cells[at] if at < len(cells) else "" for at in positions) for cells in rows]
    return len(set(keys)) == len(keys)
