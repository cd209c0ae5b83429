"""Run the folds: over everything aside, or over what was touched, level by level."""

from datetime import datetime

from dashboards.rolling import ground
from dashboards.rolling.folds import Stage, stages
from dashboards.rolling.leaves import NOW, THEN, kinds
from dashboards.rolling.sql import (
    COLUMNS,
    DATA,
    KEY,
    NEW,
    ROLLUP,
    Parameters,
    count_anew,
    listed,
    make,
    rows,
    run,
    same,
)
from dashboards.spans import siblings_of, spans_of


def build(*, moment: datetime | None = None) -> int:
    """Make every figure aside, from what is known now or was known at a moment; return how many."""
    known, parameters = (NOW, {}) if moment is None else (THEN, {"moment": moment})
    programmes = ground.lenses()
    bases = [row[0] for row in rows("SELECT DISTINCT period FROM dashboards_observation")]
    ground.lay(spans_of(bases, programmes), programmes)
    _empty()
    made = 0
    for stage in _stages(scoped=False, known=known):
        made += run(stage.query, parameters)
        if stage.name == "tambon":
            run(f"ANALYZE {NEW}")
    run(f"ANALYZE {NEW}")
    return made


def swap(*, now: datetime) -> int:
    """Put what was built aside in the place of what stands; only cells that differ are written."""
    # Counted as empty, the table would be walked once for every row, growing as it is written.
    run("SET LOCAL enable_nestloop = off")
    gone = run(
        f"DELETE FROM {ROLLUP} r WHERE NOT EXISTS (SELECT 1 FROM {NEW} n WHERE {same(KEY, 'n', 'r')})",
    )
    written = _upsert(now)
    run("SET LOCAL enable_nestloop = on")
    return gone + written


def refresh(*, now: datetime) -> int:
    """Make the figures above `roll_touched` (and seen through `roll_moved`) anew; return how many changed.

    The caller holds the lock of the roll-up. Each level is written before the next reads it.
    """
    programmes = ground.lenses()
    bases = [row[0] for row in rows("SELECT DISTINCT base FROM roll_touched UNION SELECT base FROM roll_moved_base")]
    ground.lay(siblings_of(bases, programmes), programmes)
    _keep_cells()
    # It would merge on indicator and period, and try every area of a level against every area touched.
    run("SET LOCAL enable_mergejoin = off")
    changed = 0
    for stage in _stages(scoped=True, known=NOW):
        changed += _renew(stage, now)
    return changed


def _stages(*, scoped: bool, known: str) -> list[Stage]:
    found = kinds()
    return list(stages(found, scoped=scoped, known=known)) if found else []


def _empty() -> None:
    make(NEW, f"SELECT {listed(COLUMNS)} FROM {ROLLUP} WHERE false")


def _keep_cells() -> None:
    make(
        "roll_cell",
        """SELECT DISTINCT t.indicator_id, p.level, p.area, p.amphoe, p.province, s.period, t.origin
        FROM roll_touched t JOIN dashboards_indicator i ON i.id = t.indicator_id AND i.measure = 'parts'
        JOIN roll_place p ON p.code = left(t.place, 6)
        JOIN roll_span b ON b.base = t.base
        JOIN roll_span s ON s.period = b.period AND (s.ends_on IS NULL) = (b.ends_on IS NULL)""",
    )
    make(
        "roll_lens",
        """SELECT c.indicator_id, c.period, c.origin, g.code::text AS programme, c.province::text AS province
        FROM roll_cell c CROSS JOIN tambon_programme g
        UNION
        SELECT r.indicator_id, r.period, r.origin, m.programme::text, m.province::text
        FROM roll_moved m JOIN dashboards_rollup r
          ON r.level = 'province' AND r.programme = '' AND r.area = m.province""",
    )
    # How many are expected of a university, or of nobody, changes with every allocation, data there or not.
    make(
        "roll_bundle",
        """SELECT indicator_id, period, origin, programme FROM roll_lens
        UNION
        SELECT r.indicator_id, r.period, r.origin, m.programme FROM roll_moved m
        JOIN dashboards_rollup r ON r.level = 'nation' AND r.programme = '' AND r.area = 'TH'""",
    )


def _renew(stage: Stage, now: datetime) -> int:
    _empty()
    run(stage.query)
    run(f"ANALYZE {NEW}")
    make("roll_scope", stage.scope)
    gone = run(
        f"""DELETE FROM {ROLLUP} r USING roll_scope s
        WHERE r.indicator_id = s.indicator_id AND r.period = s.period AND r.level = s.level AND r.origin = s.origin
          AND r.programme = s.programme AND {stage.within}
          AND NOT EXISTS (SELECT 1 FROM {NEW} n WHERE {same(KEY, "n", "r")})"""
    )
    written = _upsert(now)
    count_anew(ROLLUP, gone + written)
    return gone + written


def _upsert(now: datetime) -> int:
    """Write what differs and what is missing; nobody else writes, so that nothing has to be tried for conflicts."""
    parameters: Parameters = {"now": now}
    changed = run(
        f"""UPDATE {ROLLUP} r SET ({listed(DATA)}, computed_at) = ({listed(DATA, "n.")}, %(now)s)
        FROM {NEW} n WHERE {same(KEY, "r", "n")}
          AND ({listed(DATA, "r.")}) IS DISTINCT FROM ({listed(DATA, "n.")})""",
        parameters,
    )
    return changed + run(
        f"""INSERT INTO {ROLLUP} ({listed(COLUMNS)}, computed_at)
        SELECT {listed(COLUMNS, "n.")}, %(now)s FROM {NEW} n
        WHERE NOT EXISTS (SELECT 1 FROM {ROLLUP} r WHERE {same(KEY, "r", "n")})""",
        parameters,
    )
