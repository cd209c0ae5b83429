"""The months of work as a university cuts them: pure days, no database."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period: its days, both ends within, and the first day of the month it is named after."""

    number: int
    month: date
    first: date
    last: date


def stretches(starts_on: date, ends_on: date, *, cutoff_day: int) -> Iterator[Stretch]:
    """Cut the days of work into periods that end on the cut-off day; the first may be shorter.

    A cut-off day that a month does not have is its last day. A period is named after the month it ends in; days left
    over after the last cut-off of the same month belong to the last period.
    """
    first, number = starts_on, 1
    while first <= ends_on:
        last = min(_end_of(first, cutoff_day), ends_on)
        if (last.year, last.month) == (ends_on.year, ends_on.month):
            last = ends_on
        yield Stretch(number, last.replace(day=1), first, last)
        first, number = last + timedelta(days=1), number + 1


def _end_of(first: date, cutoff_day: int) -> date:
    end = first.replace(day=min(cutoff_day, monthrange(first.year, first.month)[1]))
    if end >= first:
        return end
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following.replace(day=min(cutoff_day, monthrange(following.year, following.month)[1]))
