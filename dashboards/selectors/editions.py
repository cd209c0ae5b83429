"""What was made once and is kept in this process, for as long as what it was made from stays as it is."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TypeVar, cast

from django.db.models import Sum
from django.utils.translation import get_language

from dashboards.models import Edition
from dashboards.permissions import Can
from datasets.models.closed import OPENING
from tambon.models import Area
from tambon.permissions import Can as TambonCan
from tambon.reach import granted_to
from u2t.core import clock
from u2t.core.access import Actor, Reach, reach

T = TypeVar("T")

#: Every door through which the pages that are kept were read.
_DOORS = (Can.VIEW_INDICATOR, Can.VIEW_ROLLUP, TambonCan.VIEW_AREA, TambonCan.VIEW_UNIVERSITY)
#: How much a process keeps; a page of the nation is some hundred kilobytes.
_MOST = 96

_kept: "OrderedDict[Hashable, object]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Editions:
    """The state of the figures and of the ground they stand on; read before anything that is kept under it.

    In this order nothing old is ever kept under a new name: what changes between the two reads is newer than its name,
    and the name changes with it.
    """

    figures: str
    ground: str


def editions() -> Editions:
    """Read which state things are in: one query of a table of a few rows."""
    found = dict(Edition.objects.order_by().values_list("topic").annotate(Sum("weight")))
    return Editions(str(found.get(Edition.FIGURES, "")), str(found.get(Edition.GROUND, "")))


def eyes_of(user: Actor) -> tuple[date | Reach, ...] | None:
    """Return what decides which rows a user sees: equal for two users who see the same, None where that is not known.

    The day is part of it, as reaches may end. A grant by hand is looked up row by row: for its holder nothing is kept.
    """
    found = tuple(reach(user, door) for door in _DOORS)
    if not all(each.everywhere for each in found) and granted_to(user, TambonCan.VIEW_AREA, Area) is not None:
        return None
    # What opens the figures of restricted data sets counts by area alone: no grant does.
    return (clock.today(), *found, *(reach(user, opening) for opening in OPENING))


def kept(key: tuple[Hashable, ...] | None, make: Callable[[], T]) -> T:
    """Return what was made before under this key, in this language; else make it. Without a key nothing is kept."""
    if key is None:
        return make()
    whole = (get_language(), *key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return cast("T", _kept[whole])
    made = make()
    with _lock:
        _kept[whole] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made
