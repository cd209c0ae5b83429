"""What the folds stand on, made anew for each run: periods, today's map, who held what, how many are expected.

Places are codes of six digits; a village is counted where its tambon is. A place is, by today's map, of a tambon, or a
municipality of its amphoe, or (a code abolished without one successor) a `place` of its amphoe or province.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from dashboards.rolling.sql import count_anew, make, rows, run
from dashboards.spans import Lens, Span, month_end

#: Stands for "no day" where figures are seen through no programme.
NO_DAY = "0001-01-01"

_PLACES = """
SELECT code, level, amphoe, province,
       CASE level WHEN 'tambon' THEN tambon WHEN 'municipality' THEN code
       ELSE coalesce(amphoe, province) || '.' || code END AS area
FROM (
  SELECT a.code, t.code AS tambon, coalesce(left(t.code, 4), m.code) AS amphoe,
         left(coalesce(t.code, m.code, a.code), 2) AS province,
         CASE WHEN t.code IS NOT NULL THEN 'tambon'
              WHEN a.level = 'municipality' AND m.code = left(a.code, 4) THEN 'municipality'
              ELSE 'place' END AS level
  FROM tambon_area a
  LEFT JOIN tambon_area t ON a.level = 'tambon' AND t.code = a.today_id AND t.level = 'tambon'
  LEFT JOIN tambon_area f ON f.code = left(a.code, 4)
  LEFT JOIN tambon_area m ON m.code = f.today_id AND m.level = 'amphoe'
  WHERE a.level IN ('tambon', 'municipality')
) placed
"""

#: Two codes of one tambon of today may be allocated: its own code decides.
_HOLDERS = """
SELECT DISTINCT ON (d.programme, d.day, t.code) d.programme, d.day, t.code AS tambon, a.university_id AS university
FROM (SELECT DISTINCT programme, day FROM roll_day) d
JOIN tambon_allocation a ON a.programme_id = d.programme AND a.during @> d.day
JOIN tambon_area x ON x.code = a.tambon_id
JOIN tambon_area t ON t.code = x.today_id
ORDER BY d.programme, d.day, t.code, (x.code = t.code) DESC, x.code
"""

#: Tambons that had another holder in some month of a period than at its end.
_SPLITS = """
SELECT DISTINCT c.programme, c.tambon, s.period
FROM (
  SELECT h.programme, h.tambon FROM roll_holder h
  JOIN (SELECT programme, count(DISTINCT day) AS days FROM roll_day GROUP BY programme) n USING (programme)
  GROUP BY h.programme, h.tambon, n.days
  HAVING count(DISTINCT h.university) > 1 OR count(*) < n.days
) c
JOIN roll_span s ON s.ends_on IS NOT NULL
JOIN roll_day b ON b.programme = c.programme AND b.kind = 'month' AND b.period = s.base
JOIN roll_day e ON e.programme = c.programme AND e.kind = 'month' AND e.period = s.period
LEFT JOIN roll_holder hb ON hb.programme = c.programme AND hb.day = b.day AND hb.tambon = c.tambon
LEFT JOIN roll_holder he ON he.programme = c.programme AND he.day = e.day AND he.tambon = c.tambon
WHERE hb.university IS DISTINCT FROM he.university
"""

_EXPECTED = f"""
WITH tambons AS (
  SELECT code, left(code, 4) AS amphoe, left(code, 2) AS province FROM tambon_area
  WHERE level = 'tambon' AND abolished_on IS NULL AND today_id = code
), provinces AS (
  SELECT province, count(*) AS n FROM tambons GROUP BY province
), held AS (
  SELECT h.programme, h.day, h.university, t.province, count(*) AS n
  FROM roll_holder h JOIN tambons t ON t.code = h.tambon GROUP BY 1, 2, 3, 4
), free AS (
  SELECT d.programme, d.day, p.province, p.n - coalesce(sum(h.n), 0) AS n
  FROM (SELECT DISTINCT programme, day FROM roll_day) d CROSS JOIN provinces p
  LEFT JOIN held h ON h.programme = d.programme AND h.day = d.day AND h.province = p.province
  GROUP BY d.programme, d.day, p.province, p.n
), counted AS (
  SELECT 'amphoe' AS level, amphoe AS area, province, '' AS programme, DATE '{NO_DAY}' AS day, count(*) AS n
  FROM tambons GROUP BY amphoe, province
  UNION ALL SELECT 'province', province, province, '', DATE '{NO_DAY}', n FROM provinces
  UNION ALL SELECT 'nation', 'TH', province, '', DATE '{NO_DAY}', n FROM provinces
  UNION ALL SELECT 'region', r.code, p.province, '', DATE '{NO_DAY}', p.n
  FROM provinces p JOIN tambon_area_members g ON g.to_area_id = p.province
  JOIN tambon_area r ON r.code = g.from_area_id AND r.level = 'region'
  UNION ALL SELECT 'university-province', university || ':' || province, province, programme, day, n FROM held
  UNION ALL SELECT 'university', university, province, programme, day, n FROM held
  UNION ALL SELECT 'network', coalesce(u.network_id, 'no-network'), h.province, h.programme, h.day, h.n
  FROM held h JOIN tambon_university u ON u.code = h.university
  UNION ALL SELECT 'university-province', 'unallocated:' || province, province, programme, day, n FROM free
  UNION ALL SELECT 'university', 'unallocated', province, programme, day, n FROM free
  UNION ALL SELECT 'network', 'unallocated', province, programme, day, n FROM free
)
SELECT k.excluded, c.level, c.area, c.programme, c.day, sum(c.n)::integer AS n
FROM counted c
CROSS JOIN (SELECT DISTINCT excluded_provinces AS excluded FROM dashboards_indicator) k
WHERE NOT k.excluded ? c.province
GROUP BY 1, 2, 3, 4, 5
"""


def lenses() -> list[Lens]:
    """Return the programmes through which figures are seen."""
    return [Lens(*row) for row in rows("SELECT code, starts_on, ends_on FROM tambon_programme ORDER BY code")]


def lay(spans: Iterable[Span], programmes: Iterable[Lens]) -> None:
    """Make the ground for these periods."""
    spans = list(spans)
    for table in ("tambon_area", "tambon_allocation"):
        count_anew(table, 0)
    _keep_spans(spans)
    _keep_days(spans, programmes)
    make("roll_place", _PLACES, index="code")
    make("roll_holder", _HOLDERS, index="tambon, programme, day")
    make("roll_split", _SPLITS)
    make("roll_expected", _EXPECTED, index="area, level")


def _keep_spans(spans: list[Span]) -> None:
    make("roll_span", "SELECT ''::text AS base, ''::text AS period, NULL::date AS ends_on WHERE false")
    _insert("roll_span", ("text", "text", "date"), {(span.base, span.period, span.ends_on) for span in spans})


def _keep_days(spans: list[Span], programmes: Iterable[Lens]) -> None:
    make(
        "roll_day", "SELECT ''::text AS programme, ''::text AS period, ''::text AS kind, NULL::date AS day WHERE false"
    )
    ends = {(span.period, span.ends_on) for span in spans}
    # A month beside those asked about still has to say who held a tambon in it.
    ends |= {(span.base, month_end(span.base)) for span in spans if span.ends_on}
    found = {
        (lens.code, period, "month" if ends_on else "year", lens.day_for(ends_on))
        for lens in programmes
        for period, ends_on in ends
    }
    _insert("roll_day", ("text", "text", "text", "date"), found)


def _insert(table: str, casts: tuple[str, ...], values: set[tuple[Any, ...]]) -> None:
    columns = [list(column) for column in zip(*values, strict=True)] or [[] for _cast in casts]
    arrays = ", ".join(f"%s::{cast}[]" for cast in casts)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} SELECT * FROM unnest({arrays})", columns)
    run(f"ANALYZE {table}")
