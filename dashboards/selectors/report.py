"""The national report: the figures of one period at every level the user may see, now or as known then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, cast

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from dashboards.choices import RollupLevel
from dashboards.models import Indicator, Rollup
from dashboards.permissions import Can
from dashboards.selectors import periods
from dashboards.selectors.periods import Period
from dashboards.selectors.places import in_thai, short_title_of
from dashboards.selectors.programmes import programme_of, programmes
from tambon.models import Area, Network, University
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.errors import InputError

#: Levels in the order of the report, from the nation down, then through the universities.
LEVELS = (
    RollupLevel.NATION,
    RollupLevel.REGION,
    RollupLevel.PROVINCE,
    RollupLevel.AMPHOE,
    RollupLevel.TAMBON,
    RollupLevel.MUNICIPALITY,
    RollupLevel.PLACE,
    RollupLevel.NETWORK,
    RollupLevel.UNIVERSITY,
    RollupLevel.UNIVERSITY_PROVINCE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one area."""

    level: str
    area: str
    name: str
    indicator: str
    period: str
    origin: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reporting: int
    expected: int


_Rest: TypeAlias = tuple[str, str, Decimal | None, Decimal | None, Decimal | None, int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says and of when; `lines(level)` streams the figures of a level, area by area.

    `closed` are the indicators of restricted data sets, of which not every figure stands in it.
    """

    period: Period
    programme: str
    as_of: datetime
    made_at: datetime
    indicators: tuple[Indicator, ...]
    closed: tuple[Indicator, ...]
    rows: QuerySet[Rollup]
    names: dict[str, str]

    def lines(self, level: str) -> Iterator[Line]:
        """Stream the figures of a level, ordered by area, then indicator."""
        rows = self.rows.filter(level=level).order_by("area", "indicator__position", "indicator__code")
        found = rows.values_list(
            "level", "area", "indicator__code", "period", "origin", "value", "numerator", "denominator", "reporting",
            "expected",
        )  # fmt: skip
        for level_, area, indicator, *rest in found.iterator(chunk_size=5000):
            yield Line(level_, area, self._name(area), indicator, *cast("_Rest", tuple(rest)))

    def _name(self, area: str) -> str:
        return self.names.get(area) or _special(area, self.names)


def report_of(*, user: Actor, period: str = "", programme: str = "", as_of: datetime | None = None) -> Report:
    """Read what the report needs; without a period, the newest real one, else the newest; so with the programme.

    Raises:
        InputError: there are no figures of that period that the user may see, or no such programme.
    """
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP)
    chosen = periods.chosen(period, periods_of(user=user))
    if chosen is None or (period and period not in {chosen.code, chosen.value}):
        raise InputError(_("There are no figures of the period “%(period)s”.") % {"period": period or "-"})
    programme = require_programme(programme)
    national = rows.filter(level=RollupLevel.NATION, period=chosen.code, origin=chosen.origin)
    lens = Q(programme="") | Q(programme=programme)
    counted = Indicator.objects.filter(pk__in=national.values("indicator"))
    moment = clock.now()
    return Report(
        period=chosen,
        programme=programme,
        as_of=as_of or moment,
        made_at=moment,
        indicators=tuple(counted),
        closed=tuple(counted.closed()),
        rows=rows.filter(lens, period=chosen.code, origin=chosen.origin),
        names=_names(),
    )


def require_programme(asked: str) -> str:
    """Return the programme asked for, or the newest that has begun.

    Raises:
        InputError: there is none of that code.
    """
    known = programmes()
    if asked and asked not in {each.code for each in known}:
        allowed = [each.code for each in known]
        extra = {"field": "programme", "allowed": allowed}
        raise InputError(_("There is no programme “%(programme)s”.") % {"programme": asked}, extra=extra)
    return programme_of(asked, known)


def periods_of(*, user: Actor) -> list[Period]:
    """Return the periods of which there are national figures, the newest first, real before demonstration."""
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(level=RollupLevel.NATION)
    return periods.newest_first(Period(*found) for found in rows.values_list("period", "origin").distinct())


def _names() -> dict[str, str]:
    """Return the names of all areas and holders in the language of the report."""
    names: dict[str, str] = {}
    for rows in (Area.objects.exclude(level="village"), Network.objects.all(), University.objects.all()):
        in_english = Coalesce(NullIf("name_en", Value("")), "name_th")
        names |= dict(rows.values_list("code", F("name_th") if in_thai() else in_english))
    return names | _regions()


def _regions() -> dict[str, str]:
    # Both kinds of regions have a north: the report says which is meant, as pages do.
    return {area.code: short_title_of(area) for area in Area.objects.filter(level=RollupLevel.REGION)}


def _special(area: str, names: dict[str, str]) -> str:
    if "." in area:
        code = area.rpartition(".")[2]
        return names.get(code, code)
    held, _colon, province = area.partition(":")
    words = {"unallocated": _("Not given to a university"), "municipal": _("Municipal areas")}
    name = words.get(held, names.get(held, held))
    return f"{name} ({names.get(province, province)})" if province else name
