"""The files that take longest, the longest first: begun last, one of them would leave the second process idle.

Measured now and then by `make test ARGS="--durations=60"`; what is not named follows in random order.
"""

from pathlib import Path

TESTS = Path(__file__).parent

LONGEST = (
    "access/test_matrix.py",
    "dashboards/test_demo.py",
    "access/test_queries.py",
    "access/test_schema.py",
    "dashboards/test_bench.py",
    "browser/test_accessibility.py",
    "browser/test_hiring.py",
    "browser/month/test_logs.py",
    "browser/test_apply.py",
    "browser/test_dashboards.py",
    "browser/test_import.py",
    "dashboards/test_killed_workers.py",
    "access/test_models.py",
    "access/test_rows.py",
    "machine/test_lacking.py",
    "machine/test_keeper.py",
    "dashboards/test_rollups_property.py",
    "dashboards/test_rollups_concurrency.py",
    "workforce/test_contracts_parallel.py",
    "workforce/test_hiring_parallel.py",
)


def longest_first(items):
    """Sort in place; the order among others stays that of pytest-randomly."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
