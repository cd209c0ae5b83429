"""The guard: a small process that clears up if the supervisor is killed.

It reads process groups (`+123`, `-123`) from the supervisor through a pipe. When the pipe ends without the groups
having been taken back, the supervisor is dead: the guard asks the groups to stop, then ends them. The kernel's death
signal alone would not do: it reaches a child, and never that child's children (Celery's pool).
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from time import sleep

from u2t.machine.places import CHECKOUT

GRACE = 3.0


class Guard:
    """The supervisor's side."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "u2t.machine", "guard"]
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, start_new_session=True)

    def watch(self, group: int) -> None:
        """See that this group does not outlive us."""
        self._write(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Take back a group that has ended."""
        self._write(f"-{group}\n")

    def dismiss(self) -> None:
        """Everything has ended."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def _write(self, line: str) -> None:
        if self._process.stdin:
            with suppress(BrokenPipeError):  # somebody killed the guard; nothing depends on it but that case
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()


def guard() -> int:
    """Read groups until the pipe ends, then end those that are left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    end_groups(groups)
    return 0


def end_groups(groups: set[int]) -> None:
    """Ask, wait a little, then end by force."""
    for group in groups:
        _signal(group, signal.SIGTERM)
    end = GRACE
    while end > 0 and any(_signal(group, 0) for group in groups):
        sleep(0.1)
        end -= 0.1
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False
