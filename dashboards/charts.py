"""Data frames to charts: plain lines and bars in our colours, drawn by plotly in the browser."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dashboards.choices import Direction
from dashboards.frames import distribution_frame, trend_frame
from dashboards.selectors.boards import Board
from dashboards.words import name_of, unit_of

if TYPE_CHECKING:
    import pandas as pd

INK, QUIET, NAVY, LINE = "#1d2733", "#5a6b7b", "#12355b", "#e3e8ed"
_BARS = {Direction.BURDEN: "#d0481b", Direction.GOOD: "#21807f", Direction.NEUTRAL: "#3d6c9c"}


def trend(board: Board) -> dict[str, Any]:
    """Draw the chosen indicator over its periods."""
    frame = trend_frame(board)
    unit = unit_of(board.indicator) if board.indicator else ""
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": frame["period"].tolist(),
        "y": [None if value != value else value for value in frame["value"].tolist()],  # noqa: PLR0124 - NaN
        "line": {"color": NAVY, "width": 2.5},
        "marker": {"size": 8, "color": NAVY},
        "hovertemplate": f"%{{x}}: %{{y:,.{_decimals(board)}f}} {unit}<extra></extra>",
    }
    return _figure(trace, x="", y=unit, from_zero=True)


def distribution(board: Board) -> dict[str, Any]:
    """Draw how many places have how much."""
    frame = distribution_frame(board)
    colour = _BARS[Direction(board.indicator.direction)] if board.indicator else NAVY
    trace = {
        "type": "bar",
        "x": _middles(frame),
        "y": frame["count"].tolist(),
        "width": [(high - low) * 0.94 or 1 for low, high in zip(frame["low"], frame["high"], strict=True)],
        "customdata": _ranges(frame, _decimals(board)),
        "marker": {"color": colour},
        "hovertemplate": "%{customdata}: %{y}<extra></extra>",
    }
    label = f"{name_of(board.indicator)} ({unit_of(board.indicator)})" if board.indicator else ""
    return _figure(trace, x=label, y=_("Places"), from_zero=True)


def _decimals(board: Board) -> int:
    return board.indicator.decimals if board.indicator else 0


def _middles(frame: "pd.DataFrame") -> list[float]:
    return [(low + high) / 2 for low, high in zip(frame["low"], frame["high"], strict=True)]


def _ranges(frame: "pd.DataFrame", decimals: int) -> list[str]:
    return [
        f"{low:,.{decimals}f} – {high:,.{decimals}f}" for low, high in zip(frame["low"], frame["high"], strict=True)
    ]


def _figure(trace: dict[str, Any], *, x: str, y: str, from_zero: bool) -> dict[str, Any]:
    """Put a figure together as plotly.js reads it; the tests let plotly check it, as it takes longer than the page."""
    axis = {"gridcolor": LINE, "linecolor": LINE, "zeroline": False, "tickfont": {"color": QUIET}, "fixedrange": True}
    layout = {
        "font": {"family": "Sarabun, sans-serif", "size": 14, "color": INK},
        "margin": {"l": 56, "r": 16, "t": 12, "b": 56 if x else 36},
        "height": 260,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "xaxis": axis | {"title": {"text": x, "font": {"size": 13, "color": QUIET}}, "showgrid": False},
        "yaxis": axis | {"title": {"text": y, "font": {"size": 13, "color": QUIET}}, "separatethousands": True},
    }
    if x == "":
        layout["xaxis"] |= {"type": "category", "range": [-0.4, len(trace["x"]) - 0.6]}  # type: ignore[operator]
    if from_zero:
        layout["yaxis"]["rangemode"] = "tozero"  # type: ignore[index]
    return {"data": [trace], "layout": layout}
