"""Boards to data frames: the only place where a dashboard meets pandas."""

from typing import TYPE_CHECKING

from dashboards.selectors.boards import Board

if TYPE_CHECKING:
    import pandas as pd


def trend_frame(board: Board) -> "pd.DataFrame":
    """Return period and value of the chosen indicator, of one kind and origin, oldest first."""
    import pandas as pd

    rows = []
    if board.indicator is not None and board.period is not None:
        for period in sorted(board.periods, key=lambda p: p.code):
            if (period.kind, period.origin) == (board.period.kind, board.period.origin):
                figure = board.figure(board.indicator.pk, period)
                rows.append((period.label, float(figure.value) if figure and figure.value is not None else None))
    return pd.DataFrame(rows, columns=["period", "value"])


def distribution_frame(board: Board, bins: int = 12) -> "pd.DataFrame":
    """Return how many places fall into each of some equally wide classes."""
    import pandas as pd

    values = pd.Series([float(row.value) for row in board.rows if row.value is not None], dtype=float)
    if values.empty or values.min() == values.max():
        return pd.DataFrame({"low": values[:1], "high": values[:1], "count": [len(values)] if len(values) else []})
    cut = pd.cut(values, bins=min(bins, max(4, len(values) // 2)), include_lowest=True)
    counts = cut.value_counts(sort=False)
    low = [max(interval.left, values.min()) for interval in counts.index]
    return pd.DataFrame({"low": low, "high": [i.right for i in counts.index], "count": counts.to_numpy()})
