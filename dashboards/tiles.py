"""The four headline figures of a dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from dashboards.models import Indicator
from dashboards.selectors.boards import Board
from dashboards.words import Change, behind, change_of, name_of, reported, unit_of

_WIDTH, _HEIGHT = 80, 24
#: Two points draw a cliff where a rate fell by a tenth.
_LINE = 3
#: Half of the last digit shown.
_SHOWN = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure as it is shown: value, unit, change since a named period, what is behind it."""

    label: str
    value: Decimal | None
    unit: str
    decimals: int
    change: str = ""
    change_sign: str = ""
    change_word: str = ""
    change_tone: str = "quiet"
    change_since: str = ""
    behind: str = ""
    url: str = ""
    spark: str = ""


def tiles_of(board: Board, source_url: str) -> list[Tile]:
    """Return the chosen indicator, its count or rate, the people behind it, and how much was reported."""
    if board.indicator is None:
        return []
    shown = [board.indicator, *_companions(board)][:3]
    tiles = [_tile(board, indicator, source_url if indicator == board.indicator else "") for indicator in shown]
    return [*tiles, _reporting(board)]


def _companions(board: Board) -> list[Indicator]:
    chosen = board.indicator
    by_code = {indicator.code: indicator for indicator in board.indicators}
    related = [i for i in board.indicators if chosen and (i.rate_id == chosen.pk or chosen.rate_id == i.pk)]
    usual = [by_code[c] for c in ("population.surveyed", "population.registered", "tpmap.rate.income") if c in by_code]
    rest = [i for i in board.indicators if i not in related and i not in usual]
    return [i for i in dict.fromkeys([*related, *usual, *rest]) if i != chosen]


def _tile(board: Board, indicator: Indicator, url: str) -> Tile:
    now, before = board.figure(indicator.pk, board.period), board.figure(indicator.pk, board.previous)
    value = now.value if now else None
    change = change_of(value, before.value if before else None, indicator)
    since = _("since %(period)s") % {"period": board.previous.label} if change and board.previous else ""
    return Tile(
        label=name_of(indicator),
        value=value,
        unit=unit_of(indicator),
        decimals=indicator.decimals,
        change=change.text if change else "",
        change_sign=change.sign if change else "",
        change_word=change.word if change else "",
        change_tone=change.tone if change else "quiet",
        change_since=since,
        behind=behind(indicator, now),
        url=url,
        spark=_spark(board, indicator),
    )


def _reporting(board: Board) -> Tile:
    now = board.now
    change = _reporting_change(board)
    return Tile(
        label=_("Tambons that reported"),
        value=_share(now.reporting, now.expected) if now else None,
        unit="%",
        decimals=1,
        change=change.text if change else "",
        change_sign=change.sign if change else "",
        change_word=change.word if change else "",
        change_tone=change.tone if change else "quiet",
        change_since=_("since %(period)s") % {"period": board.previous.label} if change and board.previous else "",
        behind=reported(board),
    )


def _reporting_change(board: Board) -> Change | None:
    if board.now is None or board.before is None:
        return None
    share, earlier = (_share(f.reporting, f.expected) for f in (board.now, board.before))
    if share is None or earlier is None:
        return None
    difference = share - earlier
    if abs(difference) < _SHOWN:
        return Change(_("No change"), "", "", "quiet")
    text = _("%(points)s percentage points") % {"points": f"{abs(difference):.1f}"}
    return Change(text, "▲", _("up"), "good") if difference > 0 else Change(text, "▼", _("down"), "bad")


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) * 100 / whole if whole else None


def _spark(board: Board, indicator: Indicator) -> str:
    """Return the points of a small line through the periods of the same kind and origin, if there are three."""
    if board.period is None:
        return ""
    line = [
        float(f.value)
        for p in sorted(board.periods, key=lambda p: p.code)
        if p.kind == board.period.kind and p.origin == board.period.origin
        if (f := board.figure(indicator.pk, p)) and f.value is not None
    ]
    return _points(line) if len(line) >= _LINE else ""


def _points(line: Sequence[float]) -> str:
    low, span = min(line), (max(line) - min(line)) or 1
    step = _WIDTH / (len(line) - 1)
    return " ".join(f"{i * step:.1f},{_HEIGHT - 2 - (v - low) / span * (_HEIGHT - 4):.1f}" for i, v in enumerate(line))
