"""Business time."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from u2t.core import clock


@time_machine.travel("2026-05-01T03:00:00+00:00", tick=False)
def test_now_without_setting_is_real(settings):
    settings.CLOCK = ""

    assert clock.now() == datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert not clock.is_set()


def test_now_with_setting_ticks_from_the_moment_named(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00@2026-05-01T03:00:00+00:00"

    with time_machine.travel("2026-05-01T03:00:30+00:00", tick=False):
        assert clock.now() == datetime(2021, 12, 8, 3, 0, 30, tzinfo=UTC)


def test_today_is_the_day_in_bangkok(settings):
    settings.CLOCK = "2021-12-08T00:30:00+07:00@2026-05-01T03:00:00+00:00"

    with time_machine.travel("2026-05-01T03:00:00+00:00", tick=False):
        assert clock.today().isoformat() == "2021-12-08"


def test_now_with_a_bad_setting_says_so(settings):
    settings.CLOCK = "yesterday"

    with pytest.raises(ImproperlyConfigured, match="ISO 8601"):
        clock.now()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01T09:59:30+07:00", "2021-12-08T09:59:30+07:00"),  # half a minute ago, by a real clock
        ("2026-04-30", "2021-12-07T23:59:59.999999+07:00"),
        ("2021-12-08T09:59:30+07:00", "2021-12-08T09:59:30+07:00"),
        ("2021-12-08", "2021-12-08T23:59:59.999999+07:00"),  # the end of today, though it is still to come
        ("2022-02-28", "2022-02-28T23:59:59.999999+07:00"),
    ],
)
@time_machine.travel("2026-05-01T03:00:00+00:00", tick=False)
def test_a_moment_read_from_a_real_clock_is_told_as_it_was_here(settings, text, moment):
    settings.CLOCK = "2021-12-08T10:00:00+07:00@2026-05-01T03:00:00+00:00"

    assert clock.moment_of(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text", ["2026-05-01T09:59:30+07:00", "2026-05-02T09:59:30+07:00", "2031-05-02T09:59:30+07:00"]
)
@time_machine.travel("2026-05-01T03:00:00+00:00", tick=False)
def test_where_the_clock_is_real_a_moment_is_itself(settings, text):
    settings.CLOCK = ""

    assert clock.moment_of(text) == datetime.fromisoformat(text)
