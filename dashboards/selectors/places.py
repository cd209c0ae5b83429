"""Places as dashboards show them, what a dashboard is about, and how both are called."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.selectors.holdings import Holdings
from tambon.choices import AreaKind, Level
from tambon.models import Area, Network, University

BANGKOK = "10"
#: What no university holds has figures of its own.
OUTSIDE = ("unallocated", "municipal")
_PREFIXES = {
    Level.PROVINCE: ("จังหวัด", "จ.", "%s province"),
    Level.AMPHOE: ("อำเภอ", "อ.", "Amphoe %s"),
    Level.TAMBON: ("ตำบล", "ต.", "Tambon %s"),
}
_PREFIXES_OF_BANGKOK = {Level.AMPHOE: ("เขต", "เขต", "Khet %s"), Level.TAMBON: ("แขวง", "แขวง", "Khwaeng %s")}


@dataclass(frozen=True, slots=True)
class Place:
    """Something figures are about: its level in the figures, its code there, its name and its page."""

    level: str
    code: str
    name: str
    page: str = "area-dashboard"
    page_code: str = ""

    @property
    def has_page(self) -> bool:
        """Tell whether it has a dashboard of its own."""
        return bool(self.page_code)


@dataclass(frozen=True, slots=True)
class Subject:
    """What one dashboard shows: a place, its road from the nation, and what is ranked in it.

    `map_level` is the level of the tiles the ranking paints; empty where the map marks only the place itself. Children
    that belong to it for a time only are those of `keepers` (nothing stands for no university) by `held`; `painted`
    are the tambons that a map may show in the colour of who holds them.
    """

    place: Place
    title: str
    parents: tuple[Place, ...] = ()
    children: tuple[Place, ...] = ()
    child_title: str = ""
    map_level: str = ""
    area_prefix: str = ""
    programme: str = ""
    view: str = "administration"
    views: tuple[str, ...] = field(default=())
    groups: tuple[Place, ...] = ()
    held: Holdings | None = None
    keepers: frozenset[str] = frozenset()
    painted: tuple[str, ...] = ()

    def keeps(self, place: Place, day: date | None, *, has_figure: bool) -> bool:
        """Tell whether a place is a part of it on the day that decides over its figures."""
        if place.level == RollupLevel.PLACE:
            return has_figure  # nobody is expected to report for a code that is no more
        if self.held is None or day is None:
            return True
        if place.level == RollupLevel.UNIVERSITY_PROVINCE:
            university, _colon, province = place.code.partition(":")
            return has_figure or university in OUTSIDE or self._holds_in(university, province, day)
        if place.level == RollupLevel.TAMBON:
            return self.held.holder(place.code, day) in self.keepers
        return True

    def _holds_in(self, university: str, province: str, day: date) -> bool:
        held = self.held
        return held is not None and any(
            held.holder(tambon, day) == university for tambon in held.of if tambon.startswith(province)
        )


def in_thai() -> bool:
    """Tell whether the page is in Thai."""
    return (get_language() or "th").startswith("th")


def name_of(thing: Area | University | Network) -> str:
    """Return the bare name in the language of the page."""
    return thing.name_th if in_thai() else thing.name_en or thing.name_th


def title_of(area: Area) -> str:
    """Return the name as it is written in full: จังหวัดตาก, เขตพระนคร, Tambon Mae Tho."""
    return _prefixed(area, 0)


def short_title_of(area: Area) -> str:
    """Return the name as it stands in a list: จ.ตาก, ต.แม่ท้อ."""
    return _prefixed(area, 1)


def _prefixed(area: Area, which: int) -> str:
    # Both kinds of regions have a north; a cluster's own name says what it is.
    in_bangkok = area.code.startswith(BANGKOK) and area.code.isdigit()
    table = _PREFIXES_OF_BANGKOK if in_bangkok else _PREFIXES
    forms = table.get(Level(area.level))
    if area.kind == AreaKind.SIX:
        return _("%(name)s (of six regions)") % {"name": name_of(area)}
    if area.kind == AreaKind.FOUR:
        return _("%(name)s (of four regions)") % {"name": name_of(area)}
    if forms is None:
        return name_of(area)
    if area.name_th.startswith(forms[0]) and in_thai():
        return area.name_th
    return f"{forms[which]}{area.name_th}" if in_thai() or not area.name_en else forms[2] % area.name_en


def place_of(area: Area) -> Place:
    """Return an area as a place of a ranking."""
    return Place(level=area.level, code=area.code, name=short_title_of(area), page_code=area.code)
