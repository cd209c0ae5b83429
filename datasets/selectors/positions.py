"""Positions as people write them: latitude and longitude in one cell, with degree signs, in either order."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from u2t.core.importing import cleaning
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

#: Around Thailand: no latitude of the country could be a longitude of it, so the order is always certain.
_LATITUDES, _LONGITUDES = (Decimal(5), Decimal(21)), (Decimal(97), Decimal(106))
#: The same as numbers that are compared quickly.
_SOUTH, _NORTH, _WEST, _EAST = map(float, (*_LATITUDES, *_LONGITUDES))
_MICRO = Decimal("0.000001")
#: A position in a record, for the database too: degrees north, a comma, degrees east. Forms may bring any of the earth.
STORED = r"(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)"
_STORED = re.compile(STORED, re.ASCII)
#: No program writes more figures behind the point.
_FIGURE = r"[1-9]\d{0,2}(?:\.\d{1,20})?"
_PLAIN = re.compile(rf"({_FIGURE}), ?({_FIGURE})", re.ASCII)
_PLAIN_DEGREES = re.compile(_FIGURE, re.ASCII)
#: Eastings and northings of a grid have six or seven digits before the point.
_METRES = re.compile(r"\d{6,7}(?:\.\d+)?", re.ASCII)
_WORDS = re.compile(
    r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|ละติจูด|ลองจิจูด|ลองติจูด|พิกัด(?:\s*gps)?|gps)\s*\.?\s*[:=]?", re.IGNORECASE
)
_SIDES = {"เหนือ": "N", "ใต้": "S", "ตะวันออก": "E", "ตะวันตก": "W"}
_AXIS = {"N": 0, "S": 0, "E": 1, "W": 1}
_ONE = (
    r"([NSEW])?\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*(?:[°º˚]|องศา)?"
    r"(?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:['′’‘]|ลิปดา))?"
    r"(?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”“]|''|ฟิลิปดา|พิลิปดา))?\s*([NSEW])?"
)
_ALONE = re.compile(_ONE, re.IGNORECASE)
#: What a telephone adds behind the two is the height and how exact it all is.
_TWO = re.compile(rf"[(\[]?\s*{_ONE}(?:\s*[,;/|]\s*|\s+){_ONE}\s*[)\]]?(?:\s+-?\d+(?:\.\d+)?){{0,2}}", re.IGNORECASE)


def position(text: str) -> str | None:
    """Return “latitude, longitude” of a cell, None for nothing.

    Raises:
        CellError: it is no position, or none in Thailand in whichever order it is read.
    """
    plain = _PLAIN.fullmatch(text)
    if plain:  # as nearly every program writes it
        return _in_order(text, plain[1], plain[2])
    found = taken_apart(text, _TWO, "position_malformed", bare=_bare)
    if found is None:
        return None
    first, second = found.groups()[:5], found.groups()[5:]
    sides = [(part[0] or part[4] or "").upper() for part in (first, second)]
    degrees = [_degrees(part, side) for part, side in zip((first, second), sides, strict=True)]
    axes = [_AXIS.get(side) for side in sides]
    if axes[0] is not None and axes[0] == axes[1]:
        raise CellError("position_malformed")
    if axes[0] == 1 or axes[1] == 0:
        degrees.reverse()
        return _known(text, *degrees)
    return _known(text, *degrees) if any(sides) else _in_order(text, *map(_shown, degrees))


def taken_apart(
    text: str, written: re.Pattern[str], refusal: str, *, bare: Callable[[str], str] = normalise
) -> re.Match[str] | None:
    """Return the parts of a cell as they are written, None for nothing; `bare` is the cell without what says nothing.

    Raises:
        CellError: it is not written so.
    """
    if cleaning.is_nothing(text):
        return None
    cleaning.refuse_formula(text)
    found = written.fullmatch(bare(text))
    if found is None:
        raise CellError(refusal)
    return found


def degrees(text: str) -> tuple[str, int] | None:
    """Return the degrees of a cell and what they can be in Thailand: 0 a latitude, 1 a longitude; None for nothing.

    Raises:
        CellError: it is neither.
    """
    shown, side = text, ""
    if not _PLAIN_DEGREES.fullmatch(text):
        if cleaning.is_nothing(text):
            return None
        cleaning.refuse_formula(text)
        found = _ALONE.fullmatch(_bare(text))
        if found is None:
            raise CellError("degrees_metres" if _METRES.fullmatch(_bare(text)) else "degrees_malformed")
        side = (found[1] or found[5] or "").upper()
        shown = _shown(_degrees(found.groups(), side))
    axis = 0 if _lies(shown, _LATITUDES) else 1 if _lies(shown, _LONGITUDES) else None
    if axis is None or (side and _AXIS[side] != axis):
        raise CellError("degrees_abroad", text=normalise(text)[:60])
    return shown, axis


def plain_pair(north: str, east: str) -> str | None:
    """Return the position of two cells as nearly every program writes them; None where they need a closer look."""
    if _PLAIN_DEGREES.fullmatch(north) and _PLAIN_DEGREES.fullmatch(east):
        is_here = _SOUTH <= float(north) <= _NORTH and _WEST <= float(east) <= _EAST
        return f"{north}, {east}" if is_here else None
    return None


def stored(value: Any) -> tuple[float, float] | None:
    """Return latitude and longitude of a value of a record, None where it is no position."""
    found = _STORED.fullmatch(value) if isinstance(value, str) else None
    return (float(found[1]), float(found[2])) if found else None


def latitude_and_longitude(shown: str) -> tuple[float, float]:
    """Return the two numbers of a position that was read."""
    latitude, _comma, longitude = shown.partition(", ")
    return float(latitude), float(longitude)


def _bare(text: str) -> str:
    """Return a cell without the words for what stands in it, with letters for the sides of the world."""
    written = _WORDS.sub(" ", normalise(text))
    for word, side in _SIDES.items():
        written = written.replace(word, side)
    return normalise(written)  # many blanks between two words would be shared out in every way


def _degrees(part: tuple[str | None, ...], side: str) -> Decimal:
    _before, degrees, minutes, seconds, _after = part
    found = Decimal(degrees or 0)
    if minutes or seconds:
        found += (Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600) * (-1 if found.is_signed() else 1)
        found = found.quantize(_MICRO, ROUND_HALF_UP)
    return -found if side in {"S", "W"} else found


def _in_order(text: str, first: str, second: str) -> str:
    """Return the two with the latitude first, whichever way round they stand."""
    if _lies(first, _LATITUDES) and _lies(second, _LONGITUDES):
        return f"{first}, {second}"
    if _lies(second, _LATITUDES) and _lies(first, _LONGITUDES):
        return f"{second}, {first}"
    raise CellError("position_abroad", text=normalise(text)[:60])


def _known(text: str, latitude: Decimal, longitude: Decimal) -> str:
    if not (_lies(latitude, _LATITUDES) and _lies(longitude, _LONGITUDES)):
        raise CellError("position_abroad", text=normalise(text)[:60])
    return f"{_shown(latitude)}, {_shown(longitude)}"


def _lies(number: str | Decimal, limits: tuple[Decimal, Decimal]) -> bool:
    return limits[0] <= Decimal(number) <= limits[1]


def _shown(number: Decimal) -> str:
    return format(number, "f")
