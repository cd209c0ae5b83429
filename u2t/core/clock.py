"""Business time: what day it is for the programme, real unless `U2T_CLOCK` says otherwise.

`U2T_CLOCK` is `MOMENT` or `MOMENT@REAL`, both ISO 8601 with an offset: it was MOMENT when the real time was
REAL (by default when this process began), and it ticks on. Sessions and tokens use real time, never this.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

#: Days of business lie between these years; others are of another era, or typing errors.
_FIRST_YEAR, _LAST_YEAR = 1900, 2300


@cache
def _offset(setting: str) -> timedelta:
    moment, _at, real = setting.partition("@")
    try:
        began = datetime.fromisoformat(real) if real else timezone.now()
        return datetime.fromisoformat(moment) - began
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured("U2T_CLOCK must be MOMENT or MOMENT@REAL, ISO 8601 with an offset.") from error


def now() -> datetime:
    """Return the business moment, aware."""
    if not settings.CLOCK:
        return timezone.now()
    return timezone.now() + _offset(settings.CLOCK)


def today() -> date:
    """Return the business day in Bangkok."""
    return now().astimezone(timezone.get_default_timezone()).date()


def is_set() -> bool:
    """Tell whether business time differs from real time, so that pages can say so."""
    return bool(settings.CLOCK)


def moment_of(text: str) -> datetime:
    """Read a moment of ISO 8601, without an offset in Bangkok; a day is its last instant: what was known on that day.

    One that lies nearer to real time than to an earlier business time was read from a real clock, and is told as it
    was here: nothing is known yet of what is to come.

    Raises:
        ValueError: the text is neither.
    """
    moment = parse_datetime(text) if len(text) > len("2021-12-08") else None
    if moment is None:
        day = parse_date(text)
        if day is None:
            raise ValueError(text)
        moment = datetime.combine(day, time.max)
    moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    behind = timezone.now() - now()
    return moment - behind if timedelta(0) < behind < 2 * (moment - now()) else moment


def is_plausible(day: date) -> bool:
    """Tell whether a day can be meant: a year of the Buddhist era typed for one of ours cannot."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR
