"""File locks: the kernel frees them when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path
from typing import Self


class Lock:
    """One open lock file; `flock`, so that the lock belongs to the file opened and not to the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def hold(self) -> None:
        """Wait for it, alone."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def share(self) -> None:
        """Wait for it, together with others that share."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def try_hold(self) -> bool:
        """Take it alone if it is free now."""
        return self._try(fcntl.LOCK_EX)

    def try_share(self) -> bool:
        """Take it together with others if nobody holds it alone now."""
        return self._try(fcntl.LOCK_SH)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def let_in(self) -> None:
        """Unlock, and keep the file open to try again."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def release(self) -> None:
        """Let go and close."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Say whether somebody holds this lock alone."""
    lock = Lock(path)
    try:
        return not lock.try_share()
    finally:
        lock.release()
