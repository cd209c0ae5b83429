"""The measures: each returns seconds of ours and of the reference."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from dashboards.bench import reference
from dashboards.models import Observation
from dashboards.rolling.sql import rows, run
from dashboards.services import rollups
from tambon.system import system_user
from u2t.core import clock
from u2t.core.keyset import page_of
from u2t.core.models import Mark


def seconds(work: Callable[[], Any], times: int = 1) -> float:
    """Return the median time of doing something."""
    found = []
    for _time in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def full_rollup() -> tuple[float, float]:
    """Make all figures from nothing, ours and by one GROUP BY per level."""
    by = system_user()
    theirs = seconds(reference.roll_up)
    reference.drop()
    run("TRUNCATE dashboards_rollup")
    return seconds(lambda: rollups.rebuild(by=by)), theirs


def recount() -> tuple[float, float, int]:
    """Read every record anew and make all figures; return its time, that of the figures alone, and what changed."""
    by = system_user()
    changed = []
    both = seconds(lambda: changed.append(rollups.recount(by=by)))
    return both, seconds(lambda: rollups.rebuild(by=by)), changed[0]


def one_update(times: int) -> float:
    """Return the time from the mark of one tambon to the nation's committed figure."""
    by = system_user()
    place = rows("SELECT min(place) FROM dashboards_observation")[0][0]
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        VALUES ('bench', %(place)s, '2564', '', 'real', '{"n": 1, "d": 1000}', true, 1, now())
        ON CONFLICT DO NOTHING""",
        {"place": place},
    )
    value = iter(range(10, 10_000))

    def change() -> None:
        run(
            """UPDATE datasets_record SET values = jsonb_build_object('n', %(n)s::integer, 'd', 1000)
            WHERE place_id = %(place)s""",
            {"n": next(value), "place": place},
        )
        Mark.objects.create(source="dataset:bench", place=place, period="2564", origin="real", known_at=clock.now())
        rollups.roll_up(by=by)

    change()
    return seconds(change, times)


def many_updates(places: int) -> tuple[float, float]:
    """Return the time from the marks of many tambons at once to the nation's figure, and that of making all anew."""
    by = system_user()
    told = clock.now()
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        SELECT 'bench', code, '2564', '', 'real', jsonb_build_object('n', code::bigint %% 991, 'd', 1000), true, 1,
          now()
        FROM tambon_area WHERE level = 'tambon' ORDER BY code LIMIT %(places)s
        ON CONFLICT ON CONSTRAINT record_natural_key DO UPDATE SET values = excluded.values""",
        {"places": places},
    )
    run("ANALYZE datasets_record")
    run(
        """INSERT INTO core_mark (source, place, period, origin, known_at)
        SELECT 'dataset:bench', place_id, '2564', 'real', %(told)s FROM datasets_record""",
        {"told": told},
    )
    return seconds(lambda: rollups.roll_up(by=by)), seconds(lambda: rollups.rebuild(by=by))


def deep_page(depth: int, times: int = 9) -> tuple[float, float]:
    """Fetch the first page of a list and one that many rows deep."""
    first_key = rows("SELECT min(id) FROM dashboards_observation")[0][0]
    listed = Observation.objects.filter(pk__lt=first_key + depth + 1000)
    page = page_of(listed, order="place", size=100)
    token = page.next
    for _page in range(depth // 100 - 2):
        token = page_of(listed, order="place", size=100, token=token).next or token
    deep = seconds(lambda: page_of(listed, order="place", size=100, token=token), times)
    return deep, seconds(lambda: page_of(listed, order="place", size=100), times)


def dashboard(
    get: Callable[[], Any], times: int = 7, *, before: Callable[[], Any] = lambda: None
) -> tuple[float, float, float]:
    """Return the page's database time, the reference query's, and the page's whole time.

    `before` is done before each view, outside what is measured.
    """
    spent: list[float] = []
    whole: list[float] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own signature
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - began)

    get()
    totals = []
    for _time in range(times):
        before()
        spent.clear()
        with connection.execute_wrapper(note):
            get()
        totals.append(sum(spent))
        before()
        whole.append(seconds(get))
    return statistics.median(totals), seconds(lambda: rows(reference.DASHBOARD), times), statistics.median(whole)


def touch_figures() -> None:
    """Let every kept page be made anew, as one changed figure would."""
    run("UPDATE dashboards_rollup SET value = value WHERE false")


def xlsx(which: str, lines: int, columns: int) -> tuple[float, int]:
    """Write a workbook in a process of its own; return seconds and the peak of its memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "dashboards.bench.workbook",
            which,
            f"{folder}/out.xlsx",
            str(lines),
            str(columns),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    taken, memory = done.stdout.split()
    return float(taken), int(memory)
