"""Count every observation a second way, from the records in one pass, and compare: a mark that was lost is found here.

What marks still wait for is left out: it is told with the next roll-up. People at work are counted by the same words
as in the roll-up, of all cells at once.
"""

from dashboards.rolling import working
from dashboards.rolling.observing import ASKED, FITS
from dashboards.rolling.sql import make, rows
from dashboards.rolling.telling import NUMBER

_RECORDED = f"""
SELECT i.id AS indicator_id, r.place_id::text AS place, r.period::text AS period, r.origin::text AS origin,
       sum({NUMBER.format(field="i.numerator")}) FILTER (WHERE r.dataset_id = i.dataset) AS numerator,
       sum({NUMBER.format(field="i.denominator")}) FILTER (WHERE i.denominator <> ''
         AND r.dataset_id = coalesce(nullif(i.denominator_dataset, ''), i.dataset)) AS denominator,
       CASE WHEN i.measure = 'distinct' THEN jsonb_agg(DISTINCT r.values -> i.numerator)
         FILTER (WHERE r.dataset_id = i.dataset) END AS members, NULL::jsonb AS counted
FROM dashboards_indicator i JOIN datasets_record r ON r.dataset_id IN (i.dataset, i.denominator_dataset) AND r.is_live
WHERE i.source = 'dataset'
GROUP BY i.id, r.place_id, r.period, r.origin
"""

_BINS = """
SELECT indicator_id, place, period, origin, jsonb_agg(n ORDER BY position) AS bins FROM (
  SELECT i.id AS indicator_id, r.place_id AS place, r.period, r.origin, e.position, sum(e.n::numeric) AS n
  FROM dashboards_indicator i JOIN datasets_record r ON r.dataset_id = i.dataset AND r.is_live
    AND jsonb_typeof(r.values -> i.numerator) = 'array'
  CROSS JOIN LATERAL jsonb_array_elements_text(r.values -> i.numerator) WITH ORDINALITY e(n, position)
  WHERE i.measure = 'histogram' GROUP BY 1, 2, 3, 4, 5
) summed GROUP BY 1, 2, 3, 4
"""

_WORKED = """
SELECT i.id AS indicator_id, w.place, w.period, w.origin, max(w.value) FILTER (WHERE w.name = i.numerator) AS numerator,
       max(w.value) FILTER (WHERE w.name = i.denominator) AS denominator, NULL::jsonb AS members,
       (array_agg(w.bins) FILTER (WHERE w.name = i.numerator))[1] AS counted
FROM dashboards_indicator i JOIN roll_work w ON w.name IN (i.numerator, i.denominator)
WHERE i.source = 'workforce' GROUP BY 1, 2, 3, 4
"""

_UNLIKE = f"""
SELECT i.code, coalesce(s.place, o.place), coalesce(s.period, o.period), coalesce(s.origin, o.origin),
       CASE WHEN o.id IS NOT NULL THEN ROW(o.numerator, o.denominator, o.bins, o.members)::text ELSE '' END,
       CASE WHEN s.place IS NOT NULL THEN ROW(s.numerator, s.denominator, s.bins, s.members)::text ELSE '' END
FROM (
  SELECT t.indicator_id, t.place, t.period, t.origin, t.numerator, t.denominator, t.members,
         coalesce(b.bins, t.counted) AS bins
  FROM (({_RECORDED}) UNION ALL ({_WORKED})) t
  LEFT JOIN ({_BINS}) b USING (indicator_id, place, period, origin)
  WHERE num_nonnulls(t.numerator, t.denominator, b.bins, t.counted, t.members) > 0
) s
FULL JOIN (SELECT * FROM dashboards_observation WHERE known_until IS NULL) o
  ON o.indicator_id = s.indicator_id AND o.place = s.place AND o.period = s.period AND o.origin = s.origin
JOIN dashboards_indicator i ON i.id = coalesce(s.indicator_id, o.indicator_id)
WHERE (s.numerator, s.denominator, s.bins, s.members) IS DISTINCT FROM (o.numerator, o.denominator, o.bins, o.members)
  AND NOT EXISTS (SELECT 1 FROM roll_waiting a WHERE a.indicator_id = i.id AND {
    FITS.format(
        place="coalesce(s.place, o.place)", period="coalesce(s.period, o.period)", origin="coalesce(s.origin, o.origin)"
    )
})
ORDER BY 1, 2, 3, 4 LIMIT %(limit)s
"""


def unlike_their_records(limit: int = 100) -> list[tuple[str, ...]]:
    """Return the observations that differ: indicator, place, period, origin, what stands, what should."""
    make("roll_mark", "SELECT * FROM core_mark")
    make("roll_waiting", ASKED)
    make("roll_asked", "SELECT id AS indicator_id, '' AS place, '' AS period, '' AS origin FROM dashboards_indicator")
    working.count()
    return rows(_UNLIKE, {"limit": limit})
