"""Whether the records still say what their layers say: the first step of every figure, checked over whole sets."""

from dataclasses import dataclass

from django.db import connection

from datasets.selectors.fitting import fitted

#: As `effects.MERGED`, of all records: a cell is that of its newest layer that is not undone, and corrections alone do
#: not make a record.
_UNLIKE = f"""
WITH merged AS (
  SELECT l.record_id, bool_or(l.correction_id IS NULL) AS is_live
  FROM datasets_layer l WHERE NOT l.is_undone GROUP BY l.record_id
), cells AS (
  SELECT l.record_id, jsonb_object_agg(e.key, e.value ORDER BY l.position, l.id) AS values
  FROM datasets_layer l CROSS JOIN LATERAL jsonb_each(l.values) e
  WHERE NOT l.is_undone GROUP BY l.record_id
), wanted AS (
  SELECT r.id, r.dataset_id, r.place_id, r.period, r.origin, r.is_live, r.values,
         coalesce(m.is_live, false) AS should_live,
         CASE WHEN coalesce(m.is_live, false) THEN {fitted("v.values", "r.dataset_id")} ELSE '{{}}' END AS should
  FROM datasets_record r LEFT JOIN merged m ON m.record_id = r.id LEFT JOIN cells c ON c.record_id = r.id
  CROSS JOIN LATERAL (SELECT coalesce(c.values, '{{}}') AS values) v
)
SELECT w.id, w.dataset_id, w.place_id, w.period, w.origin, w.is_live, w.should_live,
       coalesce((SELECT string_agg(k.name, ' ' ORDER BY k.name) FROM (
         SELECT coalesce(a.key, b.key) AS name FROM jsonb_each(w.values) a FULL JOIN jsonb_each(w.should) b USING (key)
         WHERE a.value IS DISTINCT FROM b.value) k), '') AS fields
FROM wanted w
WHERE (w.is_live, w.values) IS DISTINCT FROM (w.should_live, w.should)
ORDER BY w.dataset_id, w.place_id, w.period, w.id
LIMIT %(limit)s
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Unlike:
    """A record that does not say what its layers say; `fields` names the cells, as values may be personal."""

    record: int
    dataset: str
    place: str
    period: str
    origin: str
    is_live: bool
    should_live: bool
    fields: str


def unlike_their_layers(limit: int = 100) -> list[Unlike]:
    """Return the records whose values are not those of their newest layers, or that live without one."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE, {"limit": limit})
        return [Unlike(*row) for row in cursor.fetchall()]
