"""The bench runs: its figures are for people, its programs have to work."""

import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

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
    assert done.stdout.count("(goal ") == 8


def test_workbook_measure_reports_time_and_memory():
    taken, memory = measures.xlsx("ours", 20, 3)

    assert taken > 0
    assert memory > 0


@pytest.mark.django_db
def test_verify_rollups_finds_what_was_changed_behind_its_back(nation):
    from dashboards.models import Rollup
    from dashboards.services import rollups
    from tambon.system import system_user
    from tests.factories import dashboards as make

    make.counted()
    make.record("630101", n=10)
    rollups.roll_up(by=system_user())
    out = io.StringIO()
    call_command("verify_rollups", stdout=out)
    Rollup.objects.filter(level="province").update(value=11)

    with pytest.raises(SystemExit) as stopped:
        call_command("verify_rollups", stdout=out)

    assert stopped.value.code == 1
    assert out.getvalue().splitlines()[0] == "0 cells differ."
    assert "test.sum,province,63,2565,real," in out.getvalue()
