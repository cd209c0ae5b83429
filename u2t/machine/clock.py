"""The business clock of the private database, kept in `var/`: `make run` and the commands beside it live by one.

It begins on the demonstration's day and never goes back: who stops for a while goes on where it stopped, or at the
time of day that it is on the demonstration's day, whichever is later. What was stored is always of the past.
"""

import atexit
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from u2t.machine.locks import Lock
from u2t.machine.places import CHECKOUT, state_folder

BANGKOK = timezone(timedelta(hours=7))
DEMONSTRATION_DAY = (2021, 12, 8)
#: A pause up to this is no pause: what was killed may have stored something after it was last noted.
PAUSE = timedelta(minutes=10)
_users: dict[Path, Lock] = {}


def demonstration_clock(now: datetime) -> str:
    """It is the demonstration's day, at the time of day that it is in Bangkok, and it ticks on."""
    return _text(_on_the_day(now), now, "seconds")


def keep(given: str = "", checkout: Path = CHECKOUT) -> str:
    """Give the clock of `make run`: the one that is set, or the kept one going on. Commands find it from now on."""
    path, is_alone = _live_by(checkout)
    if given:
        _write(path, given if "@" in given else f"{given}@{datetime.now(UTC).isoformat()}")
    elif is_alone or not path.exists():
        _write(path, settled(path, datetime.now(UTC)))
    return _taken(path)


def take(checkout: Path = CHECKOUT) -> str:
    """Give the clock that a `make run` kept here, nothing where there was none: a database made by hand is real."""
    if not (state_folder(checkout) / "clock").exists():
        return ""
    return keep(checkout=checkout)


def touch() -> None:
    """Note that this process lives by its clock until now."""
    for folder in _users:
        with suppress(FileNotFoundError):  # somebody starts from nothing
            os.utime(folder / "clock")


def settled(path: Path, now: datetime) -> str:
    """Give the clock on which to go on after a pause."""
    day = _on_the_day(now)
    try:
        moment, _at, real = path.read_text().strip().partition("@")
        touched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        passed = touched - datetime.fromisoformat(real) + min(max(now - touched, timedelta(0)), PAUSE)
        left = datetime.fromisoformat(moment).astimezone(BANGKOK) + passed
    except (FileNotFoundError, ValueError, TypeError):
        return demonstration_clock(now)
    return demonstration_clock(now) if day > left else _text(left, now, "microseconds")


def _live_by(checkout: Path) -> tuple[Path, bool]:
    """Hold the clock for the life of this process; tell whether nobody else does."""
    folder = state_folder(checkout)
    if folder in _users:
        return folder / "clock", False
    lock = _users[folder] = Lock(folder / "clock.users")
    is_alone = lock.try_hold()
    if not is_alone:
        lock.share()
    return folder / "clock", is_alone


def _taken(path: Path) -> str:
    """Let others in, and note until when this process lives by it."""
    _users[path.parent].share()
    touch()
    atexit.register(touch)
    return path.read_text().strip()


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f"clock.{os.getpid()}")
    fresh.write_text(f"{text}\n")
    fresh.replace(path)


def _on_the_day(now: datetime) -> datetime:
    year, month, day = DEMONSTRATION_DAY
    return now.astimezone(BANGKOK).replace(year=year, month=month, day=day)


def _text(moment: datetime, now: datetime, timespec: str) -> str:
    return f"{moment.isoformat(timespec=timespec)}@{now.isoformat(timespec=timespec)}"
