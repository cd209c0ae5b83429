"""Days as people write them: 1/5/2541, 1 พ.ค. 2541, 5/2541, 2541; in either era, with as much of it as is known."""

import re
from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.months import month_named
from u2t.core.text import normalise
from workforce.choices import BirthPrecision

_ERA = 543
_FIRST_BUDDHIST = 2400
_EARLIEST = 1880


def day(text: str) -> date:
    """Return a whole day.

    Raises:
        InputError: it is none, or part of it is missing.
    """
    found, precision = partial(text)
    if precision != BirthPrecision.DAY:
        raise InputError(_("Write day, month and year, such as 1/5/2564."))
    return found


def day_after(last: date, *, field: str = "on") -> date:
    """Return the day after a last day, as ranges of days end.

    Raises:
        InputError: no day follows, or the year is a typing error.
    """
    if not clock.is_plausible(last):
        raise InputError(_("This year cannot be right."), extra={"field": field})
    return last + timedelta(days=1)


def partial(text: str) -> tuple[date, BirthPrecision]:
    """Return the first day of what is known, and how much that is.

    Raises:
        InputError: it is no day, month or year.
    """
    parts = [_number(part) for part in re.split(r"[\s/\-]+", _spaced(text)) if part]
    if re.match(r"\d{4}-", normalise(text)):
        parts.reverse()
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - day, month, year
        raise InputError(_("Write the day as 1/5/2541. Where only the year is known, write the year."))
    if any(len(part) > 4 for part in parts):  # noqa: PLR2004 - the digits of a year; a pasted ID number is no day
        raise InputError(_("There is no such day. Write it as 1/5/2541."))
    *before, year = (int(part) for part in parts)
    common = year - _ERA if year > _FIRST_BUDDHIST else year
    if common < _EARLIEST:
        raise InputError(_("Write the year with four digits, such as 2541."))
    try:
        return date(common, *reversed(before), *([1] * (2 - len(before)))), _precision(len(before))
    except (ValueError, OverflowError) as error:
        raise InputError(_("There is no such day. Write it as 1/5/2541.")) from error


def last_of(first: date, precision: str) -> date:
    """Return the last day that what is known may mean."""
    if precision == BirthPrecision.YEAR:
        return date(first.year, 12, 31)
    if precision == BirthPrecision.MONTH:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first


def written(value: date | None, precision: str = BirthPrecision.DAY) -> str:
    """Write a day as a form shows it, in the Buddhist era."""
    if value is None:
        return ""
    parts = [str(value.day), str(value.month), str(value.year + _ERA)]
    known = {BirthPrecision.YEAR: parts[2:], BirthPrecision.MONTH: parts[1:]}
    return "/".join(known.get(BirthPrecision(precision), parts))


def years_before(value: date, years: int) -> date:
    """Return the same day some years earlier; 29 February becomes 28."""
    try:
        return value.replace(year=value.year - years)
    except ValueError:
        return value.replace(year=value.year - years, day=28)


def _spaced(text: str) -> str:
    """Take the dots of abbreviated months away, and make spaces of all others."""
    plain = re.sub(r"\b(พ\.?\s*ศ|ค\.?\s*ศ)\.?\s*(?=\d{4})", " ", normalise(text).casefold())
    plain = re.sub(r"([ก-๙])\.(?=[ก-๙\s]|$)", r"\1", plain)
    return plain.replace(".", " ")


def _number(part: str) -> str:
    return str(month_named(part) or part)


def _precision(known: int) -> BirthPrecision:
    return (BirthPrecision.YEAR, BirthPrecision.MONTH, BirthPrecision.DAY)[known]
