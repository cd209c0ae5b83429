"""What to look at next: places that did not report, that stand out, or that grew worse."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from dashboards.choices import Direction, OverPlace
from dashboards.selectors.boards import Board, Row
from dashboards.selectors.places import Place
from dashboards.words import amount, change_of

_OF_EACH = 2
#: A rate so many times the middle of its neighbours is looked at before it is believed.
_FAR = 3
_HALF = Decimal(50)


@dataclass(frozen=True, slots=True)
class Advice:
    """A place to look at, why, and how urgent it is."""

    place: Place
    reason: str
    mark: str
    tone: str


def advice_of(board: Board) -> list[Advice]:
    """Return the places to look at first: silence, then what is hard to believe, then what grew worse."""
    if board.indicator is None or board.period is None:
        return []
    seen: dict[str, Advice] = {}
    for advice in (*_doubtful(board), *_worse(board), *_silent(board)):
        seen.setdefault(advice.place.code, advice)
    return list(seen.values())


def _silent(board: Board) -> list[Advice]:
    # Of a restricted data set a figure may be there and not shown: nobody is asked for what they have sent.
    known = [row for row in board.rows if row.now or not board.is_closed]
    behind = [(row, _missing(row)) for row in known]
    behind = sorted((pair for pair in behind if pair[1]), key=lambda pair: -pair[1])
    return [
        Advice(row.place, _missing_words(row, missing), _("Not reported"), "warn") for row, missing in behind[:_OF_EACH]
    ]


def _missing(row: Row) -> int:
    if row.now is None:
        return row.before.expected if row.before else 1
    return max(row.now.expected - row.now.reporting, 0)


def _missing_words(row: Row, missing: int) -> str:
    if row.now is None:
        return _("Nothing was reported for this period. Ask the people in charge for the figures.")
    return _("%(missing)s of %(expected)s tambons have not reported.") % {
        "missing": f"{missing:,}",
        "expected": f"{row.now.expected:,}",
    }


def _doubtful(board: Board) -> list[Advice]:
    """Yield places in which one tambon's burden is so extreme that the record should be read first.

    Of what is no burden, such as the share of an answer, all of the few that a village has says nothing odd.
    """
    indicator = board.indicator
    is_rate = indicator is not None and indicator.over_place == OverPlace.RATIO
    if indicator is None or not is_rate or indicator.direction != Direction.BURDEN:
        return []
    tops = [(row, row.now.maximum) for row in board.rows if row.now and row.now.maximum is not None and row.value]
    far = [(row, top) for row, top in tops if top >= _HALF and top > _FAR * (row.value or 0)]
    reason = _("One place in it stands at %(value)s. Check the record before using the figure.")
    return [
        Advice(row.place, reason % {"value": amount(top, indicator)}, _("Unusual"), "bad")
        for row, top in sorted(far, key=lambda pair: -pair[1])[:_OF_EACH]
    ]


def _worse(board: Board) -> Iterator[Advice]:
    indicator = board.indicator
    if indicator is None or indicator.direction == Direction.NEUTRAL or board.previous is None:
        return
    sign = 1 if indicator.direction == Direction.BURDEN else -1
    grown = [(row, row.change) for row in board.rows if row.change is not None and sign * row.change > 0]
    for row, _change in sorted(grown, key=lambda pair: -sign * pair[1])[:_OF_EACH]:
        change = change_of(row.value, row.before.value if row.before else None, indicator)
        if change:
            words = {"change": f"{change.sign} {change.text}", "period": board.previous.label}
            yield Advice(row.place, _("Worse by %(change)s since %(period)s.") % words, _("Worse"), "bad")
