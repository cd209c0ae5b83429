"""What became of each day of a month: pure days, no database.

A working day is from Monday to Friday and no holiday. Attendance goes before leave, and leave before absence, so that
every working day is counted once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from workforce.choices import PayRule
from workforce.day_choices import DayMark, Office

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Closed:
    """A day on which offices are closed: which of them, and in which provinces (none said: everywhere)."""

    day: date
    name: str
    offices: str = Office.ALL
    provinces: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody works from one day to another: the province, and whether at an agency of the government."""

    first: date
    last: date
    province: str
    is_agency: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """Days of leave that was approved."""

    first: date
    last: date
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A day and what became of it; `said` names the holiday."""

    day: date
    mark: DayMark
    said: str = ""

    @property
    def label(self) -> str:
        """Say what became of it."""
        return self.said or str(self.mark.label)


@dataclass(frozen=True, slots=True)
class Attended:
    """The days of a month, each with what became of it, and how many days are what."""

    days: tuple[Marked, ...]
    expected: int
    worked: int
    leave: int
    paid_leave: int
    absent: int
    missing: int


def free_days(closed: Iterable[Closed], seats: Collection[Seat]) -> dict[date, str]:
    """Return the days on which somebody who works at `seats` has a holiday, with its name."""
    return {one.day: one.name for one in closed if any(_holds(one, seat) for seat in seats)}


def counted(
    *,
    first: date,
    last: date,
    today: date,
    free: Mapping[date, str],
    present: Collection[date],
    away: Collection[Away],
    counts_absence: bool,
) -> Attended:
    """Tell what became of every day from `first` to `last`, and of days of attendance besides.

    A working day until today without attendance or leave is absent where absences count, else only missing; leave
    that is not paid is an absence in any case.
    """
    there = frozenset(present)
    otherwise = DayMark.ABSENT if counts_absence else DayMark.MISSING
    days = []
    for day in sorted({*_days(first, last), *there}):
        mark = _mark(day, free, there, away) or (DayMark.AHEAD if day > today else otherwise)
        days.append(Marked(day, mark, free.get(day, "") if mark == DayMark.HOLIDAY else ""))
    number = Counter(one.mark for one in days)
    return Attended(
        days=tuple(days),
        expected=sum(is_working(day, free) for day in _days(first, last)),
        worked=number[DayMark.WORKED],
        leave=number[DayMark.PAID_LEAVE] + number[DayMark.UNPAID_LEAVE],
        paid_leave=number[DayMark.PAID_LEAVE],
        absent=number[DayMark.UNPAID_LEAVE] + number[DayMark.ABSENT],
        missing=number[DayMark.MISSING],
    )


def for_pay(found: Attended, pay_rule: str) -> tuple[int, int]:
    """Return the days worked and the days absent from which a wage is computed.

    Where each day worked is paid, a day of paid leave is one, and an absence lowers nothing twice.
    """
    if pay_rule == PayRule.WORKING_DAY:
        return found.worked + found.paid_leave, 0
    return found.worked, found.absent


def is_working(day: date, free: Mapping[date, str]) -> bool:
    """Tell whether somebody is expected to work on a day."""
    return day.weekday() < _SATURDAY and day not in free


def is_within(first: time, last: time, moment: datetime) -> bool:
    """Tell whether somebody signs in within a window; its last minute is part of it."""
    return first <= timezone.localtime(moment).time().replace(second=0, microsecond=0) <= last


def _mark(day: date, free: Mapping[date, str], there: frozenset[date], away: Collection[Away]) -> DayMark | None:
    if day in there:
        return DayMark.WORKED
    if day in free:
        return DayMark.HOLIDAY
    if day.weekday() >= _SATURDAY:
        return DayMark.WEEKEND
    for one in away:
        if one.first <= day <= one.last:
            return DayMark.PAID_LEAVE if one.is_paid else DayMark.UNPAID_LEAVE
    return None


def _holds(closed: Closed, seat: Seat) -> bool:
    office = Office.GOVERNMENT if seat.is_agency else Office.UNIVERSITY
    here = closed.provinces is None or seat.province in closed.provinces
    return here and closed.offices in {Office.ALL, office} and seat.first <= closed.day <= seat.last


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
