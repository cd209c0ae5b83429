"""Then place: areas fold their children of the same period, level by level, in both hierarchies."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.rolling.ground import NO_DAY
from dashboards.rolling.leaves import Kind, leaf_fold, split_fold
from dashboards.rolling.sql import COLUMNS, NEW, ROLLUP, listed

_SUMS = """sum(r.numerator) AS numerator, sum(r.denominator) AS denominator, min(r.minimum) AS minimum,
       max(r.maximum) AS maximum, sum(r.count)::integer AS count, sum({reporting})::integer AS reporting,
       max(r.month_behind) AS month_behind, min(r.months) AS months"""

_FINISH = f"""
INSERT INTO {NEW} ({listed(COLUMNS)})
SELECT f.indicator_id, f.period, f.level, f.programme, f.origin, f.area, f.numerator, f.denominator,
       round(CASE i.over_place
         WHEN 'sum' THEN f.numerator * i.scale
         WHEN 'ratio' THEN f.numerator * i.scale / nullif(f.denominator, 0)
         WHEN 'average' THEN f.numerator * i.scale / nullif(f.count, 0)
         WHEN 'minimum' THEN f.minimum
         ELSE f.maximum END, 10),
       f.minimum, f.maximum, NULL::jsonb, f.count, coalesce(f.reporting, 0),
       CASE f.level WHEN 'municipality' THEN 1 WHEN 'place' THEN 0
         WHEN 'tambon' THEN CASE WHEN i.excluded_provinces ? left(f.area, 2) THEN 0 ELSE 1 END
         ELSE coalesce(e.n, 0) END,
       coalesce(f.month_behind, ''), f.months
FROM ({{fold}}) f
JOIN dashboards_indicator i ON i.id = f.indicator_id
LEFT JOIN roll_expected e ON e.excluded = i.excluded_provinces AND e.level = f.level AND e.area = f.area
  AND e.programme = f.programme AND e.day = f.day
"""

_LEAF = """
SELECT l.*, ''::text AS programme, DATE '{no_day}' AS day,
       CASE WHEN l.level = 'place' OR l.level = 'tambon' AND i.excluded_provinces ? left(l.area, 2)
            THEN 0 ELSE 1 END AS reporting
FROM ({fold}) l JOIN dashboards_indicator i ON i.id = l.indicator_id
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """One level: the query of its rows, and (for a part only) which cells it answers for."""

    name: str
    query: str
    scope: str = ""
    within: str = ""


def stages(kinds: list[Kind], *, scoped: bool, known: str) -> Iterator[Stage]:
    """Yield the levels in order, each reading only those before it."""
    leaves = " UNION ALL ".join(f"({leaf_fold(kind, scoped=scoped, known=known)})" for kind in kinds)
    yield Stage(
        "tambon",
        _finish(_LEAF.format(no_day=NO_DAY, fold=leaves)),
        "SELECT DISTINCT indicator_id, period, origin, '' AS programme, level, area FROM roll_cell",
        "r.level = s.level AND r.area = s.area",
    )
    yield from _administration(scoped=scoped)
    yield from _programmes(kinds, scoped=scoped, known=known)


def _finish(fold: str) -> str:
    return _FINISH.replace("{fold}", fold)


def _administration(*, scoped: bool) -> Iterator[Stage]:
    yield _admin("amphoe", "'tambon', 'municipality', 'place'", _parent(4), scoped=scoped)
    yield _admin("province", "'amphoe', 'place'", _parent(2), scoped=scoped)
    yield _region(scoped=scoped)
    yield _nation(scoped=scoped)


def _parent(digits: int) -> str:
    """Write the code of the area above; of a place it stands before the dot."""
    return f"CASE r.level WHEN 'place' THEN split_part(r.area, '.', 1) ELSE left(r.area, {digits}) END"


def _admin(level: str, below: str, up: str, *, scoped: bool) -> Stage:
    cells = f"""SELECT DISTINCT indicator_id, period, origin, '' AS programme, '{level}' AS level, {level} AS area
      FROM roll_cell WHERE {level} IS NOT NULL"""
    source = f"{NEW} r WHERE length({up}) = {4 if level == 'amphoe' else 2}"
    if scoped:
        source = f"""({cells}) s JOIN {ROLLUP} r ON r.indicator_id = s.indicator_id AND r.period = s.period
          AND r.origin = s.origin AND r.area BETWEEN s.area AND s.area || '99' AND {up} = s.area WHERE true"""
    sums = _SUMS.format(reporting="CASE r.level WHEN 'municipality' THEN 0 ELSE r.reporting END")
    query = f"""
      SELECT r.indicator_id, r.period, r.origin, ''::text AS programme, '{level}' AS level, {up} AS area,
             DATE '{NO_DAY}' AS day, {sums}
      FROM {source} AND r.programme = '' AND r.level IN ({below})
      GROUP BY r.indicator_id, r.period, r.origin, {up}"""
    return Stage(level, _finish(query), cells, "r.area = s.area")


def _upper(*, scoped: bool, below: str) -> str:
    cells = "SELECT DISTINCT indicator_id, period, origin, '' AS programme FROM roll_cell"
    if not scoped:
        return f"{NEW} r"
    return f"""({cells}) s JOIN {ROLLUP} r ON r.indicator_id = s.indicator_id AND r.period = s.period
      AND r.origin = s.origin AND r.programme = '' AND r.level = '{below}'"""


def _region(*, scoped: bool) -> Stage:
    query = f"""
      SELECT r.indicator_id, r.period, r.origin, ''::text AS programme, 'region' AS level, a.code AS area,
             DATE '{NO_DAY}' AS day, {_SUMS.format(reporting="r.reporting")}
      FROM {_upper(scoped=scoped, below="province")}
      JOIN tambon_area_members g ON g.to_area_id = r.area
      JOIN tambon_area a ON a.code = g.from_area_id AND a.level = 'region'
      WHERE r.programme = '' AND r.level = 'province'
      GROUP BY r.indicator_id, r.period, r.origin, a.code"""
    cells = "SELECT DISTINCT indicator_id, period, origin, '' AS programme, 'region' AS level FROM roll_cell"
    return Stage("region", _finish(query), cells, "true")


def _nation(*, scoped: bool) -> Stage:
    query = f"""
      SELECT r.indicator_id, r.period, r.origin, ''::text AS programme, 'nation' AS level, 'TH'::text AS area,
             DATE '{NO_DAY}' AS day, {_SUMS.format(reporting="r.reporting")}
      FROM {_upper(scoped=scoped, below="province")}
      WHERE r.programme = '' AND r.level = 'province'
      GROUP BY r.indicator_id, r.period, r.origin"""
    cells = "SELECT DISTINCT indicator_id, period, origin, '' AS programme, 'nation' AS level FROM roll_cell"
    return Stage("nation", _finish(query), cells, "true")


def _programmes(kinds: list[Kind], *, scoped: bool, known: str) -> Iterator[Stage]:
    split = [kind for kind in kinds if kind.is_split]
    children = [_held(split, scoped=scoped), *(_split(kind, scoped=scoped, known=known) for kind in split)]
    query = f"""
      SELECT r.indicator_id, r.period, r.origin, r.programme, 'university-province' AS level, r.area, r.day,
             {_SUMS.format(reporting="r.reporting")}
      FROM ({" UNION ALL ".join(children)}) r
      GROUP BY r.indicator_id, r.period, r.origin, r.programme, r.area, r.day"""
    lens = "SELECT indicator_id, period, origin, programme, 'university-province' AS level, province FROM roll_lens"
    yield Stage("university-province", _finish(query), lens, "split_part(r.area, ':', 2) = s.province")
    yield _bundle("university", "university-province", "split_part(r.area, ':', 1)", scoped=scoped)
    network = """CASE WHEN r.area IN ('municipal', 'unallocated') THEN r.area
      ELSE (SELECT coalesce(u.network_id, 'no-network') FROM tambon_university u WHERE u.code = r.area) END"""
    yield _bundle("network", "university", network, scoped=scoped)


def _held(split: list[Kind], *, scoped: bool) -> str:
    """Write the query of tambons that go whole to who holds them on the period's day."""
    source = f"""{NEW} r JOIN dashboards_indicator i ON i.id = r.indicator_id
      JOIN roll_day d ON d.period = r.period AND d.kind = i.frequency"""
    if scoped:
        source = f"""roll_lens s JOIN dashboards_indicator i ON i.id = s.indicator_id
          JOIN roll_day d ON d.programme = s.programme AND d.period = s.period AND d.kind = i.frequency
          JOIN {ROLLUP} r ON r.indicator_id = s.indicator_id AND r.period = s.period AND r.origin = s.origin
            AND r.area BETWEEN s.province AND s.province || '9999' AND left(r.area, 2) = s.province"""
    ids = ", ".join(str(pk) for kind in split for pk in kind.indicators) or "-1"
    return f"""
      SELECT r.indicator_id, r.period, r.origin, d.programme, d.day, r.numerator, r.denominator, r.minimum, r.maximum,
             r.count, CASE r.level WHEN 'tambon' THEN r.reporting ELSE 0 END AS reporting, r.month_behind, r.months,
             CASE r.level WHEN 'municipality' THEN 'municipal' ELSE coalesce(h.university, 'unallocated') END
               || ':' || left(r.area, 2) AS area
      FROM {source}
      LEFT JOIN roll_holder h ON r.level = 'tambon' AND h.programme = d.programme AND h.day = d.day
        AND h.tambon = r.area
      WHERE r.programme = '' AND r.level IN ('tambon', 'municipality', 'place')
        AND NOT (r.indicator_id IN ({ids}) AND r.level = 'tambon' AND EXISTS (
          SELECT 1 FROM roll_split x WHERE x.programme = d.programme AND x.tambon = r.area AND x.period = r.period))"""


def _split(kind: Kind, *, scoped: bool, known: str) -> str:
    return f"""
      SELECT l.indicator_id, l.period, l.origin, l.programme, d.day, l.numerator, l.denominator, l.minimum, l.maximum,
             l.count, CASE WHEN l.holder IS NOT DISTINCT FROM l.holder_at_end
               AND NOT i.excluded_provinces ? left(l.area, 2) THEN 1 ELSE 0 END AS reporting,
             l.month_behind, l.months, coalesce(l.holder, 'unallocated') || ':' || left(l.area, 2) AS area
      FROM ({split_fold(kind, scoped=scoped, known=known)}) l
      JOIN dashboards_indicator i ON i.id = l.indicator_id
      JOIN roll_day d ON d.programme = l.programme AND d.period = l.period AND d.kind = 'month'"""


def _bundle(level: str, below: str, up: str, *, scoped: bool) -> Stage:
    cells = f"SELECT DISTINCT indicator_id, period, origin, programme, '{level}' AS level FROM roll_bundle"
    source = f"{NEW} r"
    if scoped:
        source = f"""({cells}) s JOIN {ROLLUP} r ON r.indicator_id = s.indicator_id AND r.period = s.period
          AND r.origin = s.origin AND r.programme = s.programme"""
    # Added up once, not again for every indicator the planner begins with.
    query = f"""
      WITH b AS MATERIALIZED (
        SELECT r.indicator_id, r.period, r.origin, r.programme, {up} AS area, {_SUMS.format(reporting="r.reporting")}
        FROM {source} WHERE r.level = '{below}' GROUP BY r.indicator_id, r.period, r.origin, r.programme, {up}
      )
      SELECT b.indicator_id, b.period, b.origin, b.programme, '{level}' AS level, b.area, d.day, b.numerator,
             b.denominator, b.minimum, b.maximum, b.count, b.reporting, b.month_behind, b.months
      FROM b
      JOIN dashboards_indicator i ON i.id = b.indicator_id
      JOIN roll_day d ON d.programme = b.programme AND d.period = b.period AND d.kind = i.frequency"""
    return Stage(level, _finish(query), cells, "true")
