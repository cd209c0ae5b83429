"""What was known between two changes that one roll-up tells together: told from the layers of the records."""

from dashboards.rolling.sql import make, rows, run
from dashboards.rolling.telling import told
from datasets.selectors.fitting import fitted

#: Marks of cells that a later mark of the same batch asks for again.
_EARLIER = """
SELECT DISTINCT w.indicator_id, w.place, w.period, w.origin, m.known_at
FROM roll_mark m JOIN dashboards_indicator i
  ON m.source IN ('dataset:' || i.dataset, 'dataset:' || nullif(i.denominator_dataset, ''))
JOIN roll_wanted w ON w.indicator_id = i.id AND w.place = m.place AND w.period = m.period AND w.origin = m.origin
  AND m.known_at < w.known_at
"""

#: The records of these cells as they were then. What no layer stands behind was never anything else.
_WAS = f"""
SELECT c.known_at, r.id, r.dataset_id, r.place_id, r.period, r.origin, true AS is_live,
       CASE WHEN s.layers = 0 THEN r.values ELSE {fitted("s.values", "r.dataset_id")} END AS values
FROM (
  SELECT DISTINCT d.dataset, e.place, e.period, e.origin, e.known_at
  FROM roll_earlier e JOIN dashboards_indicator i ON i.id = e.indicator_id
  CROSS JOIN LATERAL (VALUES (i.dataset), (i.denominator_dataset)) d(dataset)
) c
JOIN datasets_record r ON r.dataset_id = c.dataset AND r.place_id = c.place AND r.period = c.period
  AND r.origin = c.origin
CROSS JOIN LATERAL (
  SELECT count(l.id) AS layers, bool_or(l.correction_id IS NULL AND l.id IS NOT NULL AND k.is_known) AS is_live,
         jsonb_object_agg(e.key, e.value ORDER BY l.position, l.id) FILTER (WHERE e.key IS NOT NULL AND k.is_known)
           AS values
  FROM datasets_layer l
  LEFT JOIN core_importrun n ON n.id = l.run_id LEFT JOIN datasets_correction x ON x.id = l.correction_id
  LEFT JOIN datasets_entryrevision v ON v.id = l.revision_id
  LEFT JOIN core_importrun u ON u.id = coalesce(l.run_id, l.undone_with_id)
  CROSS JOIN LATERAL (SELECT coalesce(n.stored_at, x.decided_at, v.verified_at) <= c.known_at
    AND (u.id IS NOT NULL OR NOT l.is_undone)
    AND (u.undone_at IS NULL OR u.undone_at > c.known_at) AS is_known) k
  LEFT JOIN LATERAL jsonb_each(l.values) e ON true
  WHERE l.record_id = r.id
) s
WHERE CASE WHEN s.layers = 0 THEN r.is_live ELSE s.is_live END
"""

#: What is not later than what was told already is past telling.
_STATES = """
SELECT c.indicator_id, c.place, c.period, c.origin, c.known_at AS moment, n.part AS numerator, d.part AS denominator,
       n.bins, n.members, n.record_id, o.id AS old_id,
       CASE WHEN row_number() OVER cell = 1
         THEN (n.part, d.part, n.bins, n.members) IS DISTINCT FROM (o.numerator, o.denominator, o.bins, o.members)
         ELSE (n.part, d.part, n.bins, n.members) IS DISTINCT FROM
           (lag(n.part) OVER cell, lag(d.part) OVER cell, lag(n.bins) OVER cell, lag(n.members) OVER cell)
       END AS differs
FROM roll_earlier c
LEFT JOIN roll_numerator n USING (indicator_id, place, period, origin, known_at)
LEFT JOIN roll_denominator d USING (indicator_id, place, period, origin, known_at)
LEFT JOIN dashboards_observation o ON o.indicator_id = c.indicator_id AND o.place = c.place AND o.period = c.period
  AND o.origin = c.origin AND o.known_until IS NULL
WHERE NOT EXISTS (SELECT FROM dashboards_observation h WHERE h.indicator_id = c.indicator_id AND h.place = c.place
  AND h.period = c.period AND h.origin = c.origin AND c.known_at <= greatest(h.known_from, h.known_until))
WINDOW cell AS (PARTITION BY c.indicator_id, c.place, c.period, c.origin ORDER BY c.known_at)
"""

_CHANGES = """
SELECT *, lead(moment) OVER cell AS until, row_number() OVER cell = 1 AS is_first FROM roll_state WHERE differs
WINDOW cell AS (PARTITION BY indicator_id, place, period, origin ORDER BY moment)
"""


def tell() -> None:
    """Tell of each cell of `roll_wanted` what was known before its last mark; keep those told in `roll_between`."""
    if rows("SELECT min(known_at) IS NOT DISTINCT FROM max(known_at) FROM roll_mark")[0][0]:
        make("roll_between", "SELECT indicator_id, place, period, origin FROM roll_wanted WHERE false")
        return
    make("roll_earlier", _EARLIER)
    make("roll_was", _WAS)
    for name, part, dataset in (
        ("roll_numerator", "numerator", "i.dataset"),
        ("roll_denominator", "denominator", "coalesce(nullif(i.denominator_dataset, ''), i.dataset)"),
    ):
        make(name, told(part, dataset, cells="roll_earlier", records="roll_was", then="AND {r}.known_at = c.known_at"))
    make("roll_state", _STATES)
    make("roll_between", _CHANGES)
    run(
        """UPDATE dashboards_observation o SET known_until = b.moment
        FROM roll_between b WHERE o.id = b.old_id AND b.is_first"""
    )
    run(
        """INSERT INTO dashboards_observation
          (indicator_id, place, period, origin, numerator, denominator, bins, members, record_id, known_from,
           known_until)
        SELECT indicator_id, place, period, origin, numerator, denominator, bins, members, record_id, moment, until
        FROM roll_between WHERE num_nonnulls(numerator, denominator, bins, members) > 0"""
    )
