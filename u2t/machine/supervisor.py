"""A small supervisor: starts processes together, shows their output, restarts them, and stops them in order."""

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import FrameType

from u2t.machine.guard import Guard
from u2t.machine.processes import tether
from u2t.machine.steps import say
from u2t.machine.trouble import Trouble

QUICK = 30.0  # seconds: a process that lives longer has started well
GIVE_UP_AFTER = 5
TICK = 0.2


@dataclass
class Child:
    """One process of the platform."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    files: tuple[int, ...] = ()
    patience: float = 3.0  # seconds from being asked to stop until being made to
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0
    rest: bytes = field(default=b"", repr=False)

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, where the terminal's Ctrl-C does not reach it."""
        self.started = monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=folder, env=dict(self.environment), pass_fds=self.files,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509 - the supervisor has one thread
        )  # fmt: skip
        return self.process

    def is_alive(self) -> bool:
        """Look without reaping: until reaped, its number cannot be another's."""
        if self.process is None:
            return False
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def bury(self) -> int:
        """End what it may have left behind in its group, then reap it."""
        process = self.process
        if process is None:
            return 0
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self.process = None
        return process.wait()

    def next_delay(self) -> float:
        """Wait 1, 2, 4, 8 seconds after quick deaths; a long life starts the count anew."""
        self.deaths = 1 if monotonic() - self.started > QUICK else self.deaths + 1
        return float(2 ** (self.deaths - 1))


class Supervisor:
    """Runs the children until it is told to stop; `each_tick` is asked to look after other things."""

    def __init__(self, folder: Path, children: Sequence[Child], each_tick: Callable[[], None]) -> None:
        self.folder = folder
        self.children = children
        self.each_tick = each_tick
        self._stopping = False
        self._outputs = selectors.DefaultSelector()

    def run(self) -> None:
        """Run until Ctrl-C, a signal, or a process that will not live."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        self._guard = Guard()
        try:
            while not self._stopping:
                self._tend()
                self._show(TICK)
                self.each_tick()
        except BrokenPipeError:  # nobody reads our output any more
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        finally:
            self._stop()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _tend(self) -> None:
        """Start what is due; notice what has died."""
        for child in self.children:
            if child.process is None and monotonic() >= child.due:
                self._start(child)
            elif child.process is not None and not child.is_alive():
                self._died(child)

    def _start(self, child: Child) -> None:
        process = child.start(self.folder)
        self._guard.watch(process.pid)
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self._outputs.register(process.stdout, selectors.EVENT_READ, child)

    def _died(self, child: Child) -> None:
        self._show(0)
        code = self._bury(child)
        delay = child.next_delay()
        if child.deaths >= GIVE_UP_AFTER:
            raise Trouble(f"{child.name} died {child.deaths} times in a row (exit code {code}): see its lines above.")
        say(f"{child.name} died (exit code {code}); starting it again in {delay:.0f} s")
        child.due = monotonic() + delay

    def _bury(self, child: Child) -> int:
        group = child.process.pid if child.process else 0
        code = child.bury()
        self._guard.forget(group)
        return code

    def _show(self, seconds: float) -> None:
        """Print what the children have written, each line with the name of its process."""
        for key, _ in self._outputs.select(seconds):
            child: Child = key.data
            text = os.read(key.fd, 65536)
            end = b"\n" if child.rest else b""  # of a last line cut short
            if not text:
                self._outputs.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
            *lines, child.rest = (child.rest + (text or end)).split(b"\n")
            for line in lines:
                print(f"{child.name:6} | {line.decode(errors='replace')}", flush=True)

    def _stop(self) -> None:
        """Stop one after the other in the order given; what does not listen is ended."""
        for child in self.children:
            if child.process is not None and child.is_alive():
                child.process.send_signal(signal.SIGTERM)
                self._wait(child, monotonic() + child.patience)
            if child.process is not None:
                self._bury(child)
        self._guard.dismiss()

    def _wait(self, child: Child, end: float) -> None:
        while child.is_alive() and monotonic() < end:
            with suppress(BrokenPipeError):
                self._show(TICK / 2)
