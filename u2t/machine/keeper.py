"""The keeper: a process that keeps one private server running while anybody uses it.

Whoever uses the server holds a shared lock on `users`; the kernel drops it when that process ends, even by
`kill -9`. The keeper stops the server when it can have that lock alone, and holds `keeper` while it lives. If the
keeper itself is killed, the kernel tells the server to shut down. So nothing is ever left behind.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep
from types import FrameType

from u2t.machine.locks import Lock
from u2t.machine.places import Home, drop_temporary, home_of, state_folder
from u2t.machine.postgres import Postgres
from u2t.machine.processes import stop, wait_until
from u2t.machine.server import Server, start
from u2t.machine.trouble import Trouble, full_disk_told
from u2t.machine.valkey import Valkey

LINGER = 2.0  # seconds: one command often follows another
LOOK_EVERY = 0.2
QUICK = 60.0  # a server that dies again within this time counts as broken
SERVERS: dict[str, Callable[[Home], Server]] = {"postgres": Postgres, "valkey": Valkey}


@dataclass(frozen=True, slots=True)
class Desk:
    """The files through which keeper and users of one server find each other."""

    folder: Path
    server: str

    @property
    def users(self) -> Path:
        """Give the lock that users share."""
        return self.folder / f"{self.server}.users"

    @property
    def starting(self) -> Path:
        """Give the lock under which a keeper is started."""
        return self.folder / f"{self.server}.starting"

    @property
    def keeper(self) -> Path:
        """Give the lock that the keeper holds while it lives."""
        return self.folder / f"{self.server}.keeper"

    @property
    def address(self) -> Path:
        """Give the file that exists while the server answers."""
        return self.folder / f"{self.server}.json"

    @property
    def log(self) -> Path:
        """Give the server's log."""
        return self.folder / f"{self.server}.log"


def desk_of(checkout: Path, server: str) -> Desk:
    """Give the desk of one server of a checkout."""
    folder = state_folder(checkout) / "servers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Desk(folder, server)


def keep(checkout: Path, name: str) -> int:
    """Go to the background and report to the caller once the server answers, or why it does not."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with os.fdopen(reader) as report:
            text = report.read()
        if text == "ready":
            return 0
        print(text or "The keeper of the servers died.", file=sys.stderr)
        return 1
    os.close(reader)
    os.setsid()
    _keep_in_background(checkout, name, writer)
    return 0


def _keep_in_background(checkout: Path, name: str, report: int) -> None:
    desk = desk_of(checkout, name)
    lock = Lock(desk.keeper)
    if not wait_until(lock.try_hold, seconds=2):  # others touch it for an instant to look whether we live
        _tell(report, "Another keeper runs already.")
        return
    _detach(desk)
    desk.address.unlink(missing_ok=True)
    try:
        with full_disk_told():
            server = SERVERS[name](home_of(checkout))
            child = start(server, desk.log)
    except Trouble as trouble:
        _tell(report, str(trouble))
        return
    _publish(desk, server)
    _tell(report, "ready")
    _watch(server, child, desk)


def _detach(desk: Desk) -> None:
    """Hold no terminal and no caller's pipe open."""
    null, log = os.open(os.devnull, os.O_RDONLY), os.open(desk.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, number)
    os.close(null)
    os.close(log)


def _tell(report: int, text: str) -> None:
    with suppress(BrokenPipeError):  # the caller was killed: its successor reads the address file
        os.write(report, text.encode())
    os.close(report)


def _publish(desk: Desk, server: Server) -> None:
    fresh = desk.address.with_suffix(".new")
    fresh.write_text(json.dumps({"url": server.url, "keeper": os.getpid()}))
    fresh.replace(desk.address)


class _AskedToStop(Exception):  # noqa: N818 - not an error
    """The machine shuts down."""


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _AskedToStop


def _watch(server: Server, child: Popen[bytes], desk: Desk) -> None:
    """Wait for the last user to leave; start the server again if it dies meanwhile."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _raise_stop)
    users, started = Lock(desk.users), monotonic()
    try:
        while not _left(users):
            if child.poll() is not None:
                child, started = _start_again(server, desk, started), monotonic()
            sleep(LOOK_EVERY)
    except _AskedToStop:
        pass
    finally:
        desk.address.unlink(missing_ok=True)
        stop(child, server.stop_signal, seconds=30)
        drop_temporary(server.sockets)


def _left(users: Lock) -> bool:
    """Say whether nobody has used the server for a moment; then the lock is ours and newcomers wait."""
    if not users.try_hold():
        return False
    users.let_in()
    sleep(LINGER)
    return users.try_hold()


def _start_again(server: Server, desk: Desk, started: float) -> Popen[bytes]:
    if monotonic() - started < QUICK:
        sleep(1)
    return start(server, desk.log)
