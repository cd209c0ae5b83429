"""`make test`, `make cover`, `make bench`, `make load`: one program in the full environment, with its servers."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit, urlunsplit

from u2t.machine import servers
from u2t.machine.environment import Environment, keeping_bytecode
from u2t.machine.places import CHECKOUT, state_folder
from u2t.machine.processes import tether
from u2t.machine.secrets import field_key, secret_key

# The outcome of the tests must not depend on a shell that is set up for running.
KEPT = {"U2T_TEST_DATABASE", "U2T_LOG_LEVEL"}


def prepare() -> tuple[str, dict[str, str]]:
    """Set up everything that tools need; give the project's Python and the variables for them."""
    environment = Environment()
    environment.prepare(dev=True)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("U2T_") or name in KEPT}
    variables = keeping_bytecode(variables) | servers.use().environment()
    variables.setdefault("U2T_SECRET_KEY", secret_key())
    variables.setdefault("U2T_FIELD_KEYS", field_key())
    python = str(environment.python)
    call([python, "-m", "u2t.machine.catalogue"], variables)
    return python, variables


def call(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run in the foreground; Ctrl-C reaches the program too, and we wait for it to end in its own way."""
    with subprocess.Popen(command, cwd=CHECKOUT, env=dict(variables), preexec_fn=tether(signal.SIGTERM)) as child:  # noqa: PLW1509 - one thread
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def test(arguments: list[str]) -> int:
    """Run the tests; the exit code is pytest's."""
    python, variables = prepare()
    variables |= for_tests(variables)
    return call([python, "-m", "pytest", *side_by_side(arguments), *arguments], variables)


def cover(arguments: list[str]) -> int:
    """Run the tests under coverage and report what they leave out; slower, so not a part of `make test`."""
    python, variables = prepare()
    variables |= for_tests(variables)
    folder = state_folder(CHECKOUT) / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    coverage = [python, "-m", "coverage"]
    code = call([*coverage, "run", "-m", "pytest", *side_by_side(arguments), *arguments], variables)
    steps = [call([*coverage, *step], variables) for step in (("combine", "--quiet"), ("report",))]
    return code or max(steps)


def for_tests(variables: Mapping[str, str]) -> dict[str, str]:
    """Give the addresses of the servers as tests use them; a database that somebody named is taken as named."""
    database = variables["DATABASE_URL"]
    named = "DATABASE_URL" in os.environ
    return {"REDIS_URL": apart(variables["REDIS_URL"]), "DATABASE_URL": database if named else hasty(database)}


def side_by_side(arguments: Sequence[str]) -> list[str]:
    """Run the whole suite in two processes, a file's tests in one; what is named by a path starts sooner in one.

    The order is that of `tests/ordering.py`, the longest files first: pytest-xdist would begin with the most tests.
    A process that dies ends the run, and the test that it died of is named: with another one in its place the run would
    wait without end.
    """
    told = any(word.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for word in arguments)
    named = any(word.startswith("tests") and (CHECKOUT / word.partition("::")[0]).exists() for word in arguments)
    two = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]
    return [] if told or named else two


def hasty(url: str) -> str:
    """Have commits not wait for the disk, as what tests store lives no longer than they do, and rows found by index.

    A connection keeps the way it checks foreign keys. Chosen while a table had ten rows, it is to read them all, and
    a later test that stores ten thousand would wait for it. A wait for a lock ends: while it lasts, no signal is heard.
    """
    options = quote("-csynchronous_commit=off -cenable_seqscan=off -clock_timeout=300s")
    return f"{url}{'&' if '?' in url else '?'}options={options}"


def apart(url: str, number: int | None = None) -> str:
    """Give the tests a part of Valkey of their own: the worker of a running `make run` reads the private one's first.

    A server that somebody named is taken as named; only further processes of the tests (`number`) move on from there.
    """
    if url.startswith("unix://"):
        socket, _, part = url.partition("?db=")
        return f"{socket}?db={int(part or 0) + (1 if number is None else number)}"
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + number}")) if number else url


def bench(arguments: list[str]) -> int:
    """Run the measurements."""
    python, variables = prepare()
    return call([python, "manage.py", "bench", *arguments], {"U2T_DEMO": "1", **variables})


def load(arguments: list[str]) -> int:
    """Send what many people send on one day, from a package that nothing else needs."""
    python, variables = prepare()
    Environment().add(CHECKOUT / "requirements-load.txt")
    variables["REDIS_URL"] = apart(variables["REDIS_URL"])
    return call([python, "manage.py", "load", *arguments], {"U2T_DEMO": "1", **variables})
