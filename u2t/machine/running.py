"""`make run`: everything from an empty checkout to a platform that answers."""

import http.client
import os
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from u2t.machine import clock, port, servers
from u2t.machine.environment import Environment, keeping_bytecode
from u2t.machine.locks import Lock
from u2t.machine.places import CHECKOUT, state_folder
from u2t.machine.processes import die_with_parent
from u2t.machine.secrets import field_key, secret_key
from u2t.machine.static import collect
from u2t.machine.steps import do, say, show
from u2t.machine.supervisor import Child, Supervisor
from u2t.machine.trouble import Trouble

ACCOUNTS = (
    "applicant applicant-returned worker digital pm am community staff staff-cmu staff-rru regional province agency "
    "ministry steward auditor admin"
)
LOOK_EVERY = 0.5
KEEPERS_EVERY = 2.0
HEAD_START = 1.5  # the page comes first, where there are few cores
# Who runs everything as root has been told so often enough.
AS_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}


def run() -> int:
    """Set up, start, and stay until Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)
    lock = _only_one()
    try:
        with port.reserve(port.wanted()) as web:  # before the long part, so that nobody else takes it meanwhile
            python, variables = _set_up()
            port.listen(web)
            _supervise(python, variables, web)
    except KeyboardInterrupt:
        pass
    finally:
        servers.leave()
        lock.release()
    say("stopped")
    return 0


def variables_of_run() -> dict[str, str]:
    """Give what the settings read; whatever is set already stays."""
    given = {name: value for name, value in os.environ.items() if value or not name.startswith("U2T_")}
    defaults = {
        "U2T_DEMO": "1",
        "U2T_SECRET_KEY": secret_key(),
        "U2T_FIELD_KEYS": field_key(),
        "U2T_CLOCK": clock.demonstration_clock(datetime.now(UTC)),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **given}


def _only_one() -> Lock:
    lock = Lock(state_folder(CHECKOUT) / "run.lock")
    if not lock.try_hold():
        raise Trouble(f"`make run` is already running in {CHECKOUT}: use that one, or stop it with Ctrl-C.")
    return lock


def _set_up() -> tuple[str, dict[str, str]]:
    environment = Environment()
    environment.prepare(dev=False)
    python = str(environment.python)
    variables = keeping_bytecode(variables_of_run())
    if not variables.get("DATABASE_URL"):
        variables["U2T_CLOCK"] = clock.keep(os.environ.get("U2T_CLOCK", ""))
    variables |= servers.use().environment()
    do([python, "-m", "u2t.machine.catalogue"], CHECKOUT, variables, "The translations could not be compiled")
    collect(python, variables)
    show("setup", [python, "manage.py", "prepare"], CHECKOUT, variables, "The data could not be prepared")
    return python, variables


def _supervise(python: str, variables: Mapping[str, str], web: socket.socket) -> None:
    address = web.getsockname()
    watch = _Watch(address, variables)
    Supervisor(CHECKOUT, children(python, variables, web.fileno()), watch.look).run()


def children(python: str, variables: Mapping[str, str], web: int) -> list[Child]:
    """Give the processes in the order in which they stop: no new requests, no new work, then the work."""
    gunicorn = f"gunicorn u2t.wsgi:application --bind fd://{web} --workers 2 --worker-class gthread --threads 4"
    gunicorn += " --timeout 120 --graceful-timeout 2 --no-control-socket --preload"
    worker = "worker --concurrency 2 --without-gossip --without-mingle"
    later = monotonic() + HEAD_START
    schedule = str(state_folder(CHECKOUT) / "beat-schedule")
    celery = [python, "-m", "celery", "--quiet", "-A", "u2t.celery"]
    return [
        Child("web", [python, "-m", *gunicorn.split()], variables, files=(web,), patience=3),
        Child("beat", [*celery, "beat", "--pidfile=", "--schedule", schedule], variables, patience=1.5, due=later),
        Child("worker", [*celery, *worker.split()], {**variables, **AS_ROOT}, patience=4, due=later),
    ]


class _Watch:
    """Tells the address once it answers, and has the servers kept."""

    def __init__(self, address: tuple[str, int], variables: Mapping[str, str]) -> None:
        self.address = address
        self.variables = variables
        self.told = False
        self.next_look = self.next_keepers = 0.0

    def look(self) -> None:
        """Do what is due."""
        now = monotonic()
        if not self.told and now >= self.next_look:
            self.next_look = now + LOOK_EVERY
            self._tell_when_ready()
        if now >= self.next_keepers:
            self.next_keepers = now + KEEPERS_EVERY
            clock.touch()
            if not servers.are_kept():
                say("the keeper of a private server was killed; starting it again")
                servers.use()

    def _tell_when_ready(self) -> None:
        if _answers(self.address, "/readyz"):
            self.told = True
            host, number = self.address
            say(f"ready at http://{host}:{number}/ (Ctrl-C stops everything)")
            if self.variables.get("U2T_DEMO", "") not in {"", "0", "false", "no"}:
                say(f"demo accounts: {ACCOUNTS}")
                say(f"password of each: {self.variables.get('U2T_DEMO_PASSWORD') or 'u2t-demo'}")


def _answers(address: tuple[str, int], path: str) -> bool:
    connection = http.client.HTTPConnection(*address, timeout=2)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    connection.close()
    return False
