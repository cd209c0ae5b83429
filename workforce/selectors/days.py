"""Stretches of days as they are stored: contracts and placements always have both ends."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange


def ends_of(during: DateRange) -> tuple[date, date]:
    """Return the first day and the day after the last.

    Raises:
        ValueError: the stretch is open or empty, which no constraint of ours lets into the database.
    """
    if during.lower is None or during.upper is None:
        raise ValueError("a stretch of days without both ends")
    return during.lower, during.upper
