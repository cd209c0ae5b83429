"""`make run` on machines that lack something: one sentence, no traceback, nothing left running."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest

from u2t.machine.places import CHECKOUT
from u2t.machine.processes import living_in

pytestmark = [pytest.mark.integration, pytest.mark.slow]
CLOSED = "http://127.0.0.1:9/simple"  # the port `discard`, where nobody listens
NAMES = ("Makefile", "requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json", ".npmrc")


def copy_to(folder):
    """Copy what a start needs until it installs."""
    shutil.copytree(CHECKOUT / "u2t/machine", folder / "u2t/machine", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "u2t/__init__.py", folder / "u2t")
    for name in NAMES:
        shutil.copy(CHECKOUT / name, folder)
    return folder


@pytest.fixture
def clone(open_folder):
    return copy_to(open_folder)


def make_run(folder, **variables):
    """Run `make run` with a plain environment; return its exit code and what it says on the error stream."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        ["make", "run"], cwd=folder, env=kept | {"HOME": str(folder)} | variables, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    return done.returncode, said


def test_python_registry_that_cannot_be_reached_is_named_in_a_sentence(clone):
    code, said = make_run(clone, PIP_INDEX_URL=CLOSED, PIP_CONFIG_FILE=os.devnull, npm_config_registry=CLOSED)

    assert code != 0
    assert said == [
        "u2t: The Python package registry cannot be reached: check the network and this machine's settings for it."
    ]
    assert living_in(clone) == []


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm, which is not installed")
def test_npm_registry_that_cannot_be_reached_is_named_in_a_sentence(clone):
    script = (
        "from pathlib import Path\n"
        "from u2t.machine.frontend import Frontend\n"
        "from u2t.machine.trouble import Trouble\n"
        "frontend = Frontend(Path.cwd())\n"
        "frontend.begin(dev=False)\n"
        "try:\n    frontend.finish(dev=False)\nexcept Trouble as trouble:\n    print(trouble)\n"
    )
    closed = {
        "npm_config_registry": CLOSED, "npm_config_fetch_retries": "0", "npm_config_cache": str(clone / "cache"),
        "PATH": os.environ["PATH"], "HOME": str(clone),
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=clone, env=closed, capture_output=True, text=True, check=True, timeout=300
    )

    assert done.stdout.splitlines()[-1] == (
        "The npm registry cannot be reached: check the network and this machine's settings for it."
    )


@contextmanager
def small_disk(folder, size):
    """A disk of its own, full at `size`; only root may make one, and not in every container."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size},mode=711", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here: a full disk is not tried")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_disk_that_is_too_small_is_told_in_a_sentence_before_anything_is_installed(open_folder):
    with small_disk(open_folder / "disk", "20m") as disk:
        code, said = make_run(copy_to(disk))

        assert code != 0
        assert len(said) == 1
        assert said[0].startswith("u2t: The disk is full: 1500 MB are needed in ")
        assert not (disk / ".venv").exists()


def fill(disk):
    """Leave no room for a single page."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass


def test_disk_that_fills_up_on_the_way_is_told_in_a_sentence(open_folder):
    script = "from u2t.machine import space\nspace.TO_INSTALL = 0\nfrom u2t.machine.__main__ import main\n"
    script += "import sys; sys.exit(main(['run']))\n"
    with small_disk(open_folder / "disk", "6m") as disk:
        fill(copy_to(disk))
        kept = {"PATH": os.environ["PATH"], "HOME": str(open_folder)}

        done = subprocess.run(
            [sys.executable, "-c", script], cwd=disk, env=kept, capture_output=True, text=True, check=False, timeout=300
        )

        assert (done.returncode, done.stderr) == (1, "u2t: The disk is full: make room and start again.\n")
        assert living_in(disk) == []


def test_port_that_is_taken_is_told_in_a_sentence_before_anything_is_installed(clone):
    import socket

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        code, said = make_run(clone, PORT=str(port))

    assert code != 0
    assert said == [
        f"u2t: Port {port} is taken: stop what uses it, or choose another, as in `PORT={port + 1} make run`."
    ]
    assert not (clone / ".venv").exists()


def test_python_that_is_too_old_is_told_in_a_sentence(clone, tmp_path):
    """Every Python of this machine claims to be old: the Makefile asks each, and finds none."""
    for name in ("python", "python3", *(f"python3.{minor}" for minor in range(11, 15))):
        old = tmp_path / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)

    code, said = make_run(clone, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert code != 0
    assert said == ["u2t: Python 3.11 or newer is needed, and none was found: install it and start again."]


def test_second_run_in_one_checkout_is_told_in_a_sentence(clone):
    from u2t.machine.locks import Lock
    from u2t.machine.places import state_folder

    with Lock(state_folder(clone) / "run.lock"):
        code, said = make_run(clone)

    assert code != 0
    assert said == [f"u2t: `make run` is already running in {clone}: use that one, or stop it with Ctrl-C."]
