"""A nation of invented figures in a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.management import call_command
from django.db import connection

from dashboards.models import Indicator
from dashboards.rolling.sql import run
from datasets.models import Dataset
from tambon.models import Programme

INDICATORS = 23


@contextmanager
def scratch_database(suffix: str = "bench", *, template: str = "template1") -> Iterator[str]:
    """Make a database beside the configured one, use it, and drop it whatever happens.

    `template` is a database with all tables and no rows that nobody is connected to; making the tables takes half a
    minute.
    """
    own = str(connection.settings_dict["NAME"])
    name = f"{own}_{suffix}"
    quoted = connection.ops.quote_name(name)
    run(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    run(f"CREATE DATABASE {quoted} TEMPLATE {connection.ops.quote_name(template)}")
    try:
        _use(name)
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        _use(own)
        run(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _below(level: str, count: int) -> str:
    return f"""SELECT p.code || lpad(g::text, 2, '0'), p.code FROM tambon_area p, generate_series(1, {count}) g
      WHERE p.level = '{level}'"""


def build_nation(provinces: int) -> None:
    """Store a nation of provinces with 12 amphoe of 8 tambons, a third of them with a university."""
    columns = "code, level, kind, name_th, name_en, sort_key, search_key, postcode, source, parent_id, today_id"
    for level, query in (
        ("nation", "SELECT 'TH' AS code, NULL AS parent"),
        ("province", f"SELECT (10 + g)::text, 'TH' FROM generate_series(1, {provinces}) g"),
        ("amphoe", _below("province", 12)),
        ("tambon", _below("amphoe", 8)),
    ):  # fmt: skip
        run(
            f"""INSERT INTO tambon_area ({columns})
            SELECT code, '{level}', '', code, '', code, code, '', '', parent, code FROM ({query}) made(code, parent)"""
        )
    Programme.objects.create(
        code="bench", name_th="bench", short_th="bench", starts_on=date(2021, 2, 1), ends_on=date(2022, 1, 31)
    )
    run(
        """INSERT INTO tambon_university (code, name_th, name_en, short_th, kind, sort_key, search_key)
        SELECT 'u' || code, code, '', '', 'state', code, code FROM tambon_area WHERE level = 'province'"""
    )
    run(
        """INSERT INTO tambon_allocation (programme_id, tambon_id, university_id, during, reference, created_at)
        SELECT 'bench', code, 'u' || left(code, 2), '[2021-01-01,)', '', now() FROM tambon_area
        WHERE level = 'tambon' AND right(code, 1) IN ('1', '4', '7')"""
    )
    run("ANALYZE")


def define_indicators() -> None:
    """Store indicators of one data set: counts, and as many rates as TPMAP has."""
    Indicator.objects.bulk_create(
        Indicator(
            code=f"bench.{number}", name_th="-", name_en="-", unit_th="-", unit_en="-", dataset="bench", numerator="n",
            denominator="d" if number % 4 == 0 else "", over_place="ratio" if number % 4 == 0 else "sum",
            numerator_over_time="last", scale=100 if number % 4 == 0 else 1, position=number,
        )
        for number in range(INDICATORS)
    )  # fmt: skip
    Dataset.objects.create(code="bench", name_th="-", owner_th="-", place_level="tambon")


def observe(years: int) -> int:
    """Fill the nation with records of so many years and what is observed of them; return how many observations."""
    run("TRUNCATE dashboards_observation, dashboards_rollup, datasets_layer, datasets_record, core_mark CASCADE")
    # As many columns as a file of TPMAP has.
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        SELECT 'bench', a.code, (2564 - y)::text, '', 'real',
               jsonb_build_object('n', (a.code::bigint * 7 + y) %% 997, 'd', 1000 + y) || c.others, true, 1, now()
        FROM tambon_area a, generate_series(0, %(years)s - 1) y,
          (SELECT jsonb_object_agg('c' || g, g) AS others FROM generate_series(1, 39) g) c
        WHERE a.level = 'tambon'""",
        {"years": years},
    )
    made = run(
        """INSERT INTO dashboards_observation
          (indicator_id, place, period, origin, numerator, denominator, record_id, known_from)
        SELECT i.id, r.place_id, r.period, r.origin, (r.values ->> 'n')::numeric,
               CASE WHEN i.denominator <> '' THEN (r.values ->> 'd')::numeric END, r.id, now() - interval '1 day'
        FROM dashboards_indicator i, datasets_record r"""
    )
    run("VACUUM ANALYZE dashboards_observation")
    run("VACUUM ANALYZE datasets_record")
    return made
