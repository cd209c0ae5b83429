"""What undoing an import would do, told before it is done."""

from dataclasses import dataclass

from django.db import connection

from datasets.selectors.fitting import fitted
from u2t.core.models import ImportRun

_OF_RUN = "{layer}.run_id = %(run)s"


def falling(leaves: str = _OF_RUN) -> str:
    """Write the query of the corrections that fall with the layers that leave.

    They are of cells that nothing older says any more, or of records that nothing stands for. A value that a correction
    gave where there was none stands on whatever is below it.
    """
    return f"""
SELECT k.id FROM datasets_layer u
JOIN datasets_layer k ON k.record_id = u.record_id AND k.correction_id IS NOT NULL AND NOT k.is_undone
    AND k.position > u.position
JOIN datasets_correction c ON c.id = k.correction_id
WHERE {leaves.format(layer="u")} AND NOT EXISTS (
    SELECT FROM datasets_layer f
    WHERE f.record_id = u.record_id AND f.correction_id IS NULL AND NOT f.is_undone AND f.position < k.position
        AND ({leaves.format(layer="f")}) IS NOT TRUE AND (f.values ? c.field OR NOT u.values ? c.field)
)
"""  # noqa: S608 - constants


#: The values of records from their layers, oldest first, a cell being that of its newest layer.
MERGED = f"""
SELECT s.record_id, s.is_live, s.layer_id, {fitted("s.values", "o.dataset_id")} AS values
FROM (
    SELECT t.record_id, coalesce(bool_or(l.correction_id IS NULL AND l.id IS NOT NULL), false) AS is_live,
        coalesce(jsonb_object_agg(e.key, e.value ORDER BY l.position) FILTER (WHERE e.key IS NOT NULL), '{{}}')
            AS values,
        (array_agg(l.id ORDER BY l.position DESC))[1] AS layer_id
    FROM (SELECT DISTINCT record_id FROM datasets_layer WHERE run_id = %(run)s) t
    LEFT JOIN datasets_layer l ON l.record_id = t.record_id AND NOT l.is_undone AND l.run_id IS DISTINCT FROM %(run)s
        AND l.id NOT IN ({falling()})
    LEFT JOIN LATERAL jsonb_each(l.values) e ON true
    GROUP BY t.record_id
) s JOIN datasets_record o ON o.id = s.record_id
"""  # noqa: S608 - constants


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
