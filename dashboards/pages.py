"""What a dashboard's template is given: a board turned into tiles, classes, ranking, charts, map and advice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards import charts
from dashboards.advice import advice_of
from dashboards.maps import Class, class_of, classes_of, map_of, of_ranking
from dashboards.models import Indicator
from dashboards.selectors.boards import Board, Row
from dashboards.selectors.layers import Layer
from dashboards.switches import levels_of, views_of
from dashboards.tables import RANKING
from dashboards.tiles import tiles_of
from dashboards.words import (
    Change,
    about_of,
    amount,
    change_of,
    distribution_sentence,
    is_percentage,
    name_of,
    reported,
    trend_sentence,
    unit_of,
)
from tambon.selectors.boundaries import Maps

#: Fewer places than this are read from the ranking, not from a histogram.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ranking as it is shown."""

    rank: int | None
    name: str
    url: str
    is_own: bool
    value: str
    colour: str
    width: int
    change: Change | None
    reported: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; it goes on with every link, so that a picture can be shared."""

    indicator: str
    period: str
    programme: str
    view: str
    level: str = ""

    @property
    def query(self) -> str:
        """Return the query string, without what was not asked."""
        given = {
            "indicator": self.indicator, "period": self.period, "programme": self.programme, "view": self.view,
            "level": self.level,
        }  # fmt: skip
        found = urlencode({name: value for name, value in given.items() if value})
        return f"?{found}" if found else ""


def context_of(board: Board, asked: Asked, maps: Maps | None, layer: Layer) -> dict[str, Any]:
    """Return everything the page shows."""
    here = reverse(board.subject.place.page, args=[board.subject.place.page_code])
    indicator = board.indicator
    if indicator is None or board.period is None:
        empty = {"board": board, "asked": asked, "indicator_names": _names(board), "is_empty": True}
        return empty | {"here": here, "views": views_of(board, asked, here)}
    shown = Asked(indicator.code, board.period.value, asked.programme, asked.view, asked.level)
    classes = classes_of(indicator, [row.value for row in layer.rows])
    source = source_url(board.subject.place.level, board.subject.place.code, shown)
    return {
        "board": board,
        "asked": shown,
        "indicator_names": _names(board),
        "indicator_name": name_of(indicator),
        "indicator_about": about_of(indicator),
        "is_percentage": is_percentage(indicator),
        "tiles": tiles_of(board, source),
        "classes": classes,
        "legend_title": f"{name_of(indicator)} ({unit_of(indicator)})",
        "lines": lines_of(board, classes if layer.rows is board.rows else of_ranking(board, classes), shown),
        "map": map_of(board, layer, classes, maps, shown.query),
        "layer": layer,
        "here": here,
        "views": views_of(board, shown, here),
        "levels": levels_of(layer, shown, here),
        "trend": charts.trend(board),
        "trend_sentence": trend_sentence(board),
        "trend_table": _trend_table(board, indicator),
        "distribution": charts.distribution(board) if _count(board.rows) >= _ENOUGH else None,
        "distribution_sentence": distribution_sentence(board),
        "advice": [(a, _link(a.place.page, a.place.page_code, shown)) for a in advice_of(board)],
        "as_of": _as_of(board),
        "reported": reported(board),
        "source_url": source,
        "left_out": _left_out(board, indicator),
        "crumbs": [(p.name, _link(p.page, p.page_code, shown)) for p in board.subject.parents],
        "credit": maps,
        "groups": [(p.name, _link(p.page, p.page_code, shown)) for p in board.subject.groups],
        "spec": RANKING,
        "list_arguments": _arguments(board, shown),
    }


def _arguments(board: Board, asked: Asked) -> dict[str, str]:
    """Return what the download of the ranking needs to know."""
    place = board.subject.place
    kind = place.level if place.level in {"university", "network"} else "area"
    return {
        "kind": kind,
        "code": place.code,
        "view": board.subject.view,
        "programme": board.subject.programme,
        "indicator": asked.indicator,
        "period": asked.period,
    }


def _names(board: Board) -> list[tuple[str, str]]:
    return [(indicator.code, name_of(indicator)) for indicator in board.indicators]


def _count(rows: Sequence[Row]) -> int:
    return sum(row.value is not None for row in rows)


def _as_of(board: Board) -> datetime | None:
    return board.now.computed_at if board.now else None


def _left_out(board: Board, indicator: Indicator) -> str:
    if board.subject.place.code == "TH" and "10" in indicator.excluded_provinces:
        return _("without Bangkok")
    return ""


def _link(page: str, code: str, asked: Asked) -> str:
    if not code:
        return ""
    # The switch between hierarchies belongs to nation and province; a university knows only one.
    return reverse(page, args=[code]) + Asked(asked.indicator, asked.period, asked.programme, "").query


def source_url(level: str, area: str, asked: Asked) -> str:
    """Return the page that says where a figure comes from."""
    return (
        reverse("figure-source", args=[level, area]) + Asked(asked.indicator, asked.period, asked.programme, "").query
    )


def lines_of(board: Board, classes: Sequence[Class], asked: Asked) -> list[Line]:
    """Return the ranking as shown: the same colours as the map, the worst first, no data last."""
    if board.indicator is None:
        return []
    top = max((abs(row.value) for row in board.rows if row.value is not None), default=Decimal(0)) or Decimal(1)
    return [_line(board, board.indicator, row, n, classes, top, asked) for n, row in enumerate(board.rows, start=1)]


def _line(
    board: Board, indicator: Indicator, row: Row, rank: int, classes: Sequence[Class], top: Decimal, asked: Asked
) -> Line:
    found = class_of(classes, row.value, indicator.decimals)
    now = row.now
    return Line(
        rank=rank if row.value is not None else None,
        name=row.place.name,
        url=_link(row.place.page, row.place.page_code, asked),
        is_own=row.place.code == board.subject.place.code,
        value=amount(row.value, indicator),
        colour=found.colour if found else "",
        width=round(abs(row.value) / top * 100) if row.value is not None else 0,
        change=change_of(row.value, row.before.value if row.before else None, indicator),
        reported=f"{now.reporting:,}/{now.expected:,}" if now and now.expected else "",
        source_url=source_url(row.place.level, row.place.code, asked) if now else "",
    )


def _trend_table(board: Board, indicator: Indicator) -> list[tuple[str, str]]:
    if board.period is None:
        return []
    same = [p for p in board.periods if (p.kind, p.origin) == (board.period.kind, board.period.origin)]
    figures = [(p.label, board.figure(indicator.pk, p)) for p in sorted(same, key=lambda p: p.code)]
    return [(label, amount(f.value if f else None, indicator)) for label, f in figures]
