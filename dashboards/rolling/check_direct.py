"""The second way of counting for histograms, medians and distinct things: every element as a row, then one GROUP BY."""

from dashboards.rolling import ground
from dashboards.rolling.sql import make

#: Of a histogram of `last`, what a place said before is left out; of anything else all its months are told.
_LEAVES = """
SELECT g.code AS programme, o.indicator_id, o.place, p.level, p.area, p.amphoe, p.province, s.period, o.origin,
       o.period AS base, o.bins, o.members, i.measure, i.frequency, i.excluded_provinces AS excluded,
       CASE p.level WHEN 'municipality' THEN 'municipal' ELSE coalesce(h.university, 'unallocated') END AS holder
FROM dashboards_observation o
JOIN dashboards_indicator i ON i.id = o.indicator_id AND i.measure <> 'parts'
JOIN roll_span s ON s.base = o.period
JOIN roll_place p ON p.code = left(o.place, 6)
CROSS JOIN (SELECT '' AS code UNION SELECT code FROM tambon_programme) g
LEFT JOIN roll_day d ON d.programme = g.code AND d.period = s.period AND d.kind = i.frequency
LEFT JOIN roll_holder h ON h.programme = g.code AND h.day = d.day AND h.tambon = p.area AND p.level = 'tambon'
WHERE o.known_until IS NULL AND (o.members IS NOT NULL OR i.numerator_over_time <> 'last' OR o.period = (
  SELECT max(x.period) FROM dashboards_observation x JOIN roll_span z ON z.base = x.period AND z.period = s.period
  WHERE x.indicator_id = o.indicator_id AND x.place = o.place AND x.origin = o.origin AND x.known_until IS NULL))
"""

_KEY = "indicator_id, period, up_level, programme, origin, up_area"

COUNTED = f"""
SELECT u.indicator_id, u.period, u.up_level AS level, u.programme, u.origin, u.up_area AS area, t.things AS numerator,
       NULL::numeric AS denominator,
       CASE u.measure WHEN 'median' THEN round(b.middle, 10) ELSE t.things END AS value,
       NULL::numeric AS minimum, NULL::numeric AS maximum, b.bins,
       u.places AS count,
       CASE u.up_level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0 ELSE u.tambons END AS reporting,
       CASE u.up_level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0
         WHEN 'tambon' THEN CASE WHEN u.excluded ? left(u.up_area, 2) THEN 0 ELSE 1 END
         ELSE coalesce(e.n, 0) END AS expected,
       CASE u.frequency WHEN 'month' THEN u.newest ELSE '' END AS month_behind,
       CASE u.frequency WHEN 'month' THEN u.months END AS months
FROM (
  SELECT {_KEY}, measure, frequency, excluded, count(DISTINCT place)::integer AS places, max(base) AS newest,
         count(DISTINCT base)::integer AS months,
         (count(DISTINCT area) FILTER (WHERE level = 'tambon' AND NOT excluded ? province))::integer AS tambons
  FROM roll_direct_up GROUP BY {_KEY}, measure, frequency, excluded
) u
LEFT JOIN (
  SELECT {_KEY}, jsonb_agg(n ORDER BY position) AS bins,
         min(position - 1 + (half - before) / nullif(n, 0))
           FILTER (WHERE before < half AND before + n >= half) AS middle
  FROM (
    SELECT {_KEY}, position, n, sum(n) OVER cell / 2 AS half,
           sum(n) OVER (cell ORDER BY position) - n AS before
    FROM (
      SELECT {_KEY}, e.position, sum(e.n::numeric) AS n
      FROM roll_direct_up CROSS JOIN LATERAL jsonb_array_elements_text(bins) WITH ORDINALITY e(n, position)
      GROUP BY {_KEY}, e.position) summed
    WINDOW cell AS (PARTITION BY {_KEY})) placed
  GROUP BY {_KEY}
) b USING ({_KEY})
LEFT JOIN (
  SELECT {_KEY}, count(DISTINCT m.thing) AS things
  FROM roll_direct_up LEFT JOIN LATERAL jsonb_array_elements_text(members) m(thing) ON true
  WHERE members IS NOT NULL GROUP BY {_KEY}
) t USING ({_KEY})
LEFT JOIN roll_day d ON d.programme = u.programme AND d.period = u.period AND d.kind = u.frequency
LEFT JOIN roll_expected e ON e.excluded = u.excluded AND e.level = u.up_level AND e.area = u.up_area
  AND e.programme = u.programme AND e.day = coalesce(d.day, DATE '{ground.NO_DAY}')
"""


def spread(ancestors: str) -> None:
    """Keep what is told of these measures once for each area above it."""
    make("roll_direct", _LEAVES)
    make("roll_direct_up", ancestors.replace("roll_leaf", "roll_direct"))
