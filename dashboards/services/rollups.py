"""Keep the figures: after each change, or all of them anew."""

from datetime import datetime

from django.db import transaction

from dashboards.models import Indicator
from dashboards.permissions import Can
from dashboards.rolling import build, direct, observing
from dashboards.rolling.sql import make, rows, run
from dashboards.spans import month_name
from u2t.core import clock, marks
from u2t.core.access import Actor, require

#: One lock for every writer of figures: without it a thousand cells were wrong with four writers (docs/adr/0004).
_LOCK = 0x524F4C4C
BATCH = 100_000
#: A touched cell costs about as much as three made anew with all others (`make bench`); of few, nobody notices.
_DEARER, _FEW = 3, 5_000
#: Pages read the sum of as many rows as this; more are added up.
_MANY_EDITIONS = 100


def roll_up(*, by: Actor) -> int:
    """Consume the marks that wait, a batch in each transaction; return how many."""
    require(by, Can.REBUILD_ROLLUP)
    _begin_month()
    consumed = 0
    while claimed := _consume_batch():
        consumed += claimed
    settle(by=by)
    return consumed


def _begin_month() -> None:
    """Ask for the month that has begun since: people stay at work without anybody changing anything."""
    today = clock.today()
    month = month_name(today)
    is_missing = rows(
        """SELECT 1 WHERE EXISTS (SELECT 1 FROM dashboards_indicator WHERE source = 'workforce')
          AND EXISTS (SELECT 1 FROM workforce_post p JOIN tambon_programme g ON g.code = p.programme_id
            WHERE %(today)s BETWEEN date_trunc('month', g.starts_on) AND g.ends_on)
          AND NOT EXISTS (SELECT 1 FROM dashboards_observation o JOIN dashboards_indicator i ON i.id = o.indicator_id
            WHERE i.source = 'workforce' AND o.period = %(month)s)""",
        {"today": today, "month": month},
    )
    if is_missing:
        marks.append("workforce", [("", month)], known_at=clock.now())


@transaction.atomic
def settle(*, by: Actor) -> None:
    """Add up the changes that name the editions, where many were appended; the sums, and so the names, stay."""
    require(by, Can.REBUILD_ROLLUP)
    run(
        """WITH gone AS (
          DELETE FROM dashboards_edition WHERE id IN (
            SELECT id FROM dashboards_edition WHERE (SELECT count(*) FROM dashboards_edition) > %(many)s
            FOR UPDATE SKIP LOCKED)
          RETURNING topic, weight)
        INSERT INTO dashboards_edition (topic, weight) SELECT topic, sum(weight) FROM gone GROUP BY topic""",
        {"many": _MANY_EDITIONS},
    )


@transaction.atomic
def rebuild(*, by: Actor) -> int:
    """Make every figure anew aside and swap it in, marks that wait included; return how many cells changed.

    Readers see the old figures until the commit. Marks appended meanwhile stay for the next roll-up, which waits for
    this lock: that is the replay.
    """
    require(by, Can.REBUILD_ROLLUP)
    _take_lock()
    _claim(limit=None)
    observing.observe()
    changed = _rebuild(clock.now())
    _forget_claimed()
    return changed


@transaction.atomic
def recount(*, by: Actor) -> int:
    """Read every record anew, marked or not, and make every figure anew; return how many cells changed.

    What a lost mark left behind is told now: when it was known earlier is known no more.
    """
    require(by, Can.REBUILD_ROLLUP)
    now = clock.now()
    for code in Indicator.objects.values_list("code", flat=True):
        marks.append(f"indicator:{code}", [("", "")], known_at=now)
    return rebuild(by=by)


@transaction.atomic
def _consume_batch() -> int:
    # The lock is a statement of its own: the next statement's snapshot then sees all that the last holder committed.
    _take_lock()
    claimed = _claim(limit=BATCH)
    if not claimed:
        return 0
    touched = observing.observe()
    if _all_changed() or _is_most(touched):
        _rebuild(clock.now())
    else:
        _keep_moved()
        build.refresh(now=clock.now())
    _forget_claimed()
    return claimed


def _take_lock() -> None:
    run("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})


def _claim(*, limit: int | None) -> int:
    return make(
        "roll_mark",
        "SELECT * FROM core_mark ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        {"limit": limit},
    )


def _forget_claimed() -> None:
    run("DELETE FROM core_mark m USING roll_mark c WHERE m.id = c.id")


def _all_changed() -> bool:
    """Tell whether all has to be made anew: what a moved area touched before is not written anywhere.

    So it is with definitions that changed, with a programme that is new or has other days (no figure through it stands,
    or those of other months), and with measures that no level can fold. Of a definition that is new nothing stood: what
    it has touched is all there is.

    Only definitions that are marked are looked at, each one's cells as a set: among those of all indicators, pair by
    pair, looking took longer than the rest of a large roll-up.
    """
    return bool(
        rows(
            """WITH defined AS MATERIALIZED (
              SELECT i.id FROM roll_mark m JOIN dashboards_indicator i ON m.source = 'indicator:' || i.code)
            SELECT 1 FROM roll_mark WHERE split_part(source, ':', 1) IN ('area', 'programme')
            UNION ALL
            SELECT 1 FROM defined i
            WHERE EXISTS (SELECT 1 FROM dashboards_rollup r WHERE r.indicator_id = i.id)
              OR EXISTS (
                SELECT o.place, o.period, o.origin FROM dashboards_observation o
                WHERE o.indicator_id = i.id AND o.known_until IS NULL
                EXCEPT SELECT t.place, t.base, t.origin FROM roll_touched t WHERE t.indicator_id = i.id)
            UNION ALL
            SELECT 1 FROM dashboards_indicator i WHERE i.measure <> 'parts' AND (
              EXISTS (SELECT 1 FROM roll_touched t WHERE t.indicator_id = i.id)
              OR EXISTS (SELECT 1 FROM roll_mark m WHERE m.source LIKE 'allocation:_%'))
            LIMIT 1"""
        )
    )


def _is_most(touched: int) -> bool:
    """Tell whether so many cells were touched that all are made anew sooner, aside and in one set."""
    if touched < _FEW:
        return False
    told = rows("SELECT reltuples FROM pg_class WHERE oid = 'dashboards_observation'::regclass")[0][0]
    return touched * _DEARER > float(told)


def _keep_moved() -> None:
    """Keep the provinces whose allocation changed; old and new holders of a tambon both lie in its province."""
    make(
        "roll_moved",
        """SELECT DISTINCT g.code::text AS programme, p.code::text AS province
        FROM roll_mark m JOIN tambon_programme g ON m.source = 'allocation:' || g.code
        LEFT JOIN tambon_area a ON a.code = m.place
        JOIN tambon_area p ON p.level = 'province'
          AND (m.place = '' OR p.code IN (left(m.place, 2), left(a.today_id, 2)))""",
    )
    make(
        "roll_moved_base",
        """SELECT DISTINCT r.period::text AS base FROM dashboards_rollup r
        WHERE EXISTS (SELECT 1 FROM roll_moved) AND r.area = 'TH' AND r.level = 'nation' AND r.programme = ''
          AND r.period ~ '^[0-9]{4}(-[0-9]{2})?$'""",
    )


def _rebuild(now: datetime) -> int:
    build.build()
    direct.build()
    return build.swap(now=now)
