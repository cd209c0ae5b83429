"""Small words of the pipeline: run a statement, and the shape of a cell."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

KEY = ("indicator_id", "period", "level", "programme", "origin", "area")
DATA = (
    "numerator", "denominator", "value", "minimum", "maximum", "bins",
    "count", "reporting", "expected", "month_behind", "months",
)  # fmt: skip
COLUMNS = (*KEY, *DATA)
ROLLUP = "dashboards_rollup"
#: Where a fold puts what it makes, before it is compared with what stands.
NEW = "roll_new"
_MANY = 5000

Parameters = Mapping[str, Any]


def run(sql: str, parameters: Parameters | None = None) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def rows(sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
    """Run one query and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def make(name: str, query: str, parameters: Parameters | None = None, *, index: str = "") -> int:
    """Keep the rows of a query until the commit, counted for the planner, and return how many."""
    name = f"pg_temp.{name.removeprefix('pg_temp.')}"
    run(f"DROP TABLE IF EXISTS {name}")
    made = run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}", parameters)
    if index:
        run(f"CREATE INDEX ON {name} ({index})")
    run(f"ANALYZE {name}")
    return made


def listed(columns: tuple[str, ...], prefix: str = "") -> str:
    """Join column names, each after a prefix."""
    return ", ".join(f"{prefix}{name}" for name in columns)


def same(columns: tuple[str, ...], left: str, right: str) -> str:
    """Compare columns of two tables."""
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in columns)


def count_anew(table: str, changed: int) -> None:
    """Let the planner know a table that is small or changed much; it would loop over it as if it were empty."""
    if changed > _MANY or rows("SELECT reltuples < %(few)s FROM pg_class WHERE relname = %(table)s",
                               {"few": _MANY, "table": table})[0][0]:  # fmt: skip
        run(f"ANALYZE {table}")
