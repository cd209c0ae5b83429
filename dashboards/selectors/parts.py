"""What adds up to a figure: what the ranking shows, but of a sum over months to each holder the months it held."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from dashboards.choices import OverPlace, OverTime, RollupLevel
from dashboards.models import Indicator, Rollup
from dashboards.permissions import Can
from dashboards.selectors.boards import COLUMNS, Board, Figure, Row, day_of
from dashboards.selectors.holdings import MONTHLY, Holdings, months_of
from dashboards.selectors.periods import Period
from dashboards.selectors.places import Subject
from u2t.core.access import Actor

_ADDED = frozenset({OverPlace.SUM, OverPlace.RATIO})


@dataclass(frozen=True, slots=True)
class Part:
    """A row behind a figure; `months` are those that count, where not all of the period do."""

    row: Row
    months: int | None = None


def parts_of(*, user: Actor, board: Board) -> list[Part]:
    """Return what a figure is made of, and what should have reported and did not."""
    held, months = board.subject.held, _months(board)
    if held is None or not months:
        return [Part(row) for row in board.rows]
    split = _split(board.subject, held, months)
    if not split:
        return [Part(row) for row in board.rows]
    whole = [Part(row) for row in board.rows if row.place.code not in split]
    return whole + list(_shares(user, board, split))


def _months(board: Board) -> list[str]:
    """Return the months of the period, where each is its holder's of then."""
    indicator, period = board.indicator, board.period
    if indicator is None or period is None or indicator.over_place not in _ADDED or indicator.frequency != MONTHLY:
        return []
    if OverTime.SUM not in {indicator.numerator_over_time, indicator.denominator_over_time} or period.kind == "month":
        return []
    return months_of(period)


def _split(subject: Subject, held: Holdings, months: list[str]) -> dict[str, set[str]]:
    """Return the tambons that the subject held in some of the months only, and in which."""
    of = {
        place.code: {m for m in months if held.holder(place.code, held.day_in(m)) in subject.keepers}
        for place in subject.children
        if place.level == RollupLevel.TAMBON
    }
    return {code: found for code, found in of.items() if 0 < len(found) < len(months)}


def _shares(user: Actor, board: Board, split: dict[str, set[str]]) -> Iterator[Part]:
    indicator, now = board.indicator, board.now
    if indicator is None or now is None or board.period is None:
        return
    figures = _figures(user, indicator, board.period, split)
    day = day_of(board.subject, indicator, board.period)
    for place in board.subject.children:
        if place.code in split:
            at_end = board.subject.keeps(place, day, has_figure=True)
            whole = next((row.now for row in board.rows if row.place.code == place.code), None)
            found = _share(indicator, now, figures.get(place.code, []), whole if at_end else None)
            yield Part(Row(place, found, None), len(split[place.code]))


def _figures(user: Actor, indicator: Indicator, period: Period, split: dict[str, set[str]]) -> dict[str, list[Figure]]:
    """Read the figures of the months that count."""
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(
        level=RollupLevel.TAMBON, area__in=split, indicator=indicator, origin=period.origin, programme="",
        period__in={month for months in split.values() for month in months},
    )  # fmt: skip
    found: dict[str, list[Figure]] = {}
    for columns in rows.values_list(*COLUMNS):
        figure = Figure(*columns)
        if figure.period in split[figure.area]:
            found.setdefault(figure.area, []).append(figure)
    return found


def _share(indicator: Indicator, like: Figure, months: list[Figure], whole: Figure | None) -> Figure | None:
    """Add the months that count; what is no sum over time belongs whole to who holds the tambon at the end."""
    if not months:
        return None
    is_ratio = indicator.over_place == OverPlace.RATIO
    n = _part(indicator.numerator_over_time, [f.numerator for f in months], whole.numerator if whole else None)
    d = _part(indicator.denominator_over_time, [f.denominator for f in months], whole.denominator if whole else None)
    if n is None or (is_ratio and d is None):
        return None
    value = n * indicator.scale / d if is_ratio and d else None if is_ratio else n * indicator.scale
    share = replace(like, level=RollupLevel.TAMBON, area=months[0].area, numerator=n, value=value)
    return replace(share, denominator=d if is_ratio else None, minimum=None, maximum=None)


def _part(operator: str, months: list[Decimal | None], whole: Decimal | None) -> Decimal | None:
    if operator != OverTime.SUM:
        return whole
    known = [each for each in months if each is not None]
    return sum(known, Decimal(0)) if known else None
