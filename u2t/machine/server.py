"""What the keeper needs to know of a server."""

import signal
import subprocess
from pathlib import Path
from typing import Protocol

from u2t.machine.account import Account
from u2t.machine.processes import living_in, tether, wait_until
from u2t.machine.trouble import Trouble, sentence

BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
LOG_LIMIT = 10_000_000


class Server(Protocol):
    """A private server: how it is prepared, started, asked and stopped."""

    name: str
    url: str
    data: Path
    sockets: Path
    account: Account
    stop_signal: signal.Signals

    def prepare(self) -> None:
        """Make the data folder where there is none."""

    def command(self) -> list[str]:
        """Give the command line."""

    def answers(self) -> bool:
        """Say whether a client would be served."""


def start(server: Server, log: Path) -> subprocess.Popen[bytes]:
    """Start a server bound to our life and wait until it answers."""
    server.prepare()
    _wait_for_predecessor(server)
    _rotate(log)
    with log.open("ab") as output:
        begin = output.tell()
        child = subprocess.Popen(
            server.command(), cwd=server.data, env=BARE, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, preexec_fn=tether(server.stop_signal),  # noqa: PLW1509 - the keeper has one thread
            **server.account.identity(),
        )  # fmt: skip
    wait_until(lambda: child.poll() is not None or server.answers(), seconds=120)
    if child.poll() is not None:
        raise Trouble(sentence(f"{server.name} did not start", _tail(log, begin)))
    return child


def _wait_for_predecessor(server: Server) -> None:
    """A killed keeper's server is still shutting down for a moment."""
    if not wait_until(lambda: not living_in(server.data), seconds=60):
        pids = ", ".join(map(str, living_in(server.data)))
        raise Trouble(f"Another process works in {server.data} (pid {pids}): stop it and start again.")


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _tail(log: Path, begin: int) -> str:
    with log.open("rb") as lines:
        lines.seek(begin)
        return lines.read(100_000).decode(errors="replace")
