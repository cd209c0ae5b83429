"""Histograms and medians, whose bins add up, and distinct things: counted from rows by area and period, never folded.

All are counted in one way for all levels, from the observations of the indicator and period, whole: they are rare, and
a count of distinct things has no short cut.
"""

from datetime import datetime

from dashboards.rolling.leaves import NOW, THEN
from dashboards.rolling.sql import COLUMNS, KEY, NEW, listed, make, rows, run, same

_UP = """
CROSS JOIN LATERAL (
  SELECT '' AS programme, up.level, up.area FROM (VALUES (p.level, p.area), ('amphoe', p.amphoe),
    ('province', p.province), ('nation', 'TH')) up(level, area) WHERE up.area IS NOT NULL
  UNION ALL
  SELECT '', 'region', r.code FROM tambon_area_members g JOIN tambon_area r
    ON r.code = g.from_area_id AND r.level = 'region' WHERE g.to_area_id = p.province
  UNION ALL
  SELECT d.programme, up.level, up.area
  FROM roll_day d
  LEFT JOIN roll_holder h ON h.programme = d.programme AND h.day = d.day AND h.tambon = p.area AND p.level = 'tambon'
  LEFT JOIN tambon_university u ON u.code = h.university
  CROSS JOIN LATERAL (SELECT CASE p.level WHEN 'municipality' THEN 'municipal'
    ELSE coalesce(h.university, 'unallocated') END AS code) k
  CROSS JOIN LATERAL (VALUES ('university-province', k.code || ':' || p.province), ('university', k.code),
    ('network', CASE WHEN u.code IS NULL THEN k.code ELSE coalesce(u.network_id, 'no-network') END)) up(level, area)
  WHERE d.period = s.period AND d.kind = i.frequency
) up
"""

_LEAVES = f"""
SELECT o.indicator_id, s.period, up.level, up.programme, o.origin, up.area, o.place, p.area AS tambon, o.period AS base,
       o.bins, o.members, i.measure, i.excluded_provinces, i.frequency, i.numerator_over_time AS operator,
       p.level = 'tambon' AND NOT i.excluded_provinces ? p.province AS is_tambon
FROM dashboards_observation o
JOIN dashboards_indicator i ON i.id = o.indicator_id AND i.measure IN ('histogram', 'median', 'distinct')
JOIN roll_span s ON s.base = o.period
JOIN roll_place p ON p.code = left(o.place, 6)
{_UP}
WHERE {{known}}
"""

#: A histogram of `last` keeps each place's newest month; anything else adds its months up.
_KEPT = """
SELECT * FROM (
  SELECT w.*, rank() OVER (PARTITION BY indicator_id, period, level, programme, origin, area, place
    ORDER BY CASE operator WHEN 'last' THEN base END DESC NULLS LAST) AS place_in_time
  FROM roll_way w
) ranked WHERE place_in_time = 1 OR members IS NOT NULL
"""

#: The middle of things counted in bins of one: of those in the bin where it lies, as if they lay evenly in it.
_MEDIAN = """(
  SELECT round(m.position - 1 + (m.half - (m.until - m.n)) / m.n, 10) FROM (
    SELECT e.position, e.value::numeric AS n, sum(e.value::numeric) OVER (ORDER BY e.position) AS until,
           sum(e.value::numeric) OVER () / 2 AS half
    FROM jsonb_array_elements_text(b.bins) WITH ORDINALITY e(value, position)) m
  WHERE m.until >= m.half AND m.n > 0 ORDER BY m.position LIMIT 1)"""

_COUNTED = f"""
INSERT INTO {NEW} ({listed(COLUMNS)})
SELECT k.indicator_id, k.period, k.level, k.programme, k.origin, k.area, k.things, NULL,
       CASE k.measure WHEN 'median' THEN {_MEDIAN} ELSE k.things END, NULL, NULL, b.bins,
       k.places, k.reporting,
       CASE k.level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0
         WHEN 'tambon' THEN CASE WHEN k.excluded ? left(k.area, 2) THEN 0 ELSE 1 END ELSE coalesce(e.n, 0) END,
       CASE WHEN k.frequency = 'month' THEN k.newest ELSE '' END, k.months
FROM (
  SELECT {listed(KEY, "r.")}, r.measure, r.frequency, r.excluded_provinces AS excluded,
         CASE WHEN bool_or(r.members IS NOT NULL) THEN count(DISTINCT m.thing) END AS things,
         count(DISTINCT r.place)::integer AS places, max(r.base) AS newest,
         CASE r.level WHEN 'municipality' THEN 1 ELSE count(DISTINCT r.tambon) FILTER (WHERE r.is_tambon) END
           AS reporting,
         CASE WHEN r.frequency = 'month' THEN count(DISTINCT r.base)::integer END AS months
  FROM roll_kept r
  LEFT JOIN LATERAL jsonb_array_elements_text(r.members) m(thing) ON true
  GROUP BY {listed(KEY, "r.")}, r.measure, r.frequency, r.excluded_provinces
) k
LEFT JOIN (
  SELECT {listed(KEY, "s.")}, jsonb_agg(s.n ORDER BY s.position) AS bins FROM (
    SELECT {listed(KEY, "x.")}, e.position, sum(e.value::numeric) AS n FROM roll_kept x
    CROSS JOIN LATERAL jsonb_array_elements_text(x.bins) WITH ORDINALITY e(value, position)
    GROUP BY {listed(KEY, "x.")}, e.position) s
  GROUP BY {listed(KEY, "s.")}
) b ON {same(KEY, "b", "k")}
LEFT JOIN roll_day d ON d.programme = k.programme AND d.period = k.period AND d.kind = k.frequency
LEFT JOIN roll_expected e ON e.excluded = k.excluded AND e.level = k.level AND e.area = k.area
  AND e.programme = k.programme AND e.day = coalesce(d.day, DATE '0001-01-01')
"""


def build(*, moment: datetime | None = None) -> int:
    """Add all figures of these measures to those built aside."""
    if not rows("SELECT 1 FROM dashboards_indicator WHERE measure IN ('histogram', 'median', 'distinct') LIMIT 1"):
        return 0
    make("roll_way", _LEAVES.format(known=NOW if moment is None else THEN), {"moment": moment})
    make("roll_kept", _KEPT)
    return run(_COUNTED)
