"""Positions in metres of the grid of UTM, as surveyors and offices write them: read, and turned into degrees."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

from datasets.selectors.positions import plain_pair, position, taken_apart
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

#: Thailand lies in these two zones of the grid, all of it north of the equator.
ZONES = (47, 48)
#: Of the older datum, Indian 1975: its spheroid, and where the survey department has its centre. For EPSG:24047 the
#: library would take a cadastral transformation (EPSG:1812) that lies 190 metres beside this and all others.
_INDIAN = "+proj=utm +zone={} +a=6377276.345 +rf=300.8017 +towgs84=204.5,837.9,294.8 +type=crs"
#: Of a zone, and of Thailand in it, in metres.
_EASTINGS, _NORTHINGS = (Decimal(100_000), Decimal(900_000)), (Decimal(550_000), Decimal(2_350_000))
_METRES = r"(\d{1,3}(?:,\d{3}){1,2}(?:\.\d+)?|0?\d{6,7}(?:\.\d+)?)\s*(?:เมตร|ม\.?|m\.?)?"
_EAST, _NORTH = r"(?:E|X|ตะวันออก)", r"(?:N|Y|เหนือ)"
_ZONE = re.compile(r"(?:(?:wgs\s?(?:19)?84|utm|zone|โซน|ที่)[\s./,]*)*(4[78])(?:\.0+)?\s*[npq]?", re.IGNORECASE)
_ALONE = re.compile(rf"(?:[EXNY]\s*[:=.]?\s*)?{_METRES}\s*(?:{_EAST}|{_NORTH})?", re.IGNORECASE)
#: Behind both metres a number alone may be the height.
_BEHIND = r"(?:\s?[\s,;/|(]\s?\(?(?:(?:(?:UTM|zone|โซน)[\s:]*)+({0})\s*[{1}]?|({0})\s*[{1}])\s*\)?)"
_BOTH = re.compile(
    rf"(?:UTM\s*)?(?:(?:zone|โซน)\s*)?(?:(4[78])\s*[NPQ]?[\s,:]+)?(?:{_EAST}\s*[:=.]?\s*)?{_METRES}\s*{_EAST}?"
    rf"(?:\s*[,;/|]\s*|\s+)(?:{_NORTH}\s*[:=.]?\s*)?{_METRES}\s*{_NORTH}?{_BEHIND.format('4[78]', 'NPQ')}?",
    re.IGNORECASE,
)


#: A zone of some other country beside both; what is written so with none of ours is not read anyhow.
_OTHER_ZONE = re.compile(r"(?:UTM\s*)?(?:(?:zone|โซน)\s*)?\d{1,2}\s*[A-Z]?[\s,:]+", re.IGNORECASE)
_OTHER_BEHIND = re.compile(_BEHIND.format(r"\d{1,2}", "A-Z") + "$", re.IGNORECASE)
_LONGEST_BOTH = 100


def easting(text: str) -> Decimal | None:
    """Return the metres east of a cell, None for nothing.

    Raises:
        CellError: no point of the grid has so many.
    """
    return _metres(text, _EASTINGS)


def northing(text: str) -> Decimal | None:
    """Return the metres north of a cell, None for nothing.

    Raises:
        CellError: no point of Thailand has so many.
    """
    return _metres(text, _NORTHINGS)


def zone(text: str) -> int | None:
    """Return the zone of the grid that a cell names, None for nothing.

    Raises:
        CellError: it names none of Thailand.
    """
    found = taken_apart(text, _ZONE, "zone_malformed")
    return int(found[1]) if found else None


def degrees_or_grid(text: str) -> str | None:
    """Return “latitude, longitude” of a cell in degrees, or in metres of a zone that it states; None for nothing.

    Raises:
        CellError: it is neither.
    """
    try:
        return position(text)
    except CellError:
        if _BOTH.fullmatch(_without_zone(text)) is None:
            raise
        return whole(text)


def whole(text: str, zone: int | None = None, *, is_indian: bool = False) -> str | None:
    """Return “latitude, longitude” of a cell that holds both; a zone that it states itself counts. None for nothing.

    Raises:
        CellError: it is no position of the grid in Thailand, or nothing says of which zone.
    """
    try:
        found = taken_apart(text, _BOTH, "grid_malformed")
    except CellError as error:
        if error.code == "grid_malformed" and _BOTH.fullmatch(_without_zone(text)):
            raise CellError("zone_malformed") from None
        raise
    if found is None:
        return None
    before, east, north, *behind = found.groups()
    own = {int(stated) for stated in (before, *behind) if stated}
    if len(own) > 1:
        raise CellError("grid_malformed")
    stated = own.pop() if own else zone
    if stated is None:
        raise CellError("grid_without_zone")
    return located(stated, _number(east), _number(north), is_indian=is_indian)


def located(zone: int, east: Decimal, north: Decimal, *, is_indian: bool = False) -> str:
    """Return “latitude, longitude” of a point of the grid (of WGS 84 or Indian 1975), to the tenth of a metre.

    Raises:
        CellError: it lies outside Thailand.
    """
    longitude, latitude = _transformer(zone, is_indian=is_indian).transform(float(east), float(north))
    found = plain_pair(f"{latitude:.6f}", f"{longitude:.6f}")
    if found is None:
        raise CellError("grid_abroad_indian" if is_indian else "grid_abroad", text=f"{east}, {north}", zone=zone)
    return found


def _metres(text: str, limits: tuple[Decimal, Decimal]) -> Decimal | None:
    found = taken_apart(text, _ALONE, "grid_malformed")
    if found is None:
        return None
    metres = _number(found[1])
    if not _lies(metres, limits):
        raise CellError("metres_abroad", text=normalise(text)[:60], least=f"{limits[0]:,}", most=f"{limits[1]:,}")
    return metres


def _without_zone(text: str) -> str:
    """Return a cell without the zone of another country."""
    written = normalise(text)
    if len(written) > _LONGEST_BOTH or _BOTH.fullmatch(written):
        return written
    shortened = (pattern.sub("", written, count=1) for pattern in (_OTHER_ZONE, _OTHER_BEHIND))
    return next(filter(_BOTH.fullmatch, shortened), written)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _lies(metres: Decimal, limits: tuple[Decimal, Decimal]) -> bool:
    return limits[0] <= metres <= limits[1]


@cache
def _transformer(zone: int, *, is_indian: bool) -> Any:
    import pyproj

    of = _INDIAN.format(zone) if is_indian else 32600 + zone
    return pyproj.Transformer.from_crs(of, 4326, always_xy=True)
