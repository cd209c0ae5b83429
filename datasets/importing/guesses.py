"""What the headings of a stranger's file may stand for: offered on the page, where somebody says whether it is so."""

import re
from collections.abc import Iterator

from datasets.choices import FieldKind, FieldRole
from datasets.selectors.grids import degrees_or_grid
from datasets.selectors.halves import HALVES, ZONE, degrees_of, go_together, lacking_half, reader_of
from datasets.selectors.headings import Reading, point_of
from u2t.core.importing.cleaning import is_nothing
from u2t.core.importing.columns import Clean, heading_key
from u2t.core.importing.heads import Head
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

#: The word of a system before each of its headings, and the language behind: ATT_NAME_TH is a name.
_SYSTEM = re.compile(r"[A-Z]{2,6}_(?=\w)", re.ASCII)
_LANGUAGE = re.compile(r"(?<![\s_.(-])[\s_.(-]+(?:th|thai|ไทย)\)?$", re.IGNORECASE)
_NAMES = frozenset({"name", "title", "ชื่อ"})
#: Codes and answers of lists are each system's own, whatever they are called.
_OF_AREAS, _OF_VALUES = {FieldRole.AREA_NAME, FieldRole.PLACE_NAME}, {FieldKind.TEXT, FieldKind.POINT}


def guessed(reading: Reading, head: Head) -> list[str]:
    """Return the name of the field for each heading as files are read today, and a guess for those that are not known.

    What somebody said of these headings stands alone.
    """
    taken = reading.taken(head.headings)
    if reading.knows(head.headings):
        return taken
    taken = [_in_degrees(name, samples) for name, samples in zip(taken, head.samples, strict=True)]
    for at, name in (*_by_words(reading, head), *_by_values(reading, head)):
        if not (taken[at] or {name, name.partition(":")[0]} & set(taken) or _is_given(reading, name, taken)):
            taken[at] = name
    return [name if _fits(name, taken, taken[:at]) else "" for at, name in enumerate(taken)]


def _in_degrees(name: str, samples: list[str]) -> str:
    """Take “พิกัด E” for a longitude, if its values are."""
    field, colon, of = name.partition(":")
    half = degrees_of(f"{colon}{of}")
    return f"{field}{half}" if half and _are_all(reader_of(half), samples) else name


def _fits(name: str, taken: list[str], before: list[str]) -> bool:
    """Tell whether the page would take a part of a position as it is: “Zone” is a word for much else."""
    if not name.endswith(HALVES):
        return True
    field = name.partition(":")[0]
    given = [field, *(f"{field}{half}" for half in HALVES)]  # that in degrees is read before all others
    whole = next((each for each in given if each in taken and not (":" in each and lacking_half(each, taken))), None)
    if name in before or (whole and not go_together(whole, name)):
        return False
    is_lone = name.endswith(ZONE) or whole
    return not (is_lone and lacking_half(name, taken))


def _by_words(reading: Reading, head: Head) -> Iterator[tuple[int, str]]:
    naming = [field.name for field in reading.fields if field.is_naming]
    free = {
        field.name
        for field in reading.fields
        if field.role in _OF_AREAS or (field.role == FieldRole.VALUE and field.kind in _OF_VALUES)
    }
    for at, heading in enumerate(head.headings):
        bare = _LANGUAGE.sub("", normalise(heading))
        for words in dict.fromkeys((bare, _SYSTEM.sub("", bare, count=1))):
            name = reading.recognise(words) or _in_metres(reading, words, head.samples[at])
            if name and name.partition(":")[0] in free:
                yield at, name
            elif not name and naming and heading_key(words) in _NAMES:
                yield at, naming[0]


def _in_metres(reading: Reading, words: str, samples: list[str]) -> str | None:
    """Take “X47” for metres of the grid, if its values can be."""
    name = reading.recognise(f"UTM {words}") or ""
    half = name.removeprefix(name.partition(":")[0])
    return name if half in HALVES and _are_all(reader_of(half), samples) else None


def _by_values(reading: Reading, head: Head) -> Iterator[tuple[int, str]]:
    """Find a column of positions by what stands in it."""
    points = [found for found in reading.fields if found.kind == FieldKind.POINT and found.role == FieldRole.VALUE]
    for at, samples in enumerate(head.samples if points else []):
        if _are_all(degrees_or_grid, samples):
            yield at, points[0].name


def _is_given(reading: Reading, name: str, taken: list[str]) -> bool:
    """Tell whether a position is given in two columns already."""
    return any(name == field.name and point_of([field], taken) for field in reading.fields)


def _are_all(clean: Clean, samples: list[str]) -> bool:
    texts = [text for text in samples if not is_nothing(text)]
    try:
        return bool(texts) and all(clean(text) is not None for text in texts)
    except CellError:
        return False
