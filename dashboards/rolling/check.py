"""Count every figure a second way, straight from the observations and never from another figure, and compare.

Slower and plainer than the roll-up: each part of each place goes to its holder month by month whether it changed hands
or not, and each level is one GROUP BY over the places below it.
"""

from dashboards.rolling import check_direct, ground
from dashboards.rolling.sql import DATA, KEY, ROLLUP, listed, make, rows, same
from dashboards.spans import spans_of

_PARTS = """
SELECT g.code AS programme, o.indicator_id, part.name AS part, o.place, p.level, p.area, p.amphoe, p.province,
       s.period, s.ends_on IS NULL AS is_annual, o.origin, holder.now AS holder, holder.at_end,
       CASE part.operator WHEN 'sum' THEN sum(part.value) WHEN 'average' THEN round(avg(part.value), 6)
         ELSE (array_agg(part.value ORDER BY o.period DESC))[1] END AS value,
       CASE WHEN s.ends_on IS NULL THEN '' ELSE max(o.period) END AS behind,
       CASE WHEN s.ends_on IS NULL THEN NULL ELSE count(*)::integer END AS months
FROM dashboards_observation o
JOIN dashboards_indicator i ON i.id = o.indicator_id AND i.measure = 'parts'
JOIN roll_place p ON p.code = left(o.place, 6)
JOIN roll_span s ON s.base = o.period
CROSS JOIN LATERAL (VALUES ('n', o.numerator, i.numerator_over_time), ('d', o.denominator, i.denominator_over_time))
  part(name, value, operator)
CROSS JOIN (SELECT '' AS code UNION SELECT code FROM tambon_programme) g
LEFT JOIN roll_day b ON b.programme = g.code AND b.period = s.base AND b.kind = i.frequency
LEFT JOIN roll_day e ON e.programme = g.code AND e.period = s.period AND e.kind = i.frequency
LEFT JOIN roll_holder hb ON hb.programme = g.code AND hb.day = b.day AND hb.tambon = p.area AND p.level = 'tambon'
LEFT JOIN roll_holder he ON he.programme = g.code AND he.day = e.day AND he.tambon = p.area AND p.level = 'tambon'
CROSS JOIN LATERAL (SELECT
  CASE WHEN p.level = 'municipality' THEN 'municipal' WHEN part.operator = 'sum' AND i.frequency = 'month'
    THEN coalesce(hb.university, 'unallocated') ELSE coalesce(he.university, 'unallocated') END AS now,
  CASE WHEN p.level = 'municipality' THEN 'municipal' ELSE coalesce(he.university, 'unallocated') END AS at_end) holder
WHERE o.known_until IS NULL AND part.value IS NOT NULL
GROUP BY o.place, o.indicator_id, s.period, g.code, part.name, part.operator, o.origin, p.level, p.area, p.amphoe,
         p.province, s.ends_on, CASE WHEN g.code <> '' THEN holder.now END, holder.now, holder.at_end
"""

#: Without a programme a place has no holder; its parts must not be told apart by one.
_PLAIN = _PARTS.replace("holder.now AS holder, holder.at_end,", "'' AS holder, '' AS at_end,").replace(
    ", CASE WHEN g.code <> '' THEN holder.now END, holder.now, holder.at_end", ""
).replace("(SELECT '' AS code UNION SELECT code FROM tambon_programme)", "(SELECT '' AS code)")  # fmt: skip
_HELD = _PARTS.replace("(SELECT '' AS code UNION SELECT code FROM tambon_programme)", "tambon_programme")

#: A tambon reports once in each cell, whichever of its codes the figures came by: the first of them stands for it.
_LEAVES = """
SELECT x.programme, x.indicator_id, x.level, x.area, x.amphoe, x.province, x.period, x.origin, x.holder, x.behind,
       x.months,
       CASE WHEN i.over_place IN ('average', 'minimum', 'maximum') AND i.denominator <> ''
         THEN round(x.n / nullif(x.d, 0), 6) ELSE x.n END AS n,
       CASE WHEN i.over_place = 'ratio' THEN x.d END AS d,
       CASE WHEN i.denominator <> '' AND i.over_place <> 'sum' THEN round(x.n * i.scale / nullif(x.d, 0), 10)
         ELSE x.n * i.scale END AS v,
       x.level = 'tambon' AND x.holder = x.at_end AND NOT i.excluded_provinces ? left(x.area, 2)
         AND row_number() OVER (PARTITION BY x.area, x.indicator_id, x.period, x.programme, x.origin,
           x.level = 'tambon' AND x.holder = x.at_end ORDER BY x.place) = 1 AS reports
FROM (
  SELECT programme, indicator_id, place, level, area, amphoe, province, period, origin, holder, at_end,
         sum(value) FILTER (WHERE part = 'n') AS n, sum(value) FILTER (WHERE part = 'd') AS d,
         max(behind) FILTER (WHERE part = 'n') AS behind, max(months) FILTER (WHERE part = 'n') AS months
  FROM roll_part GROUP BY place, indicator_id, period, programme, origin, holder, at_end, level, area, amphoe, province
) x JOIN dashboards_indicator i ON i.id = x.indicator_id
WHERE x.n IS NOT NULL AND (x.d IS NOT NULL OR i.over_place <> 'ratio')
"""

_ANCESTORS = """
SELECT l.*, up.level AS up_level, up.area AS up_area
FROM roll_leaf l
CROSS JOIN LATERAL (VALUES (l.level, l.area), ('amphoe', l.amphoe), ('province', l.province), ('nation', 'TH'))
  up(level, area)
WHERE l.programme = '' AND up.area IS NOT NULL
UNION ALL
SELECT l.*, 'region', r.code FROM roll_leaf l JOIN tambon_area_members g ON g.to_area_id = l.province
JOIN tambon_area r ON r.code = g.from_area_id AND r.level = 'region' WHERE l.programme = ''
UNION ALL
SELECT l.*, up.level, up.area FROM roll_leaf l LEFT JOIN tambon_university u ON u.code = l.holder
CROSS JOIN LATERAL (VALUES ('university-province', l.holder || ':' || l.province), ('university', l.holder),
  ('network', CASE WHEN u.code IS NULL THEN l.holder ELSE coalesce(u.network_id, 'no-network') END)) up(level, area)
WHERE l.programme <> ''
"""

_COUNTED = f"""
SELECT c.indicator_id, c.period, c.level, c.programme, c.origin, c.area, c.numerator, c.denominator,
       round(CASE i.over_place WHEN 'sum' THEN c.numerator * i.scale
         WHEN 'ratio' THEN c.numerator * i.scale / nullif(c.denominator, 0)
         WHEN 'average' THEN c.numerator * i.scale / nullif(c.count, 0)
         WHEN 'minimum' THEN c.minimum ELSE c.maximum END, 10) AS value,
       c.minimum, c.maximum, NULL::jsonb AS bins, c.count,
       CASE c.level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0 ELSE c.reporting END AS reporting,
       CASE c.level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0
         WHEN 'tambon' THEN CASE WHEN i.excluded_provinces ? left(c.area, 2) THEN 0 ELSE 1 END
         ELSE coalesce(e.n, 0) END AS expected,
       c.month_behind, c.months
FROM (
  SELECT programme, indicator_id, up_level AS level, up_area AS area, period, origin,
         sum(n) AS numerator, sum(d) AS denominator, min(v) AS minimum, max(v) AS maximum,
         count(*)::integer AS count, max(behind) AS month_behind, min(months) AS months,
         count(*) FILTER (WHERE reports) AS reporting
  FROM ({_ANCESTORS}) a GROUP BY up_area, indicator_id, period, programme, up_level, origin
) c
JOIN dashboards_indicator i ON i.id = c.indicator_id
LEFT JOIN roll_day d ON d.programme = c.programme AND d.period = c.period AND d.kind = i.frequency
LEFT JOIN roll_expected e ON e.excluded = i.excluded_provinces AND e.level = c.level AND e.area = c.area
  AND e.programme = c.programme AND e.day = coalesce(d.day, DATE '{ground.NO_DAY}')
"""


def differences(limit: int = 100) -> list[tuple[str, ...]]:
    """Return the cells that differ: indicator, level, area, period, origin, programme, what stands, what should."""
    programmes = ground.lenses()
    bases = [row[0] for row in rows("SELECT DISTINCT period FROM dashboards_observation")]
    ground.lay(spans_of(bases, programmes), programmes)
    make("roll_part", f"({_PLAIN}) UNION ALL ({_HELD})")
    make("roll_leaf", _LEAVES)
    check_direct.spread(_ANCESTORS)
    make("roll_check", f"{_COUNTED} UNION ALL {check_direct.COUNTED}")
    names = ", ".join(f"coalesce(r.{name}, c.{name})" for name in ("level", "area", "period", "origin", "programme"))
    return rows(
        f"""SELECT i.code, {names}, CASE WHEN r.id IS NOT NULL THEN ROW({listed(DATA, "r.")})::text ELSE '' END,
          CASE WHEN c.area IS NOT NULL THEN ROW({listed(DATA, "c.")})::text ELSE '' END
        FROM {ROLLUP} r
        FULL JOIN roll_check c ON {same(KEY, "r", "c")}
        JOIN dashboards_indicator i ON i.id = coalesce(r.indicator_id, c.indicator_id)
        WHERE ({listed(DATA, "r.")}) IS DISTINCT FROM ({listed(DATA, "c.")})
        ORDER BY 1, 2, 3, 4 LIMIT %(limit)s""",
        {"limit": limit},
    )
