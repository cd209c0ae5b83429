"""The figures of one dashboard, read once: those of its subject, and those of what lies in it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from dashboards.choices import RollupLevel
from dashboards.models import Indicator, Rollup
from dashboards.permissions import Can
from dashboards.selectors import periods
from dashboards.selectors.periods import Period
from dashboards.selectors.places import Place, Subject
from u2t.core.access import Actor

#: What a dashboard opens with, where it has figures.
FIRST = "tpmap.rate.income"
AMPHOE = RollupLevel.AMPHOE
#: Levels of the hierarchy of universities, which a programme makes.
LENSED = frozenset({RollupLevel.UNIVERSITY, RollupLevel.UNIVERSITY_PROVINCE, RollupLevel.NETWORK})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one place and period, with what is behind it."""

    level: str
    area: str
    indicator: int
    period: str
    origin: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    count: int
    reporting: int
    expected: int
    computed_at: datetime


COLUMNS = (
    "level", "area", "indicator_id", "period", "origin", "numerator", "denominator", "value", "lowest", "highest",
    "count", "reporting", "expected", "computed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ranking: a place, its figure, and the one of the period before."""

    place: Place
    now: Figure | None
    before: Figure | None

    @property
    def value(self) -> Decimal | None:
        """Return the figure's value; nothing where nobody reported."""
        return self.now.value if self.now else None

    @property
    def change(self) -> Decimal | None:
        """Return the difference to the period before."""
        if self.value is None or self.before is None or self.before.value is None:
            return None
        return self.value - self.before.value


@dataclass(frozen=True, slots=True)
class Board:
    """Everything a dashboard says: the same for the page, its map, its charts and its table.

    `finer` are the figures of the amphoe, by their codes, where the map shows them.
    """

    subject: Subject
    indicators: tuple[Indicator, ...]
    indicator: Indicator | None
    periods: tuple[Period, ...]
    period: Period | None
    previous: Period | None
    own: tuple[Figure, ...]
    rows: tuple[Row, ...]
    finer: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        """Tell whether the indicator counts a restricted data set, of which not every figure is shown."""
        return getattr(self.indicator, "is_closed", False)

    def figure(self, indicator: int, period: Period | None) -> Figure | None:
        """Return the subject's own figure of an indicator and period."""
        if period is None:
            return None
        key = (indicator, period.code, period.origin)
        return next((f for f in self.own if (f.indicator, f.period, f.origin) == key), None)

    @property
    def now(self) -> Figure | None:
        """Return the figure the page is about."""
        return self.figure(self.indicator.pk, self.period) if self.indicator else None

    @property
    def before(self) -> Figure | None:
        """Return the same figure in the period before."""
        return self.figure(self.indicator.pk, self.previous) if self.indicator else None


def indicators_of(user: Actor) -> tuple[Indicator, ...]:
    """Return the indicators to choose from, each with whether it counts a restricted data set (`is_closed`)."""
    found = Indicator.objects.visible_to(user, to=Can.VIEW_INDICATOR)
    closed = Q(pk__in=Indicator.objects.closed().values("pk"))
    return tuple(found.annotate(is_closed=ExpressionWrapper(closed, BooleanField())).order_by("position", "code"))


def board_of(
    *,
    user: Actor,
    subject: Subject,
    indicators: tuple[Indicator, ...],
    indicator: str,
    period: str,
    finer: bool = False,
) -> Board:
    """Read the figures of a subject, and of the amphoe in it for a finer map: two queries, whatever their number."""
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP)
    mine = rows.filter(level=subject.place.level, area=subject.place.code, programme=lens_of(subject.place, subject))
    own = tuple(Figure(*found) for found in mine.values_list(*COLUMNS))
    known = {f.indicator for f in own}
    current = _choose(indicators, indicator, known)
    found_periods = periods.newest_first(
        Period(f.period, f.origin) for f in own if current and f.indicator == current.pk
    )
    now = periods.chosen(period, found_periods)
    previous = periods.before(now, found_periods) if now else None
    figures = _figures(rows, subject, current, now, previous, finer=finer) if current and now else {}
    ranked = _rows(figures, subject, current, now, previous)
    amphoe = {code: f[now.code] for (level, code), f in figures.items() if level == AMPHOE and now and now.code in f}
    board = Board(subject, indicators, current, tuple(found_periods), now, previous, own, ranked)
    return replace(board, finer=amphoe) if finer else board


def lens_of(place: Place, subject: Subject) -> str:
    """Return the programme through which a level is seen; administration is seen through none."""
    return subject.programme if place.level in LENSED else ""


def day_of(subject: Subject, indicator: Indicator | None, period: Period | None) -> date | None:
    """Return the day that decides what belongs to the subject; none where nothing is held for a time only."""
    if subject.held is None:
        return None
    return subject.held.day_of(period, indicator.frequency if indicator else "year")


def _choose(indicators: tuple[Indicator, ...], asked: str, known: set[int]) -> Indicator | None:
    """Return what the address asks for; else a rate of which there are figures; else anything."""
    wished = [i for i in indicators if i.code == asked]
    first = [i for i in indicators if i.code == FIRST and i.pk in known]
    rates = [i for i in indicators if i.over_place == "ratio" and i.pk in known]
    return next(iter([*wished, *first, *rates, *(i for i in indicators if i.pk in known), *indicators]), None)


_Figures: TypeAlias = dict[tuple[str, str], dict[str, Figure]]


def _figures(
    rows: QuerySet[Rollup, Rollup],
    subject: Subject,
    indicator: Indicator,
    now: Period,
    previous: Period | None,
    *,
    finer: bool,
) -> _Figures:
    """Read the figures of the children, now and before, by level and area."""
    if not subject.children:
        return {}
    # The period before is always of the same origin. In this order the cells are one range of the index.
    found = rows.filter(
        indicator=indicator,
        period__in={now.code, previous.code if previous else now.code},
        level__in={place.level for place in subject.children} | ({AMPHOE} if finer else set()),
        programme=lens_of(subject.children[0], subject),
        origin=now.origin,
    )
    if subject.place.level != RollupLevel.NATION:
        in_it = Q(area__in=[place.code for place in subject.children])
        found = found.filter(in_it | Q(level=AMPHOE) if finer else in_it)
    by_place: _Figures = defaultdict(dict)
    for columns in found.values_list(*COLUMNS):
        figure = Figure(*columns)
        by_place[figure.level, figure.area][figure.period] = figure
    return by_place


def _rows(
    figures: _Figures, subject: Subject, indicator: Indicator | None, now: Period | None, previous: Period | None
) -> tuple[Row, ...]:
    day = day_of(subject, indicator, now)
    found = ((place, figures.get((place.level, place.code), {})) for place in subject.children)
    shown = (
        Row(place, periods.get(now.code if now else ""), periods.get(previous.code if previous else ""))
        for place, periods in found
        if subject.keeps(place, day, has_figure=now is not None and now.code in periods)
    )
    return tuple(sorted(shown, key=_worst_first(indicator)) if indicator and now else shown)


def _worst_first(indicator: Indicator) -> Callable[[Row], tuple[bool, Decimal, str]]:
    sign = 1 if indicator.direction == "good" else -1
    return lambda row: (row.value is None, sign * (row.value or Decimal(0)), row.place.name)
