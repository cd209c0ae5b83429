"""The one door to the private servers: `use()`.

    addresses = servers.use()

starts what `DATABASE_URL` and `REDIS_URL` do not name, waits until it answers, and keeps it for as long as this
process lives.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from u2t.machine.keeper import Desk, desk_of
from u2t.machine.locks import Lock, is_held
from u2t.machine.places import CHECKOUT
from u2t.machine.processes import wait_until
from u2t.machine.trouble import Trouble, full_disk_told

VARIABLES = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
_held: dict[Path, Lock] = {}


class Stopped(Trouble):
    """The keeper we found was on its way out."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two servers answer."""

    database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """Give them as the variables that the settings read."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


def use(checkout: Path = CHECKOUT) -> Addresses:
    """Have both servers for the life of this process, and say where they are."""
    urls = {name: os.environ.get(variable) for name, variable in VARIABLES.items()}
    with full_disk_told():
        desks = {name: desk_of(checkout, name) for name, url in urls.items() if not url}
        try:
            urls.update(_have(checkout, desks))
        except Stopped:  # its keeper had been told to stop; now that it is gone, another can be started
            urls.update(_have(checkout, desks))
    return Addresses(urls["postgres"] or "", urls["valkey"] or "")


def leave(checkout: Path = CHECKOUT) -> None:
    """Let go before the process ends, and wait for the servers to stop unless others use them."""
    for desk in (desk_of(checkout, name) for name in VARIABLES):
        if lock := _held.pop(desk.users, None):
            lock.release()
            _dismiss(desk)


def are_kept(checkout: Path = CHECKOUT) -> bool:
    """Say whether the keepers of the servers that we use are alive."""
    desks = (desk_of(checkout, name) for name in VARIABLES)
    return all(is_held(desk.keeper) for desk in desks if desk.users in _held)


def _have(checkout: Path, desks: dict[str, Desk]) -> dict[str, str]:
    """Start both keepers, then wait for both."""
    starting = {name: Lock(desk.starting) for name, desk in desks.items()}
    try:
        for name in sorted(starting):  # one order for all, so that two starters cannot wait for each other
            starting[name].hold()
        callers = {name: _call(checkout, desk) for name, desk in desks.items()}
        _await(callers)
        return {name: _url(desk) for name, desk in desks.items()}
    finally:
        for lock in starting.values():
            lock.release()


def _call(checkout: Path, desk: Desk) -> "subprocess.Popen[str] | None":
    """Hold the server; start a keeper if none lives. A keeper that is stopping is waited for here."""
    if desk.users not in _held:
        _held[desk.users] = Lock(desk.users)
        _held[desk.users].share()
    if is_held(desk.keeper):
        return None
    command = [sys.executable, "-m", "u2t.machine", "keep", desk.server, str(checkout)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _await(callers: "dict[str, subprocess.Popen[str] | None]") -> None:
    said = [caller.communicate()[1].strip() for caller in callers.values() if caller]
    if any(caller.returncode for caller in callers.values() if caller):
        raise Trouble(next(filter(None, said), "The private servers did not start."))


def _url(desk: Desk) -> str:
    """Read the address; a keeper whose caller was killed may still be on the way."""
    wait_until(lambda: desk.address.exists() or not is_held(desk.keeper), seconds=120)
    try:
        return str(json.loads(desk.address.read_text())["url"])
    except FileNotFoundError:
        raise Stopped(f"The private server stopped: see {desk.log}.") from None


def _dismiss(desk: Desk) -> None:
    """Spare the keeper its waiting. While we hold `users` alone nobody can have come in between."""
    users = Lock(desk.users)
    try:
        if users.try_hold() and is_held(desk.keeper):
            with suppress(OSError, ValueError):
                os.kill(int(json.loads(desk.address.read_text())["keeper"]), signal.SIGTERM)
            wait_until(lambda: not is_held(desk.keeper), seconds=10)
    finally:
        users.release()
