"""What the packages know of Thailand's areas: codes and names from GeoThai, points from thailand-address."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import geothai
from django.conf import settings
from geothai.abolished import abolished_areas

from tambon.choices import AreaKind, Level
from u2t.core.text import match_key, sort_key

CREDIT = "GeoThai (CC BY 4.0)"
_LEVELS = {2: Level.PROVINCE, 4: Level.AMPHOE, 6: Level.TAMBON}
_BANGKOK = "10"
_KHET = "เขต"


@dataclass(frozen=True, slots=True)
class Place:
    """One code of the gazetteer; `today` is the present area it is counted under, if there is exactly one."""

    code: str
    name_th: str
    name_en: str
    today: str | None
    postcode: str = ""
    abolished_on: date | None = None

    @property
    def level(self) -> Level:
        """The level, which follows from the length of the code."""
        return _LEVELS[len(self.code)]

    @property
    def parent(self) -> str:
        """The code of the area above, abolished or not."""
        return self.code[:-2] or "TH"

    @property
    def kind(self) -> AreaKind:
        """Bangkok has khet and khwaeng."""
        return AreaKind.KHWAENG if self.code.startswith(_BANGKOK) and len(self.code) > len(_BANGKOK) else AreaKind.NONE

    @property
    def sort_key(self) -> str:
        """The place in Thai order; GeoThai writes เขต before each khet, which would put them all under ข."""
        return sort_key(self.name_th.removeprefix(_KHET) if self.kind and self.level == Level.AMPHOE else self.name_th)

    @property
    def search_key(self) -> str:
        """What a search is compared with: the Thai name without its kind, and the English one."""
        return f"{match_key(self.name_th)} {self.name_en.lower()}".strip()


def places() -> list[Place]:
    """List every present and abolished province, amphoe and tambon, present ones first."""
    return [*_present(), *_abolished()]


def _present() -> Iterator[Place]:
    for province in geothai.provinces():
        yield Place(province.code, province.name_th, province.name_en, province.code)
        for amphoe in geothai.districts(province.code):
            yield Place(amphoe.code, amphoe.name_th, amphoe.name_en, amphoe.code)
            for tambon in geothai.subdistricts(amphoe.code):
                postcode = " ".join(tambon.postal_codes)
                yield Place(tambon.code, tambon.name_th, tambon.name_en, tambon.code, postcode)


def _abolished() -> Iterator[Place]:
    successors = {area.code: area.successors for area in abolished_areas()}
    for area in abolished_areas():
        ends = _ends(area.code, successors, frozenset())
        today = next(iter(ends)) if len(ends) == 1 else None
        ended = date.fromisoformat(area.abolished_on)
        yield Place(area.code, area.name_th, area.name_en or "", today, abolished_on=ended)


def _ends(code: str, successors: dict[str, tuple[str, ...]], seen: frozenset[str]) -> frozenset[str | None]:
    """Follow chains of successors to present codes; None stands for an end that nobody recorded."""
    if code in seen:
        return frozenset({None})
    if code not in successors:
        return frozenset({code})
    if not successors[code]:
        return frozenset({None})
    return frozenset().union(*(_ends(next_, successors, seen | {code}) for next_ in successors[code]))


_POINTS = "@bilions/thailand-address/dist/address/sub_districts.js"
_NUMBER = re.compile(r"-?\d+\.\d+")


@cache
def points() -> dict[str, tuple[str, str]]:
    """Return latitude and longitude by tambon code, as written; 91 present tambons have none.

    The package is a CommonJS module whose value is JSON; nothing else of it is used, its names are unreliable.
    """
    path = settings.BASE_DIR / "node_modules" / _POINTS
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text[text.index("= [") + 2 : text.rindex("]") + 1])
    return {
        str(row["code"]): (row["latitude"], row["longitude"])
        for row in rows
        if _NUMBER.fullmatch(str(row["latitude"])) and _NUMBER.fullmatch(str(row["longitude"]))
    }
