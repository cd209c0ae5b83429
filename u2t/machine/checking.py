"""`make check`: lint, types, import law, migrations, API description. All run, each with its line."""

import os
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from u2t.machine.places import CHECKOUT, state_folder
from u2t.machine.testing import prepare

OPENAPI = Path("docs/openapi.yaml")
PRODUCTION = {"U2T_DEMO": "", "U2T_DEBUG": "", "U2T_PUBLIC_URL": "https://u2t.example.org"}
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    name: str
    passed: bool
    seconds: float
    output: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: Python's arguments, and variables of its own."""

    name: str
    arguments: tuple[str, ...]
    variables: Mapping[str, str] | None = None
    afterwards: Callable[[], str] = lambda: ""

    def run(self, python: str, variables: Mapping[str, str]) -> Outcome:
        """Run it; what `afterwards` says is a failure too."""
        begin = monotonic()
        environment = {**variables, **(self.variables or {})}
        done = subprocess.run(
            [python, *self.arguments], cwd=CHECKOUT, env=environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        complaint = self.afterwards() if done.returncode == 0 else ""
        passed = done.returncode == 0 and not complaint
        return Outcome(self.name, passed, monotonic() - begin, done.stdout + complaint)


def check() -> int:
    """Run all checks, two at a time, and fail if any fails."""
    python, variables = prepare()
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = [_tell(outcome) for outcome in pool.map(lambda one: one.run(python, variables), checks())]
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    print(f"u2t: failed: {', '.join(failed)}" if failed else f"u2t: all {len(outcomes)} checks passed", flush=True)
    return 1 if failed else 0


def checks() -> list[Check]:
    """Give the checks, the longest first."""
    manage = "manage.py"
    fresh = state_folder(CHECKOUT) / "openapi.yaml"
    describe = (manage, "spectacular", "--fail-on-warn", "--validate", "--file", str(fresh))
    production = ("check", "--deploy", "--fail-level", "WARNING")
    return [
        Check("mypy", ("-m", "mypy")),
        Check("ruff check", ("-m", "ruff", "check")),
        Check("ruff format", ("-m", "ruff", "format", "--check")),
        Check("djlint", ("-m", "djlint", *_templates(), "--lint", "--quiet")),
        Check("import law", ("-c", LINT_IMPORTS, "--no-cache")),
        Check("migrations", (manage, "makemigrations", "--check", "--dry-run")),
        Check("production settings", (manage, *production), PRODUCTION),
        Check("API description", describe, afterwards=lambda: _difference(fresh, CHECKOUT / OPENAPI)),
    ]


def _tell(outcome: Outcome) -> Outcome:
    print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name:20} {outcome.seconds:6.1f} s", flush=True)
    if not outcome.passed:
        print(outcome.output.strip(), flush=True)
    return outcome


def _templates() -> list[str]:
    folders = [CHECKOUT / "templates", *CHECKOUT.glob("*/templates")]
    return [os.path.relpath(folder, CHECKOUT) for folder in folders if folder.is_dir()]


def _difference(fresh: Path, kept: Path) -> str:
    if kept.exists() and kept.read_bytes() == fresh.read_bytes():
        return ""
    return f"{OPENAPI} is out of date: run `.venv/bin/python manage.py spectacular --file {OPENAPI}`"
