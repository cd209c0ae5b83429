"""The months of work as a university cuts them: pure days, no database."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period: its days, both ends within, and the first day of the month it is named after.

    `full_days` are the days a month's wage is for, where the period is a part of a month: what is left of it after the
    beginning or before the end of the work, or a rest of it; None where they are its own.
    """

    number: int
    month: date
    first: date
    last: date
    full_days: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A period that is there; one that is fixed (closed, reported or paid) keeps its days."""

    key: int
    month: date
    first: date
    last: date
    is_fixed: bool
    full_days: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """How days without a period get one: periods to be made, and those of `longer` with their new ends."""

    made: list[Stretch]
    longer: dict[int, tuple[date, date]]


def cut(starts_on: date, ends_on: date, there: Sequence[Opened], *, cutoff_day: int) -> Cut:
    """Give every day from `starts_on` to `ends_on` exactly one period, beside those that are there.

    A rest of a month lengthens the period of that month beside it; where that one is fixed it becomes a period of its
    own under the same month, in which a day is worth what it is in the whole month.
    """
    found, edge = Cut([], {}), starts_on
    ordered = sorted(there, key=lambda one: one.first)
    for before, after in zip([None, *ordered], [*ordered, None], strict=True):
        until = min(ends_on, after.first - _DAY) if after else ends_on
        edge = max(edge, before.last + _DAY) if before else edge
        if edge <= until:
            is_paid = before is not None and _is_paid(before, edge, cutoff_day)
            pieces = list(stretches(edge, until, cutoff_day=cutoff_day, is_begun=is_paid))
            _fill(found, pieces, before, after)
    return found


def _is_paid(before: Opened, edge: date, cutoff_day: int) -> bool:
    """Tell whether the wage of the period before is also for its days that belong to the stretch cut now.

    So it is where the cut-off day was another one then. Not where that period holds a whole stretch of this cut-off and
    the days that were left after it: those were not paid for, and the stretch cut now is worth a whole wage.
    """
    begin = _begin_of(_end_of(edge, cutoff_day), cutoff_day)
    return before.first > _begin_of(begin - _DAY, cutoff_day)


def _fill(found: Cut, pieces: list[Stretch], before: Opened | None, after: Opened | None) -> None:
    """Cut one gap; its first and last piece may belong to the month beside it."""
    first, last = pieces[0], pieces[-1]
    if before is not None and before.month == first.month and first.first == before.last + _DAY:
        pieces = [*_rest(found, before, first), *pieces[1:]]
    if after is not None and pieces and after.month == last.month and pieces[-1] is last:
        pieces = [*pieces[:-1], *_rest(found, after, last)]
    found.made.extend(pieces)


def _rest(found: Cut, beside: Opened, piece: Stretch) -> list[Stretch]:
    """Return the piece as a period of its own where the one beside it keeps its days; else that one takes it in."""
    if beside.is_fixed:
        own = (beside.last - beside.first).days + 1
        both = own + (piece.last - piece.first).days + 1
        return [replace(piece, full_days=max(beside.full_days or 0, both))]
    first, last = found.longer.get(beside.key, (beside.first, beside.last))
    found.longer[beside.key] = (min(first, piece.first), max(last, piece.last))
    return []


def stretches(starts_on: date, ends_on: date, *, cutoff_day: int, is_begun: bool = False) -> Iterator[Stretch]:
    """Cut the days of work into periods that end on the cut-off day; the first may be shorter.

    A cut-off day that a month does not have is its last day. A period is named after the month it ends in; days left
    over after the last cut-off of the same month belong to the last period. Where the work begins in the middle of such
    a month, or ends before the cut-off, a day is worth what it is in the whole month: twelve months pay twelve wages,
    and what was paid in part may be prolonged. Where the first stretch is begun (its earlier days were paid for in a
    period of another cut-off), its days are worth what they are in the whole one too.
    """
    first, number = starts_on, 1
    while first <= ends_on:
        end = _end_of(first, cutoff_day)
        last = min(end, ends_on)
        if (last.year, last.month) == (ends_on.year, ends_on.month):
            last = ends_on
        is_part = first > last.replace(day=1) or (is_begun and number == 1)
        begin = _begin_of(end, cutoff_day) if is_part else first
        whole = (end - begin).days + 1
        yield Stretch(number, last.replace(day=1), first, last, whole if (last - first).days + 1 < whole else None)
        first, number = last + timedelta(days=1), number + 1


def _begin_of(end: date, cutoff_day: int) -> date:
    """Return the first day of the whole stretch that ends on a cut-off."""
    before = end.replace(day=1) - _DAY
    return before.replace(day=min(cutoff_day, before.day)) + _DAY


def _end_of(first: date, cutoff_day: int) -> date:
    end = first.replace(day=min(cutoff_day, monthrange(first.year, first.month)[1]))
    if end >= first:
        return end
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following.replace(day=min(cutoff_day, monthrange(following.year, following.month)[1]))
