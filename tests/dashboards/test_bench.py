"""The bench runs: its figures are for people, its programs have to work."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from dashboards.bench import measures


@pytest.mark.slow
def test_bench_prints_every_ratio_with_its_goal(db):
    # In a process of its own: it changes which database the connection uses.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "u2t.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "--scale", "small"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(goal ") == 15


def test_workbook_measure_reports_time_and_memory():
    taken, memory = measures.xlsx("ours", 20, 3)

    assert taken > 0
    assert memory > 0
