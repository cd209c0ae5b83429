"""What is wanted of the areas of a round: spelled out village by village, with the households that are registered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from datasets.models import Record
from tambon.choices import Level
from tambon.models import Area
from u2t.core.access import prefix_q

_WHOLE = 100
#: Data sets that say how many households a place has: of villages, of tambons.
_REGISTERS = ("villages", "dopa-population")


@dataclass(frozen=True, slots=True)
class Goal:
    """How many records are wanted of an area: a number, or a share in per cent of its households.

    Where it is said `each_village`, it is wanted of each village of the area instead.
    """

    target: int | None = None
    share: int | None = None
    households: int | None = None
    each_village: bool = False

    @property
    def is_sound(self) -> bool:
        """Tell whether it says one thing, or nothing at all; the households of a share may have to be looked up."""
        if self.share is None:
            return self.households is None and (self.target is None or self.target > 0)
        is_counted = self.households is None or (self.households > 0 and not self.each_village)
        return self.target is None and 0 < self.share <= _WHOLE and is_counted


def spelled_out(areas: Mapping[str, Goal | None]) -> dict[str, Goal | None]:
    """Return the goals village by village where that is said, and each share with the households registered.

    What is said of a village itself goes before what is said of each village. Where no households are registered, the
    share is left without them; an area without villages stays as it is said.
    """
    found: dict[str, Goal | None] = {}
    each = {code: goal for code, goal in areas.items() if goal is not None and goal.each_village}
    villages = _villages_in(each)
    for code, goal in areas.items():
        if code not in each or not villages[code]:
            found[code] = goal
            continue
        for village in villages[code]:
            found.setdefault(village, replace(each[code], each_village=False))
    found |= {code: areas[code] for code in areas.keys() & found.keys()}
    shares = {code: goal for code, goal in found.items() if goal and goal.share is not None and not goal.households}
    known = households_of(shares)
    return found | {code: replace(goal, households=known.get(code)) for code, goal in shares.items()}


def households_of(codes: Collection[str]) -> dict[str, int]:
    """Return how many households are registered of each of these places, as the newest record says."""
    rows = Record.objects.filter(dataset__in=_REGISTERS, place__in=codes, is_live=True).order_by("period", "pk")
    counted = rows.values_list("place", "values__households")
    return {place: number for place, number in counted if isinstance(number, int) and number > 0}


def _villages_in(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the villages and communities of today in each of these areas."""
    wanted = list(codes)
    below = prefix_q("code", frozenset(filter(str.isdigit, wanted)))
    found = Area.objects.current().filter(below, level=Level.VILLAGE).order_by("code").values_list("code", flat=True)
    known = list(found) if wanted else []
    return {code: [village for village in known if village.startswith(code) and village != code] for code in wanted}
