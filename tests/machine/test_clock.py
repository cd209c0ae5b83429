"""One business clock for `make run` and the commands beside it, which never goes back."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

import manage
from u2t.machine import clock
from u2t.machine.places import CHECKOUT

NOW = datetime(2026, 3, 4, 18, 30, 5, tzinfo=UTC)
#: Lives by the clock of a checkout until its input ends.
OTHER = """
import sys
from pathlib import Path
from u2t.machine import clock
print(clock.keep(checkout=Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty checkout, and a process that has not lived by any clock."""
    monkeypatch.setattr(clock, "_users", {})
    monkeypatch.setattr(clock.atexit, "register", lambda *_: None)
    (tmp_path / "var").mkdir()
    yield tmp_path / "var/clock"
    for lock in clock._users.values():
        lock.release()


def moment_of(text, now):
    moment, _at, real = text.partition("@")
    return datetime.fromisoformat(moment) + (now - datetime.fromisoformat(real))


def left(kept, moment, real, touched):
    """A clock that was kept, and lived by until `touched`."""
    kept.write_text(f"{moment}@{real.isoformat()}\n")
    os.utime(kept, (touched.timestamp(), touched.timestamp()))


def test_it_is_the_demonstration_day_at_the_time_of_day_in_bangkok(kept):
    assert clock.demonstration_clock(NOW) == "2021-12-08T01:30:05+07:00@2026-03-04T18:30:05+00:00"
    assert clock.settled(kept, NOW) == clock.demonstration_clock(NOW)


@pytest.mark.parametrize(
    ("lived", "paused", "goes_on_at"),
    [
        (timedelta(hours=2), timedelta(seconds=20), "2021-12-08T12:00:20+07:00"),  # at once: as if nothing had been
        (timedelta(hours=2), timedelta(hours=21, minutes=30), "2021-12-08T12:10:00+07:00"),  # at 9:30 of another day
        (timedelta(hours=2), timedelta(hours=30), "2021-12-08T18:00:00+07:00"),  # at 18:00 of another day
        (timedelta(days=3), timedelta(days=40), "2021-12-11T10:10:00+07:00"),  # it was left running for days
    ],
)
def test_after_a_pause_it_goes_on_and_never_back(kept, lived, paused, goes_on_at):
    began = datetime(2026, 3, 4, 3, tzinfo=UTC)  # 10:00 in Bangkok
    left(kept, "2021-12-08T10:00:00+07:00", began, began + lived)
    now = began + lived + paused

    assert moment_of(clock.settled(kept, now), now) == datetime.fromisoformat(goes_on_at)


@pytest.mark.parametrize("text", ["", "soon", "2021-12-08T10:00:00@2026-03-04T10:00:00", "2021-12-08T10:00:00+07:00"])
def test_a_clock_that_cannot_be_read_begins_anew(kept, text):
    kept.write_text(text)

    assert clock.settled(kept, NOW) == clock.demonstration_clock(NOW)


def test_who_comes_while_others_live_by_it_takes_theirs(kept):
    left(kept, "2021-12-08T10:00:00+07:00", NOW - timedelta(days=9), NOW - timedelta(days=9))
    with subprocess.Popen(
        [sys.executable, "-c", OTHER, str(kept.parents[1])], cwd=CHECKOUT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        theirs = other.stdout.readline().strip()
        os.utime(kept, (NOW.timestamp(), NOW.timestamp()))

        assert theirs.startswith("2021-12-08T")
        assert clock.take(kept.parents[1]) == theirs
        other.communicate()


def test_a_set_clock_is_kept_from_the_moment_it_is_set(kept):
    before = datetime.now(UTC)

    found = clock.keep("2021-12-20T10:00:00+07:00", kept.parents[1])

    assert found == kept.read_text().strip() == clock.take(kept.parents[1])
    assert (
        moment_of(found, before)
        <= datetime.fromisoformat("2021-12-20T10:00:00+07:00")
        <= moment_of(found, datetime.now(UTC))
    )
    assert clock.keep("2021-12-20T10:00:00+07:00@2026-03-04T18:30:05+00:00", kept.parents[1]).endswith("18:30:05+00:00")


@pytest.fixture
def commanded(kept, monkeypatch):
    """What the environment of a command becomes, with the servers of nobody."""
    for name in ("U2T_DEMO", "REDIS_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(manage.clock, "take", partial(clock.take, kept.parents[1]))
    monkeypatch.setattr(manage.clock, "keep", partial(clock.keep, checkout=kept.parents[1]))
    monkeypatch.setattr(manage.catalogue, "compile_stale", lambda: None)
    monkeypatch.setattr(manage.servers, "use", lambda: manage.servers.Addresses("", ""))

    def commanded(command="verify_rollups", **variables):
        given = {"DATABASE_URL": "", "U2T_CLOCK": "", "U2T_DEMO": "1"} | variables
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        manage.prepare_environment(command)
        return os.environ["U2T_CLOCK"]

    return commanded


def test_commands_beside_it_take_its_clock(commanded, kept):
    assert commanded() == "", "nobody ran it here: the clock is real"

    run = clock.keep()

    assert commanded() == run
    assert commanded(U2T_CLOCK="2021-01-31T08:00:00+07:00") == "2021-01-31T08:00:00+07:00"
    assert commanded(DATABASE_URL="postgresql://elsewhere/u2t") == "", "a database of one's own has the real clock"
    assert commanded("help") == ""


def test_who_builds_the_demonstration_begins_its_clock(commanded, kept):
    assert commanded("demo", U2T_DEMO="0") == ""
    assert not kept.exists()

    begun = commanded("demo")

    assert begun.startswith("2021-12-08T")
    assert commanded("verify_rollups") == begun
