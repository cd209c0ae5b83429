"""Figures in words: amounts with their unit, changes with their sign, and the sentence that reads a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dashboards.choices import Direction, OverPlace
from dashboards.models import Indicator
from dashboards.selectors.boards import Board, Figure, Row

_HUNDRED = 100
_FEW = 2
#: The column of TPMAP that counts the people surveyed.
_PEOPLE = "total_population"
_FLAT = Decimal("0.00000001")
UP = "▲"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference to a named period: its sign and word stand beside the colour.

    `short` leaves out the unit, for a column whose heading says it.
    """

    text: str
    sign: str
    word: str
    tone: str
    short: str = ""


def in_thai() -> bool:
    """Tell whether the page is in Thai."""
    return (get_language() or "th").startswith("th")


def name_of(indicator: Indicator) -> str:
    """Return the indicator's name in the language of the page."""
    return indicator.name_th if in_thai() else indicator.name_en


def about_of(indicator: Indicator) -> str:
    """Return what the indicator means, in the language of the page."""
    return indicator.about_th if in_thai() else indicator.about_en


def is_percentage(indicator: Indicator) -> bool:
    """Tell whether values are per cent."""
    return indicator.over_place == OverPlace.RATIO and indicator.scale == _HUNDRED


def unit_of(indicator: Indicator) -> str:
    """Return the unit that stands behind a value."""
    if is_percentage(indicator):
        return "%"
    return indicator.unit_th if in_thai() else indicator.unit_en


def plain(value: Decimal | float | None, decimals: int) -> str:
    """Write a value with its thousands separated."""
    return _("No data") if value is None else f"{value:,.{decimals}f}"


def amount(value: Decimal | None, indicator: Indicator) -> str:
    """Write a value with its unit; of a restricted data set one may be there and not shown."""
    if value is None:
        return _("No data, or not shown") if getattr(indicator, "is_closed", False) else _("No data")
    number = plain(value, indicator.decimals)
    return f"{number}%" if is_percentage(indicator) else f"{number} {unit_of(indicator)}"


def change_of(now: Decimal | None, before: Decimal | None, indicator: Indicator) -> Change | None:
    """Return the change of a value: percentage points of a rate, per cent of an amount."""
    if now is None or before is None:
        return None
    difference = now - before
    tone = _tone(difference, indicator)
    if is_percentage(indicator):
        points = f"{abs(difference):,.{max(indicator.decimals, 1)}f}"
        return _signed(difference, _("%(points)s percentage points") % {"points": points}, tone, points)
    if not before:
        return _signed(difference, amount(abs(difference), indicator), tone)
    return _signed(difference, f"{abs(difference) / abs(before) * 100:,.1f}%", tone)


def _signed(difference: Decimal, text: str, tone: str, short: str = "") -> Change:
    # What is shown as 0.0 is no change to a reader, whatever digits follow.
    if abs(difference) < _FLAT or not any(digit in text for digit in "123456789"):
        return Change(_("No change"), "", "", "quiet", _("No change"))
    sign, word = (UP, _("up")) if difference > 0 else ("▼", _("down"))
    return Change(text, sign, word, tone, short or text)


def _tone(difference: Decimal, indicator: Indicator) -> str:
    if indicator.direction == Direction.NEUTRAL or abs(difference) < _FLAT:
        return "quiet"
    return "good" if (difference > 0) == (indicator.direction == Direction.GOOD) else "bad"


def behind(indicator: Indicator, figure: Figure | None) -> str:
    """Say what a figure was made of."""
    if figure is None:
        return ""
    if indicator.over_place != OverPlace.RATIO:
        if figure.count == 1:
            return ""
        return _("from %(count)s places") % {"count": f"{figure.count:,}"}
    words = {"part": plain(figure.numerator, 0), "whole": plain(figure.denominator, 0)}
    if indicator.denominator == _PEOPLE:
        return _("%(part)s of %(whole)s people surveyed") % words
    return _("%(part)s of %(whole)s") % words


def trend_sentence(board: Board) -> str:
    """Read the trend: from where to where, between which periods."""
    if board.indicator is None or board.period is None or board.now is None or board.now.value is None:
        return _("There are no figures to compare yet.")
    words = {
        "place": board.subject.title,
        "now": amount(board.now.value, board.indicator),
        "period": board.period.label,
    }
    if board.before is None or board.previous is None or board.before.value is None:
        return (
            _("%(place)s: %(now)s in %(period)s. There is no earlier period of the same origin to compare with.")
            % words
        )
    words |= {"before": amount(board.before.value, board.indicator), "previous": board.previous.label}
    change = change_of(board.now.value, board.before.value, board.indicator)
    words["change"] = change.text if change else ""
    return _moved(words, change.sign if change else "") % words


def _moved(words: dict[str, str], sign: str) -> str:
    """Choose the sentence: "down from 1.8% to 1.8%" would be nonsense."""
    is_written_alike = words["before"] == words["now"]
    if not sign:
        return _("%(place)s: unchanged at %(now)s from %(previous)s to %(period)s.")
    if is_written_alike and sign == UP:
        return _("%(place)s: up by %(change)s since %(previous)s (%(now)s, rounded, in both).")
    if is_written_alike:
        return _("%(place)s: down by %(change)s since %(previous)s (%(now)s, rounded, in both).")
    if sign == UP:
        return _("%(place)s: up from %(before)s (%(previous)s) to %(now)s (%(period)s).")
    return _("%(place)s: down from %(before)s (%(previous)s) to %(now)s (%(period)s).")


def distribution_sentence(board: Board) -> str:
    """Read the distribution: the middle, and the two ends by name."""
    found = [row for row in board.rows if row.value is not None]
    if board.indicator is None or len(found) < _FEW:
        return _("There are too few figures for a distribution.")
    ordered = sorted(found, key=lambda row: row.value or Decimal(0))
    return _(
        "Half of %(count)s are below %(median)s; the lowest is %(low)s (%(least)s), the highest %(high)s (%(most)s)."
    ) % {
        "count": len(found),
        "median": amount(_median(ordered), board.indicator),
        "low": ordered[0].place.name,
        "least": amount(ordered[0].value, board.indicator),
        "high": ordered[-1].place.name,
        "most": amount(ordered[-1].value, board.indicator),
    }


def _median(ordered: Sequence[Row]) -> Decimal:
    middle = len(ordered) // 2
    upper = ordered[middle].value or Decimal(0)
    return upper if len(ordered) % 2 else (upper + (ordered[middle - 1].value or Decimal(0))) / 2


def reported(board: Board) -> str:
    """Say how many tambons are behind the figure."""
    if board.now is None:
        return _("No tambon has reported for this period")
    return ngettext(
        "%(reporting)s of %(expected)s tambon reported",
        "%(reporting)s of %(expected)s tambons reported",
        board.now.expected,
    ) % {"reporting": f"{board.now.reporting:,}", "expected": f"{board.now.expected:,}"}
