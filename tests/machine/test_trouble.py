"""One sentence for whatever goes wrong."""

import errno
import subprocess
import sys

import pytest

from u2t.machine import __main__ as machine
from u2t.machine import space, steps
from u2t.machine.places import CHECKOUT
from u2t.machine.trouble import DISK_FULL, Trouble, full_disk_told, sentence


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("LOG:  starting\nFATAL:  wrong version\nLOG:  down", "FATAL:  wrong version"),
        ("first\nsecond\n", "second"),
        ("", "no reason was given"),
        ("Traceback (most recent call last):\n  raise ValueError(\nKeyError: 'x'\n", "KeyError: 'x'"),
    ],
)
def test_sentence_takes_the_telling_line(output, reason):
    assert sentence("It failed", output) == f"It failed: {reason}"


@pytest.mark.parametrize("output", ["initdb: error: No space left on device", "npm error code ENOSPC"])
def test_sentence_recognises_a_full_disk(output):
    assert sentence("It failed", output) == DISK_FULL


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_told_whichever_call_met_it(number):
    with pytest.raises(Trouble, match=DISK_FULL), full_disk_told():
        raise OSError(number, "…")


def test_other_errors_are_not_called_a_full_disk():
    with pytest.raises(PermissionError), full_disk_told():
        raise PermissionError(errno.EACCES, "…")


def test_require_refuses_too_small_a_disk(tmp_path):
    with pytest.raises(Trouble, match=r"^The disk is full: \d+ MB are needed in .* and \d+ MB are free\.$"):
        space.require(tmp_path, 10**18)
    space.require(tmp_path, 0)


@pytest.mark.parametrize(
    "output",
    [
        "error: Failed to fetch: `https://mirror.example/simple/uv/`",
        "npm error code ECONNREFUSED",
        "Failed to establish a new connection: NewConnectionError",
        "Temporary failure in name resolution",
    ],
)
def test_unreachable_registry_is_named(output):
    step = steps.begin([sys.executable, "-c", f"import sys; print({output!r}); sys.exit(1)"], CHECKOUT, {})

    with pytest.raises(Trouble, match=r"^The npm registry cannot be reached"):
        steps.finish(step, "It failed", "npm registry")


def test_failed_step_says_what_and_why():
    with pytest.raises(Trouble, match=r"^It failed: error: no such option$"):
        steps.do([sys.executable, "-c", "import sys; sys.exit('error: no such option')"], CHECKOUT, {}, "It failed")


def test_shown_step_shows_its_lines_and_explains_its_failure(capfd):
    script = "import sys; print('one'); sys.exit('error: two')"

    with pytest.raises(Trouble, match=r"^It failed: error: two$"):
        steps.show("setup", [sys.executable, "-u", "-c", script], CHECKOUT, {}, "It failed")

    assert capfd.readouterr().out == "setup  | one\nsetup  | error: two\n"


def test_main_prints_the_sentence_and_no_traceback(monkeypatch, capfd):
    def trouble():
        raise Trouble("The disk is on fire.")

    monkeypatch.setitem(machine.ALONE, "run", trouble)

    assert machine.main(["run"]) == 1
    assert capfd.readouterr().err == "u2t: The disk is on fire.\n"


def test_main_does_not_guess_commands(capfd):
    assert machine.main(["dance"]) == 2
    assert capfd.readouterr().err == "usage: python -m u2t.machine run|test|cover|check|bench|load\n"


def test_make_without_a_python_says_so_in_a_sentence():
    done = subprocess.run(["make", "run", "PYTHON="], cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "u2t: Python 3.11 or newer is needed, and none was found: install it and start again."
    )
