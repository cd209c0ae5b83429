"""The bench runs: its figures are for people, its programs have to work."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from dashboards.bench import measures


@pytest.mark.slow
def test_bench_prints_every_ratio_with_its_goal(django_db_setup, django_db_blocker):
    template = _left_alone(django_db_blocker)
    # In a process of its own: it changes which database the connection uses.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "u2t.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "--scale", "small", "--template", template],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(goal ") == 31
    assert "both together, in seconds on this machine: " in done.stdout
    assert "(goal 60 s at most, holds)" in done.stdout
    assert "rows of 2,000 that stand after one undo: 0 (goal 0 at most, holds)" in done.stdout
    assert "lost of 40 acknowledged: 0 (goal 0 at most, holds)" in done.stdout


def _left_alone(blocker):
    """Return the database of the tests, to copy its tables from: nobody may be connected to it then."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(others, [connection.settings_dict["NAME"]])
        connection.close()
    return connection.settings_dict["NAME"]


def test_workbook_measure_reports_time_and_memory():
    taken, memory = measures.xlsx("ours", 20, 3)

    assert taken > 0
    assert memory > 0
