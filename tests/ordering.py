"""The files that take longest, the longest first: begun last, one of them would leave the second process idle.

Measured now and then by `make test ARGS="--durations=60"`; what is not named follows in random order.
"""

from pathlib import Path

TESTS = Path(__file__).parent

LONGEST = (
    "access/test_matrix.py",
    "dashboards/test_demo.py",
    "dashboards/test_rollups_workforce.py",
    "access/test_queries.py",
    "dashboards/test_rollups_month.py",
    "workforce/test_reconciling.py",
    "dashboards/test_bench.py",
    "browser/test_accessibility.py",
    "browser/test_hiring.py",
    "browser/month/test_logs.py",
    "browser/test_apply.py",
    "browser/test_dashboards.py",
    "browser/test_import.py",
    "machine/test_keeper.py",
    "access/test_rows.py",
    "tambon/test_geo_boundaries.py",
    "access/test_schema.py",
    "dashboards/test_parts.py",
    "datasets/test_commands.py",
    "datasets/test_rounds_at_once.py",
    "dashboards/test_rollups_real.py",
    "datasets/test_hostile_files.py",
    "dashboards/test_killed_workers.py",
    "workforce/test_closed_doors.py",
    "machine/test_supervisor.py",
    "machine/test_lacking.py",
    "dashboards/test_rollups_property.py",
    "dashboards/test_rollups_concurrency.py",
    "workforce/test_contracts_parallel.py",
    "workforce/test_hiring_parallel.py",
)


def longest_first(items):
    """Sort in place; the order among others stays that of pytest-randomly."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
