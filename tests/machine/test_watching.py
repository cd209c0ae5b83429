"""What watches over the tests themselves."""

import subprocess
import sys

import pytest

from u2t.machine.places import CHECKOUT

NO_END = """
import time
import pytest
from tests import watching

watching.SECONDS = 1

@pytest.fixture
def waits():
    yield
    time.sleep(600)

def test_that_fails(waits):
    assert False
"""


@pytest.mark.parametrize("how", [["-n0"], ["-n2", "--max-worker-restart=0"]])
def test_a_teardown_without_an_end_ends_the_run_and_says_where_it_stands(tmp_path, how):
    (tmp_path / "test_no_end.py").write_text(NO_END, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p tests.watching -p no:django\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", *how, str(tmp_path)]

    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=300, check=False)

    assert run.returncode != 0
    assert "in waits" in run.stderr
