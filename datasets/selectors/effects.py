"""What undoing an import would do, told before it is done."""

from dataclasses import dataclass

from django.db import connection

from u2t.core.models import ImportRun

#: The values of records from their layers, oldest first, a cell being that of its newest layer. Corrections alone do
#: not make a record: without a file that says anything there is nothing to correct.
MERGED = """
SELECT t.record_id, coalesce(bool_or(l.correction_id IS NULL AND l.id IS NOT NULL), false) AS is_live,
    coalesce(jsonb_object_agg(e.key, e.value ORDER BY l.position) FILTER (WHERE e.key IS NOT NULL), '{}') AS values,
    (array_agg(l.id ORDER BY l.position DESC))[1] AS layer_id
FROM (SELECT DISTINCT record_id FROM datasets_layer WHERE run_id = %(run)s) t
LEFT JOIN datasets_layer l ON l.record_id = t.record_id AND NOT l.is_undone AND l.run_id IS DISTINCT FROM %(run)s
LEFT JOIN LATERAL jsonb_each(l.values) e ON true
GROUP BY t.record_id
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """How many records fall back to earlier values, vanish, or stay because other layers cover them."""

    restored: int
    removed: int
    kept: int


_EFFECT = f"""
WITH merged AS ({MERGED})
SELECT count(*) FILTER (WHERE m.is_live AND r.values IS DISTINCT FROM m.values),
    count(*) FILTER (WHERE r.is_live AND NOT m.is_live),
    count(*) FILTER (WHERE m.is_live AND r.values IS NOT DISTINCT FROM m.values)
FROM merged m JOIN datasets_record r ON r.id = m.record_id
"""  # noqa: S608 - two constants


def effect_of_undo(run: ImportRun) -> Effect:
    """Count what undoing the run would change."""
    with connection.cursor() as cursor:
        cursor.execute(_EFFECT, {"run": run.pk})
        return Effect(*cursor.fetchone())
