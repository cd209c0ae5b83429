"""Positions that a file brings otherwise than in one cell of degrees: in two halves, in metres of a grid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from datasets.selectors import grids
from datasets.selectors.positions import degrees
from u2t.core.importing.columns import Clean, ImportColumn, heading_key

#: Behind the name of the field; no name of a field has a colon.
LATITUDE, LONGITUDE = ":latitude", ":longitude"
DEGREES = (LATITUDE, LONGITUDE)
#: Translated when the finding is read, as are the labels when they are shown.
AXES = (gettext_noop("latitude"), gettext_noop("longitude"))
AXES_OF_GRID = (gettext_noop("easting"), gettext_noop("northing"), gettext_noop("zone of the grid"))


@dataclass(frozen=True, slots=True)
class Way:
    """How a file can give a position: what each of its columns is called behind the field, and what reads it.

    Metres of the grid of UTM have a zone, and may stand in one column too. Where each row says its own zone, that is
    the third column.
    """

    halves: tuple[str, ...]
    clean: tuple[Clean, ...]
    is_grid: bool = False
    zone: int = 0
    is_indian: bool = False

    @property
    def axes(self) -> tuple[str, ...]:
        """Return what its columns say."""
        return AXES_OF_GRID if self.is_grid else AXES

    @property
    def is_by_row(self) -> bool:
        """Tell whether each row says its zone, in the cell of the metres or beside it."""
        return self.is_grid and not self.zone


def _ways_of(zone: int, *, is_indian: bool) -> tuple[Way, Way]:
    of = f"{zone}{INDIAN}" if is_indian else f"{zone}"
    both = partial(grids.whole, zone=zone, is_indian=is_indian)
    return (
        Way((f":easting{of}", f":northing{of}"), (grids.easting, grids.northing), True, zone, is_indian),
        Way((f":utm{of}",), (both,), True, zone, is_indian),
    )


#: Behind the zone, of metres in the older datum.
INDIAN = "i"


def _ways_by_row(*, is_indian: bool) -> tuple[Way, ...]:
    of, both = INDIAN if is_indian else "", partial(grids.whole, is_indian=is_indian)
    three = (f":easting{of}", f":northing{of}", ZONE)
    return (
        Way(three, (grids.easting, grids.northing, grids.zone), True, is_indian=is_indian),
        Way((f":utm{of}", ZONE), (both, grids.zone), True, is_indian=is_indian),
        Way((f":utm{of}",), (both,), True, is_indian=is_indian),
    )


#: Behind the name of the field, of the column that says the zone of each row.
ZONE = ":zone"
#: Where each row says its zone.
BY_ROW = (*_ways_by_row(is_indian=False), *_ways_by_row(is_indian=True))
OF_ROWS = tuple(dict.fromkeys(half for way in BY_ROW for half in way.halves))
_OF_ZONES = [way for old in (False, True) for zone in grids.ZONES for way in _ways_of(zone, is_indian=old)]
WAYS = (Way(DEGREES, (degrees, degrees)), *_OF_ZONES, *BY_ROW)
_CLEAN: dict[str, Clean] = {half: clean for way in WAYS for half, clean in zip(way.halves, way.clean, strict=True)}
#: What a column can stand for besides a field, behind its name.
HALVES = tuple(_CLEAN)
_LABELS = {
    LATITUDE: _("%(field)s: latitude"),
    LONGITUDE: _("%(field)s: longitude"),
    ":easting#": _("%(field)s: easting, UTM %(zone)sN (WGS 84)"),
    ":northing#": _("%(field)s: northing, UTM %(zone)sN (WGS 84)"),
    ":utm#": _("%(field)s: easting and northing, UTM %(zone)sN (WGS 84)"),
    ":easting#i": _("%(field)s: easting, UTM %(zone)sN (Indian 1975)"),
    ":northing#i": _("%(field)s: northing, UTM %(zone)sN (Indian 1975)"),
    ":utm#i": _("%(field)s: easting and northing, UTM %(zone)sN (Indian 1975)"),
    ":easting": _("%(field)s: easting, UTM, zone in another column (WGS 84)"),
    ":northing": _("%(field)s: northing, UTM, zone in another column (WGS 84)"),
    ":utm": _("%(field)s: easting and northing, UTM, zone in the cell or in another column (WGS 84)"),
    ":eastingi": _("%(field)s: easting, UTM, zone in another column (Indian 1975)"),
    ":northingi": _("%(field)s: northing, UTM, zone in another column (Indian 1975)"),
    ":utmi": _("%(field)s: easting and northing, UTM, zone in the cell or in another column (Indian 1975)"),
    ":zone": _("%(field)s: zone of the UTM grid"),
}
_ZONE = re.compile("4[78]")
#: What may stand in a heading of the grid besides the axis and the zone.
_NOISE = re.compile(
    r"wgs84|utm|zone|โซน|(?:indian|อินเดียน)(?:datum)?(?:1975)?|datum|พิกัด|ค่า|gps|กริด|grid|coordinates?|ตำแหน่ง|ที่ตั้ง|location|position|เมตร|metres?|meters?|(?<=[gexny])m$"
)
_OF_GRID = re.compile(r"utm|easting|northing|ตะวันออก|เหนือ|กริด")
_OF_INDIAN = re.compile(r"indian|อินเดียน")
#: East and north alone are the sides of a field too.
_SURELY_OF_GRID = re.compile(r"utm|easting|northing|กริด")
_OF_ZONE = re.compile(r"(?:utm|พิกัด|หมายเลข|เลขที่|grid|กริด)*(?:zone|โซน)(?:utm|พิกัด|grid|กริด|ที่|no)*")
_EAST, _NORTH = r"easting|east|e|แกนx|x|ทิศตะวันออก|ตะวันออก", r"northing|north|n|แกนy|y|ทิศเหนือ|เหนือ"
_WITHOUT_ZONE = (re.compile(r"(?:e[,/]?n|x[,/]?y)?"), re.compile(_EAST), re.compile(_NORTH))
_WITH_ZONE = (
    re.compile(rf"(?:{_EAST})4[78][npq]?|4[78][npq]?(?:{_EAST})"),
    re.compile(rf"(?:{_NORTH})4[78][npq]?|4[78][npq]?(?:{_NORTH})"),
    re.compile(r"(?:en|xy)?4[78][npq]?|4[78][npq]?(?:en|xy)"),
)
#: What says no more than the axis: metres or degrees, by what stands below (`degrees_of`).
_OF_AXIS = re.compile(rf"(?:ค่า)?(?:พิกัด|gps|coordinates?)+(?:(?P<east>{_EAST})|(?:{_NORTH}))")
_BEFORE = r"(?:gps|geo|wgs84|พิกัด|ค่า|ตำแหน่ง|ที่ตั้ง|จุด|location|position|place|point|coordinates?)*"
_AFTER = r"(?:wgs84|dd|deg(?:rees?)?|gps|องศา|ทศนิยม|y|x|n|e|เหนือ|ตะวันออก)*"
_WORDS = {
    LATITUDE: r"(?:latitude|lat|ละติจูด|ละติจุด|ละติดจูด|ลาติจูด|แลตติจูด|เส้นรุ้ง)+",
    LONGITUDE: r"(?:longitude|long|lon|lng|ลองจิจูด|ลองติจูด|ลองจิจุด|ลองกิจูด|เส้นแวง)+",
}
_WITH_WORDS = re.compile(r"(.*?)(?:(?P<lat>{})|(?P<lon>{})){}".format(*_WORDS.values(), _AFTER))
_LONGEST_HEADING = 200
_ANY_PLACE = re.compile(_BEFORE)


def half_columns(fields: Sequence[DatasetField]) -> list[ImportColumn]:
    """Return the columns in which a file can bring a position besides the one that holds it in degrees."""
    points = [field for field in fields if field.kind == FieldKind.POINT]
    return [
        ImportColumn(
            f"{field.name}{half}",
            label_of(field, half),
            clean,
            is_personal=field.is_personal,
            fills_down=half == ZONE,
        )
        for field in points
        for half, clean in _CLEAN.items()
    ]


def label_of(field: DatasetField, half: str) -> str:
    """Return what one half of a position is called, or the whole of it in metres of a grid."""
    zone = _ZONE.search(half)
    return str(_LABELS[_ZONE.sub("#", half)] % {"field": field.label, "zone": zone[0] if zone else ""})


def half_named(fields: Iterable[DatasetField], heading: str) -> str | None:
    """Return the half of a position that a heading is a word for: “lat”, “ละติจูด (N)”, “at_longitude”.

    Words that name no field are for the first position of the data set.
    """
    half, before = _half_and_rest(heading)
    grid = "" if half else _of_grid(heading)
    if not half and not grid:
        return None
    points = [field for field in fields if field.kind == FieldKind.POINT and field.role == FieldRole.VALUE]
    if grid:
        return f"{points[0].name}{grid}" if points else None
    for field in points:
        if before in {heading_key(text) for text in (field.name, field.label_th, field.label_en, *field.aliases)}:
            return f"{field.name}{half}"
    return f"{points[0].name}{half}" if points and _ANY_PLACE.fullmatch(before) else None


def half_meant(heading: str) -> str:
    """Return the half of some position that a heading is a word for, empty where it is for none."""
    half, before = _half_and_rest(heading)
    if not half:
        return _of_grid(heading)
    return half if _ANY_PLACE.fullmatch(before) else ""


def _half_and_rest(heading: str) -> tuple[str, str]:
    if len(heading) > _LONGEST_HEADING:  # cells of strangers are searched too: the pattern takes the square of them
        return "", ""
    found = _WITH_WORDS.fullmatch(heading_key(heading).replace(":", ""))
    if found is None:
        return "", ""
    return LATITUDE if found["lat"] else LONGITUDE, found[1]


def _of_grid(heading: str) -> str:
    """Return the half of a position of the grid, or the whole, that a heading is for, or the column of its zones."""
    key = heading_key(heading) if len(heading) <= _LONGEST_HEADING else ""
    if _OF_ZONE.fullmatch(key):
        return ZONE
    if alone := _OF_AXIS.fullmatch(key):
        return ":easting" if alone["east"] else ":northing"
    if not _OF_GRID.search(key):
        return ""
    bare = _NOISE.sub("", key)
    names = ("utm", "easting", "northing")
    order = (2, 0, 1)  # the N of “UTM 47N” is that of the zone
    found = next((name for name, at in zip(names, order, strict=True) if _WITH_ZONE[at].fullmatch(bare)), "")
    datum = INDIAN if _OF_INDIAN.search(key) else ""
    if found:
        return f":{found}{47 if '47' in bare else 48}{datum}"
    if _SURELY_OF_GRID.search(key):
        # “Easting” and “UTM E” name no axis but by the word that says that they are of the grid.
        found = next((name for name, axis in zip(names, _WITHOUT_ZONE, strict=True) if axis.fullmatch(bare)), "")
    return f":{found}{datum}" if found else ""


def degrees_of(half: str) -> str:
    """Return the half of a position in degrees that a half in metres can be as well: “พิกัด E” says no more."""
    return {":easting": LONGITUDE, ":northing": LATITUDE}.get(half, "")


def way_of(half: str) -> Way:
    """Return the way to give a position that a column is of."""
    return next(way for way in WAYS if half in way.halves)


def reader_of(half: str) -> Clean:
    """Return what reads a column that is half a position, or all of it in metres of a grid."""
    return _CLEAN[half]


def lacking_half(name: str, given: Iterable[str]) -> str | None:
    """Return the name of the first half that is not given with one that is; None where the position is whole."""
    field, _colon, half = name.partition(":")
    names = set(given)
    ways = [[f"{field}{each}" for each in way.halves] for way in WAYS if f":{half}" in way.halves]
    nearest = max(ways, key=lambda way: len(names.intersection(way)) - len(way))
    return next((each for each in nearest if each not in names), None)


def go_together(one: str, other: str) -> bool:
    """Tell whether one file may give a position by both halves: two of one way, or of the grid in other zones."""
    first, second = (way_of(f":{name.partition(':')[2]}") if ":" in name else None for name in (one, other))
    return first is not None and second is not None and (first == second or (first.is_grid and second.is_grid))


def whole(names: Iterable[str]) -> set[str]:
    """Return the names of fields that are given, where halves give the position they make."""
    given = set(names)
    halves = {name for name in given if name.endswith(HALVES)}
    return (given - halves) | {name.partition(":")[0] for name in halves if not lacking_half(name, given)}
