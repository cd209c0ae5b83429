"""Figures to colours: the classes of an indicator, and what the map in the browser is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.choices import OverPlace
from dashboards.models import Indicator
from dashboards.selectors.boards import Board, Row
from dashboards.selectors.layers import Layer
from dashboards.selectors.profiles import Point
from dashboards.words import amount, behind
from tambon.choices import Level
from tambon.models import Area
from tambon.selectors.boundaries import Maps
from u2t.core.access import prefix_q
from u2t.core.colours import BURDEN, GOOD

#: For bars whose colour would say another class than the same colour on the map.
_PLAIN = "#5a6b7b"
_MARGIN = 0.12
#: About two kilometres around the outermost of what is marked in a tambon.
_NEAR = 0.02
#: Degrees from where a tambon lies: none is so large.
_FAR = 0.5


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a map: from `low` up to but not including `high`."""

    label: str
    colour: str
    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Tell whether a value falls into it."""
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)


def classes_of(indicator: Indicator, values: Sequence[Decimal | None]) -> tuple[Class, ...]:
    """Return the classes of an indicator: its own limits for rates, rounded quantiles for what grows with the area."""
    known = sorted(float(v) for v in values if v is not None)
    fixed = [float(x) for x in indicator.class_limits]
    limits = fixed if fixed and indicator.over_place == OverPlace.RATIO else _quantiles(known)
    colours = BURDEN if indicator.direction == "burden" else GOOD
    palette = [colours[round(i * (len(colours) - 1) / max(len(limits), 1))] for i in range(len(limits) + 1)]
    edges: list[float | None] = [None, *limits, None]
    step = 10**-indicator.decimals
    return tuple(
        Class(_label(low, high, step, indicator.decimals), colour, low, high)
        for low, high, colour in zip(edges, edges[1:], palette, strict=False)
    )


def _quantiles(values: list[float]) -> list[float]:
    if not values:
        return []
    cuts = [_round(values[min(len(values) - 1, len(values) * i // 6)]) for i in range(1, 6)]
    return [cut for cut in sorted(set(cuts)) if cut > values[0]]


def _round(value: float) -> float:
    """Round to two digits, so that a limit can be said."""
    return float(f"{value:.2g}")


def _label(low: float | None, high: float | None, step: float, decimals: int) -> str:
    """Say the limits so that two classes never share one."""
    if low is None and high is None:
        return _("All")
    if low is None:
        return _("below %(limit)s") % {"limit": f"{high:,.{decimals}f}"}
    if high is None:
        return _("%(limit)s and more") % {"limit": f"{low:,.{decimals}f}"}
    return f"{low:,.{decimals}f} – {high - step:,.{decimals}f}"


def class_of(classes: Sequence[Class], value: Decimal | None, decimals: int) -> Class | None:
    """Return the class of a value as it is shown (rounded), or nothing where there is no data."""
    if value is None:
        return None
    shown = round(float(value), decimals)
    return next((found for found in classes if found.holds(shown)), None)


def of_ranking(board: Board, classes: Sequence[Class]) -> tuple[Class, ...]:
    """Return the classes of the ranking beside a finer map: the same for a rate, one for what grows with the area."""
    if board.indicator and board.indicator.over_place == OverPlace.RATIO and board.indicator.class_limits:
        return tuple(classes)
    return (Class("", _PLAIN, None, None),)


def map_of(
    board: Board, layer: Layer, classes: Sequence[Class], maps: Maps | None, query: str
) -> dict[str, Any] | None:
    """Return what the browser's map needs: tiles, bounds, and each area's colour, words and page."""
    tiles = maps.urls.get(layer.level, "") if maps else ""
    by_place = set(layer.of.values())
    if board.indicator is None or maps is None or not tiles:
        return None
    areas = {
        row.place.code: _painted(board.indicator, row, classes, query)
        for row in layer.rows
        if (row.place.code in by_place if by_place else row.place.level == layer.level)
    }
    return {
        "of": dict(layer.of),
        "tiles": tiles,
        "layer": layer.level,
        "frame": maps.urls.get(board.subject.map_level, "") if layer.level != board.subject.map_level else "",
        "frame_layer": board.subject.map_level,
        "bounds": _bounds(board, layer, maps.bounds),
        "areas": areas,
        "own": board.subject.place.code,
    }


def _painted(indicator: Indicator, row: Row, classes: Sequence[Class], query: str) -> dict[str, Any]:
    found = class_of(classes, row.value, indicator.decimals)
    return {
        "name": row.place.name,
        "text": amount(row.value, indicator),
        "behind": behind(indicator, row.now),
        "colour": found.colour if found else None,
        "url": reverse(row.place.page, args=[row.place.page_code]) + query if row.place.has_page else "",
    }


def _bounds(board: Board, layer: Layer, whole: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the frame of the map: the tambons of the area, with some margin."""
    prefix = board.subject.area_prefix
    codes = list(layer.of) or [row.place.code for row in board.rows]
    points = Area.objects.filter(level="tambon", latitude__isnull=False)
    if prefix:
        # A tambon is shown among its neighbours.
        points = points.filter(code__startswith=prefix[:4])
    elif codes and board.subject.place.code != "TH":
        points = points.filter(prefix_q("code", frozenset(code[:4] for code in codes if code.isdigit())))
    else:
        return whole
    edge = points.aggregate(w=Min("longitude"), s=Min("latitude"), e=Max("longitude"), n=Max("latitude"))
    if edge["w"] is None:
        return whole
    return (
        float(edge["w"]) - _MARGIN,
        float(edge["s"]) - _MARGIN,
        float(edge["e"]) + _MARGIN,
        float(edge["n"]) + _MARGIN,
    )


def places_map(tambon: Area, points: Sequence[Point], maps: Maps | None) -> dict[str, Any] | None:
    """Return what the browser needs to mark what lies in a tambon: its outline, and each thing with its page."""
    tiles = maps.urls.get(Level.TAMBON, "") if maps else ""
    if not tiles:
        return None
    near = _around(tambon, points)
    west, east = min(p.longitude for p in near), max(p.longitude for p in near)
    south, north = min(p.latitude for p in near), max(p.latitude for p in near)
    return {
        "tiles": tiles,
        "layer": Level.TAMBON,
        "own": tambon.pk,
        "bounds": [west - _NEAR, south - _NEAR, east + _NEAR, north + _NEAR],
        "points": [
            {
                "at": [p.longitude, p.latitude],
                "name": p.name or p.kind,
                "kind": p.kind,
                "url": reverse("record-detail", args=[p.record]),
            }
            for p in points
        ],
    }


def _around(tambon: Area, points: Sequence[Point]) -> Sequence[Point]:
    """Return the points near the tambon: with one placed wrongly the page would show the others as a dot."""
    if tambon.latitude is None or tambon.longitude is None:
        return points
    north, east = float(tambon.latitude), float(tambon.longitude)
    return [p for p in points if max(abs(p.latitude - north), abs(p.longitude - east)) <= _FAR] or points
