"""Deadline day: what counts it notices what is lost; the whole of it runs only when asked for."""

import importlib.util
import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.conf import settings

from dashboards.bench import crowd_files, deadline
from tests.factories import months
from tests.factories import workforce as work


def test_what_was_acknowledged_and_is_not_stored_is_noticed(open_round, tmp_path):
    kept, lost = uuid4(), uuid4()
    months.log(work.contract(), key=kept)
    (tmp_path / crowd_files.ANSWERED).write_text(f"log {kept}\nlog {kept}\nlog {lost}\nreport 1\n")

    assert deadline.counted(tmp_path) == {"logs": deadline.Count(2, 1, 0), "reports": deadline.Count(1, 0, 0)}


@pytest.mark.thorough
def test_deadline_day_loses_nothing(db):
    if importlib.util.find_spec("locust") is None:
        pytest.skip("Locust comes with `make load`")
    done = subprocess.run(
        [sys.executable, "manage.py", "load", "--people", "200", "--clients", "4", "--seconds", "10"],
        cwd=settings.BASE_DIR, env=os.environ | {"U2T_DEMO": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "errors 0" in done.stdout
