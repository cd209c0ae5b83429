"""What went wrong, in one sentence fit to show."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

FULL = re.compile(r"no space left on device|ENOSPC|disk quota exceeded|os error 28\b", re.IGNORECASE)
DISK_FULL = "The disk is full: make room and start again."


class Trouble(Exception):  # noqa: N818 - read as a sentence: raise Trouble
    """Stops the command; its text is the whole message."""


def sentence(what: str, output: str) -> str:
    """What failed, with the telling line of a program's output; a full disk hides behind many texts."""
    if FULL.search(output):
        return DISK_FULL
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if "Traceback (most recent call last):" in lines:
        lines = lines[-1:]  # Python puts the reason last
    telling = [line for line in lines if re.search(r"fatal|error|panic", line, re.IGNORECASE)]
    reason = (telling or lines[-1:] or ["no reason was given"])[0]
    return f"{what}: {reason[:300]}"


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn the system's "no space left" into our sentence, whichever call met it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(DISK_FULL) from error
        raise
