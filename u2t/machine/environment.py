"""The Python environment `.venv` and the front-end packages, installed only when their locks have changed."""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from u2t.machine import space
from u2t.machine.frontend import Frontend
from u2t.machine.locks import Lock
from u2t.machine.places import CHECKOUT, state_folder
from u2t.machine.registry import uv_environment
from u2t.machine.steps import begin, do, say
from u2t.machine.trouble import Trouble

OLDEST = (3, 11)
HERE = Path(__file__).parent
PYTHON_REGISTRY = "Python package registry"


@dataclass(frozen=True, slots=True)
class Environment:
    """The `.venv` of a checkout; `dev` has the tools of tests and checks besides."""

    checkout: Path = CHECKOUT

    @property
    def folder(self) -> Path:
        """Give the environment's folder."""
        return self.checkout / ".venv"

    @property
    def python(self) -> Path:
        """Give the project's own Python."""
        return self.folder / "bin" / "python"

    def prepare(self, *, dev: bool) -> None:
        """Have Python and front-end packages as the locks say; one at a time in a checkout."""
        with Lock(state_folder(self.checkout) / "setup.lock"):
            current = self._is_current(dev=dev)
            space.require(self.checkout, space.TO_RUN if current else space.TO_INSTALL)
            frontend = Frontend(self.checkout)
            try:
                self._install_both(frontend, dev=dev)
            finally:
                frontend.give_up()

    def add(self, lock: Path) -> None:
        """Install what another lock holds besides."""
        with Lock(state_folder(self.checkout) / "setup.lock"):
            self._install_lock(lock)

    def _install_both(self, frontend: Frontend, *, dev: bool) -> None:
        """Install the front-end packages meanwhile, or afterwards where Node has to be installed first."""
        frontend.begin(dev=dev)
        if not self._is_current(dev=dev):
            self._install(dev=dev)
        if frontend.needs_own_node:
            self._install_lock(HERE / "requirements-node.txt")
            frontend.begin(dev=dev)
        frontend.finish(dev=dev)

    def _is_current(self, *, dev: bool) -> bool:
        """The tools' lock holds all of the other, so having them is enough for both."""
        return self.python.exists() and any(self._stamp(dev=kind).exists() for kind in {True, dev})

    def _install(self, *, dev: bool) -> None:
        say("installing Python packages")
        self._make()
        self._install_lock(self._lock(dev=dev))
        self._stamp(dev=dev).touch()

    def _lock(self, *, dev: bool) -> Path:
        return self.checkout / ("requirements-dev.txt" if dev else "requirements.txt")

    def _stamp(self, *, dev: bool) -> Path:
        """Name the lock's contents and the Python that it was installed for."""
        key = self._lock(dev=dev).read_bytes() + os.fsencode(os.path.realpath(self.python))
        return self.folder / f".{'dev' if dev else 'run'}-{hashlib.sha256(key).hexdigest()[:16]}"

    def _make(self) -> None:
        """Make the environment; one of a Python that is gone or too old is made anew."""
        if self._works():
            return
        require_venv()
        command = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        do(command, self.checkout, os.environ, "The Python environment could not be made")

    def _works(self) -> bool:
        if not self.python.exists():
            return False
        test = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
        probe = begin([str(self.python), "-c", test], self.checkout, os.environ)
        probe.communicate()
        return probe.returncode == 0

    def _install_lock(self, lock: Path) -> None:
        """Install by uv, which takes seconds where pip takes minutes."""
        self._install_uv()
        options = ["--quiet", "--python", str(self.python), "--require-hashes", "-r", str(lock)]
        command = [str(self.folder / "bin" / "uv"), "pip", "install", *options]
        variables = os.environ | uv_environment(self.python)
        do(command, self.checkout, variables, "The Python packages could not be installed", PYTHON_REGISTRY)

    def _install_uv(self) -> None:
        if (self.folder / "bin" / "uv").exists():
            return
        options = ["--quiet", "--disable-pip-version-check", "--retries", "2", "--require-hashes"]
        command = [str(self.python), "-m", "pip", "install", *options, "-r", str(HERE / "requirements-uv.txt")]
        do(command, self.checkout, os.environ, "uv could not be installed", PYTHON_REGISTRY)


def install() -> int:
    """Only install, for an image that is run elsewhere."""
    Environment().prepare(dev=False)
    return 0


def keeping_bytecode(variables: Mapping[str, str]) -> dict[str, str]:
    """Keep what Python compiles in our own folder where an image forbids to keep it beside the sources.

    Otherwise each of our many processes would compile all of its libraries anew, for seconds.
    """
    kept = dict(variables)
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        kept.setdefault("PYTHONPYCACHEPREFIX", str(state_folder(CHECKOUT) / "bytecode"))
    return kept


def require_venv() -> None:
    """Some systems ship Python without the parts that make an environment."""
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        raise Trouble(
            f"Python {version} lacks its venv module: install it (Debian, Ubuntu: apt install python{version}-venv)."
        )
