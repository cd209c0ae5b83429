"""Records laid aside for another one, and what changed told to whoever sums up."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection

from datasets.models import Twin
from datasets.services.storing import FALL_BACK, Touched
from u2t.core import clock, marks

#: The rows of repetitions that the same revisions brought go with the record.
_LAY_ASIDE = """
UPDATE datasets_layer l SET is_undone = true, twin_id = %(twin)s
FROM datasets_record r JOIN datasets_dataset d ON d.code = r.dataset_id
WHERE r.id = l.record_id AND NOT l.is_undone AND (
    r.id = %(record)s
    OR d.parent_id = %(dataset)s AND l.revision_id IN (
        SELECT o.revision_id FROM datasets_layer o
        WHERE o.record_id = %(record)s AND NOT o.is_undone AND o.revision_id IS NOT NULL)
)
RETURNING l.record_id
"""

#: What was undone or taken back meanwhile stays so.
_BRING_BACK = """
UPDATE datasets_layer l SET twin_id = NULL, is_undone = NOT (
    l.correction_id IS NOT NULL
    OR EXISTS (SELECT FROM core_importrun i WHERE i.id = l.run_id AND i.state = 'stored')
    OR EXISTS (
        SELECT FROM datasets_entryrevision v JOIN datasets_entry e ON e.id = v.entry_id
        WHERE v.id = l.revision_id AND e.record_id IN (%(first)s, %(second)s))
)
WHERE l.twin_id = %(twin)s
RETURNING l.record_id
"""


class Asides:
    """Lays layers aside and brings them back; a name for functions that only services may call."""

    @staticmethod
    def lay_aside(twin: Twin, record: int, *, now: datetime) -> list[Touched]:
        """Let a record, with the rows of its repetitions, live no longer; return what changed."""
        told: dict[str, Any] = {"twin": twin.pk, "record": record, "dataset": twin.dataset_id}
        with connection.cursor() as cursor:
            cursor.execute(_LAY_ASIDE, told)
            return _fall_back(cursor, now)

    @staticmethod
    def bring_back(twin: Twin, *, now: datetime) -> list[Touched]:
        """Let what was laid aside for a pair live again; return what changed."""
        with connection.cursor() as cursor:
            cursor.execute(_BRING_BACK, {"twin": twin.pk, "first": twin.first_id, "second": twin.second_id})
            return _fall_back(cursor, now)

    @staticmethod
    def mark(touched: Iterable[Touched]) -> None:
        """Tell the roll-up which places and periods changed."""

        def source(row: Touched) -> tuple[str, str]:
            return row.dataset, row.origin

        now = clock.now()
        for (dataset, origin), rows in groupby(sorted(touched, key=source), key=source):
            cells = sorted({(row.place, row.period) for row in rows})
            marks.append(f"dataset:{dataset}", cells, known_at=now, origin=origin)


def _fall_back(cursor: Any, now: datetime) -> list[Touched]:
    """Let the records that the cursor gives say what their layers say now."""
    left = sorted({record for (record,) in cursor.fetchall()})
    cursor.execute(FALL_BACK, {"left": left, "now": now})
    return [Touched(*row) for row in cursor.fetchall()]
