"""The fixed programs, plain SQL and plain xlsxwriter: what the goals of the bench refer to. Do not tune them."""

import io
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import fromstring
from django.db import connection

from dashboards.rolling.sql import run

TABLE = "bench_reference"

#: Level, area and join of one GROUP BY each, straight from the observations.
_LEVELS = (
    ("tambon", "o.place", ""),
    ("amphoe", "left(o.place, 4)", ""),
    ("province", "left(o.place, 2)", ""),
    ("nation", "'TH'", ""),
    ("university-province", "coalesce(a.university_id, 'unallocated') || ':' || left(o.place, 2)", "held"),
    ("university", "coalesce(a.university_id, 'unallocated')", "held"),
    ("network", "coalesce(u.network_id, 'no-network')", "held"),
)
_HELD = """LEFT JOIN tambon_allocation a ON a.tambon_id = o.place AND a.programme_id = 'bench'
  AND a.during @> DATE '2022-01-31' LEFT JOIN tambon_university u ON u.code = a.university_id"""

#: The figures of the national page: of the nation all indicators and periods, of the provinces one, in two periods.
DASHBOARD = """
SELECT indicator_id, period, area, value, numerator, denominator, minimum, maximum, reporting, expected, computed_at
FROM dashboards_rollup WHERE level = 'nation' AND area = 'TH' AND programme = ''
UNION ALL
SELECT indicator_id, period, area, value, numerator, denominator, minimum, maximum, reporting, expected, computed_at
FROM dashboards_rollup WHERE level = 'province' AND programme = '' AND origin = 'real'
  AND period IN ('2564', '2563') AND indicator_id = (SELECT min(id) FROM dashboards_indicator)
"""


def roll_up() -> None:
    """Make all figures by one GROUP BY per level into an indexed table like the real one."""
    run(f"DROP TABLE IF EXISTS {TABLE}")
    run(f"CREATE TABLE {TABLE} (LIKE dashboards_rollup INCLUDING ALL)")
    for level, area, lens in _LEVELS:
        run(f"""
            INSERT INTO {TABLE} (level, area, indicator_id, period, origin, programme, numerator, denominator, value,
              minimum, maximum, count, reporting, expected, month_behind, computed_at)
            SELECT '{level}', {area}, o.indicator_id, o.period, o.origin, '{"bench" if lens else ""}',
              sum(o.numerator), sum(o.denominator),
              CASE i.over_place WHEN 'sum' THEN sum(o.numerator) * i.scale
                ELSE round(sum(o.numerator) * i.scale / nullif(sum(o.denominator), 0), 10) END,
              min(o.numerator), max(o.numerator), count(*), count(DISTINCT o.place), count(DISTINCT o.place), '', now()
            FROM dashboards_observation o JOIN dashboards_indicator i ON i.id = o.indicator_id {_HELD if lens else ""}
            WHERE o.known_until IS NULL
            GROUP BY 2, o.indicator_id, o.period, o.origin, i.over_place, i.scale""")


def drop() -> None:
    """Remove what `roll_up` made."""
    run(f"DROP TABLE IF EXISTS {TABLE}")


def write_xlsx(path: Path, rows: int, columns: int) -> None:
    """Write a sheet in constant memory with nothing but xlsxwriter."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [f"column {number}" for number in range(columns)])
        for line in range(1, rows + 1):
            for position in range(columns):
                if position % 3:
                    page.write_number(line, position, line * position)
                else:
                    page.write_string(line, position, f"{line:06d}")


def copy_people(seconds: Callable[[Callable[[], object]], float]) -> float:
    """Return the time of COPY alone of people, contracts and placements into tables with all their constraints."""
    spent = 0.0
    for table in ("workforce_person", "workforce_contract", "workforce_placement"):
        run(f"DROP TABLE IF EXISTS {TABLE}")
        run(f"CREATE TABLE {TABLE} (LIKE {table} INCLUDING ALL)")
        run(f"ALTER TABLE {TABLE} ADD EXCLUDE USING gist ({_KEYS[table]})" if table in _KEYS else "SELECT 1")
        text = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} TO STDOUT", text)
        spent += seconds(lambda text=text: _copy_in(text))  # type: ignore[misc]  # bound now, called at once
    drop()
    return spent


#: `LIKE … INCLUDING ALL` copies no exclusion constraints.
_KEYS = {
    "workforce_contract": "person_id WITH =, during WITH &&",
    "workforce_placement": "post_id WITH =, during WITH &&",
}


def _copy_in(text: IO[Any]) -> None:
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} FROM STDIN", text)


def take_answers(answers: Sequence[tuple[str, str]]) -> float:
    """Parse, insert and commit one answered form after another; return how many in a second."""
    run(f"DROP TABLE IF EXISTS {TABLE}")
    run(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, instance text UNIQUE, xml text, values jsonb)")
    began = time.perf_counter()
    with connection.cursor() as cursor:  # each statement is a transaction of its own
        for name, xml in answers:
            values = {child.tag: child.text for child in fromstring(xml)}
            cursor.execute(
                f"INSERT INTO {TABLE} (instance, xml, values) VALUES (%s, %s, %s)", [name, xml, json.dumps(values)]
            )
    taken = time.perf_counter() - began
    drop()
    return len(answers) / taken


def waits_for_disk(answers: Sequence[tuple[str, str]]) -> float:
    """Return the seconds that each commit of the loop above waits for the disk: what it takes more than without."""
    kept = len(answers) / take_answers(answers)
    run("SET synchronous_commit = off")
    try:
        return max(0.0, (kept - len(answers) / take_answers(answers)) / len(answers))
    finally:
        run("RESET synchronous_commit")


def copy_records(seconds: Callable[[Callable[[], object]], float], dataset: str) -> float:
    """Return the time of COPY alone of the records of a data set and their layers into tables made alike."""
    spent = 0.0
    theirs = f"FROM datasets_record WHERE dataset_id = '{dataset}'"
    for table, chosen in (
        ("datasets_record", f"SELECT * {theirs}"),
        ("datasets_layer", f"SELECT * FROM datasets_layer WHERE record_id IN (SELECT id {theirs})"),
    ):
        run(f"DROP TABLE IF EXISTS {TABLE}")
        run(f"CREATE TABLE {TABLE} (LIKE {table} INCLUDING ALL)")
        with tempfile.TemporaryFile() as text, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({chosen}) TO STDOUT", text)
            spent += seconds(lambda text=text: _copy_in(text))  # type: ignore[misc]  # bound now, called at once
    drop()
    return spent
