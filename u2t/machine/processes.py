"""Child processes that never outlive us, and looking at those of others."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tether(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal to the child when we die (Linux only).

    It holds for the *thread* that starts the child, and a change of account clears it: Python changes
    the account first and calls this after.
    """
    parent = os.getpid()

    def set_death_signal() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # we died before the call
            os.kill(os.getpid(), signal.SIGKILL)

    return set_death_signal


def die_with_parent(number: signal.Signals) -> None:
    """The same for ourselves: `make` killed outright takes us along."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def living_in(folder: Path) -> list[int]:
    """Give the processes working in a folder: a server's true sign of life, unlike its pid file."""
    found = []
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc/self").exists() else ():
        try:
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
        except OSError:  # gone, or somebody else's
            continue
    return found


def wait_until(done: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Wait for something to become true, at most so long."""
    end = monotonic() + seconds
    while not done():
        if monotonic() > end:
            return False
        sleep(step)
    return True


def stop(child: subprocess.Popen[bytes], number: signal.Signals, seconds: float) -> None:
    """End a child by its own signal, and by force if it does not listen."""
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
