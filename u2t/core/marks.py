"""Tell the roll-up what may have changed, without knowing it."""

from collections.abc import Iterable
from datetime import datetime

from u2t.core.models import Mark
from u2t.core.outbox import enqueue

#: The task that consumes marks; an app above the foundation registers it.
ROLL_UP = "dashboards.roll_up"


def append(source: str, cells: Iterable[tuple[str, str]], *, known_at: datetime, origin: str = "") -> int:
    """Append a mark per `(place, period)` and wake the roll-up; return how many.

    Marks are appended, never merged: a merge would take the lock of a mark that a worker is just consuming.
    """
    rows = [
        Mark(source=source, place=place, period=period, origin=origin, known_at=known_at) for place, period in cells
    ]
    Mark.objects.bulk_create(rows, batch_size=5000)
    if rows:
        enqueue(ROLL_UP)
    return len(rows)
