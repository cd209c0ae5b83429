"""The months of work as a university cuts them: pure days, no database.

Twelve months are twelve wages, whatever the cut-off day does. From one cut-off to the next is one wage. Where that day
changed, the period beside the change pays what brings all that was paid to the months of the calendar, and so does the
last one where the work ends with a month: what was left over is paid then, what was paid already is not paid twice.
Days left of a month whose wage is paid belong to the next one.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile

_DAY = timedelta(days=1)
_ONE = Fraction(1)
#: What was stored is rounded, far below a satang.
_NEAR = Fraction(1, 10**7)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period: its days, both ends within, and the first day of the month it is named after.

    `full_days` are the days a month's wage is for, where they are not its own: the period is a part of a month, or a
    month with days left over. `worth` is how many wages the period pays where no number of days says it.
    """

    number: int
    month: date
    first: date
    last: date
    full_days: int | None = None
    worth: Fraction = _ONE

    @property
    def wages(self) -> Fraction:
        """Return how many months' wages who is there each day is paid."""
        days = (self.last - self.first).days + 1
        return self.worth * days / (self.full_days or days)


@dataclass(frozen=True, slots=True)
class Opened:
    """A period that is there; one that is fixed (closed, reported or paid) keeps its days."""

    key: int
    month: date
    first: date
    last: date
    is_fixed: bool
    full_days: int | None = None
    worth: Fraction = _ONE


@dataclass(frozen=True, slots=True)
class Cut:
    """How days without a period get one: periods to be made, and those of `longer` with their new ends.

    `paid` says of the longer ones what they pay now.
    """

    made: list[Stretch]
    longer: dict[int, tuple[date, date]]
    paid: dict[int, Stretch] = field(default_factory=dict)


def cut(starts_on: date, ends_on: date, there: Sequence[Opened], *, cutoff_day: int) -> Cut:
    """Give every day from `starts_on` to `ends_on` exactly one period, beside those that are there.

    A rest of a month lengthens the period of that month beside it; where that one is fixed it belongs to the next month
    if the wage is paid, and else becomes a period of its own under the same month.
    """
    found, edge = Cut([], {}), starts_on
    ordered = sorted(there, key=lambda one: one.first)
    for before, after in zip([None, *ordered], [*ordered, None], strict=True):
        until = min(ends_on, after.first - _DAY) if after else ends_on
        edge = max(edge, before.last + _DAY) if before else edge
        if edge <= until:
            pieces = list(stretches(edge, until, cutoff_day=cutoff_day))
            _fill(found, pieces, before, after, is_paid=before is not None and _is_paid(before, ordered))
    _level(found, ordered, cutoff_day)
    return found


def calendar_months(first: date, last: date) -> Fraction:
    """Return the months of the calendar from one day to another, both within: of a part, its days of that month's."""
    return _passed(last + _DAY) - _passed(first)


def _passed(day: date) -> Fraction:
    return day.year * 12 + day.month + Fraction(day.day - 1, monthrange(day.year, day.month)[1])


def _is_paid(before: Opened, there: Sequence[Opened]) -> bool:
    """Tell whether the periods of a month that are there pay its whole wage."""
    return sum(_as_stretch(one).wages for one in there if one.month == before.month) >= 1 - _NEAR


def _fill(found: Cut, pieces: list[Stretch], before: Opened | None, after: Opened | None, *, is_paid: bool) -> None:
    """Cut one gap; its first and last piece may belong to the month beside it."""
    first, last = pieces[0], pieces[-1]
    if before is not None and before.month == first.month and first.first == before.last + _DAY:
        if before.is_fixed and is_paid and first is not last:
            pieces = [replace(pieces[1], first=first.first), *pieces[2:]]
            last = pieces[-1]
        else:
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


def _level(found: Cut, there: Sequence[Opened], cutoff_day: int) -> None:
    """Say what is paid by what was cut now: a wage or its days' part of one, or what a change of cut-off makes due."""
    rows: list[tuple[Stretch, Opened | None]]
    rows = [(_as_stretch(one, found.longer.get(one.key)), one) for one in there]
    rows += [(one, None) for one in found.made]
    found.made.clear()
    before, is_changed, paid = list[Stretch](), False, Fraction(0)
    over = max((stretch.last for stretch, _opened in rows), default=date.min)
    for stretch, opened in sorted(rows, key=lambda row: row[0].first):
        is_whole = opened is None or opened.worth == 1
        row, is_regular = stretch, is_whole and _is_regular(stretch, before, cutoff_day)
        is_changed = is_changed or not is_regular
        if opened is None or opened.key in found.longer:
            begun = before[0].first if before else row.first
            is_end = row.last == over == _end_in(over, 31)
            is_over = is_end or row.last > _end_in(row.last, cutoff_day)
            if not is_regular or (is_changed and is_over) or (is_end and begun.day == 1):
                row = _paying(row, calendar_months(begun, row.last) - paid)
            if opened is None:
                found.made.append(row)
            else:
                found.paid[opened.key] = row
        paid += row.wages
        before.append(row)


def _is_regular(row: Stretch, before: Sequence[Stretch], cutoff_day: int) -> bool:
    """Tell whether a period begins where this cut-off day lets it, or continues one that did: its days say its wage."""
    end = _end_in(row.last, cutoff_day)
    begin = _begin_of(end, cutoff_day)
    if not before or row.first <= begin:
        return not before or row.first == begin
    same = list(takewhile(lambda one: one.month == row.month, reversed(before)))
    if same and (row.last > end or any(one.worth != 1 for one in same)):
        return False
    if same:
        begun = max(begin, before[0].first)
        part = Fraction((row.first - begun).days, (end - begun).days + 1)
        return same[-1].first == begun and abs(sum(one.wages for one in same) - part) < _NEAR
    # One that holds a whole stretch and the days left after it did not pay for these.
    return before[-1].first <= _begin_of(begin - _DAY, cutoff_day)


def _paying(row: Stretch, wages: Fraction) -> Stretch:
    """Let a period pay so many wages: said by days of a month where that is possible."""
    days, wages = (row.last - row.first).days + 1, max(Fraction(0), wages)
    for whole in range(28, 32):
        if abs(Fraction(days, whole) - wages) < _NEAR:
            return replace(row, full_days=whole if whole != days else None, worth=_ONE)
    return replace(row, full_days=None, worth=next((n for n in map(Fraction, (0, 1)) if abs(n - wages) < _NEAR), wages))


def _as_stretch(one: Opened, days: tuple[date, date] | None = None) -> Stretch:
    first, last = days or (one.first, one.last)
    full = one.full_days
    if days is None:
        return Stretch(0, one.month, first, last, full, one.worth)
    return Stretch(0, one.month, first, last, full if full and full > (last - first).days + 1 else None)


def stretches(starts_on: date, ends_on: date, *, cutoff_day: int) -> Iterator[Stretch]:
    """Cut the days of work into periods that end on the cut-off day; the first may be shorter.

    A cut-off day that a month does not have is its last day. A period is named after the month it ends in; days left
    over after the last cut-off of the same month belong to the last period. Where the work begins in the middle of such
    a month, or ends before the cut-off, a day is worth what it is in the whole month: twelve months pay twelve wages,
    and what was paid in part may be prolonged.
    """
    first, number = starts_on, 1
    while first <= ends_on:
        end = _end_of(first, cutoff_day)
        last = min(end, ends_on)
        if (last.year, last.month) == (ends_on.year, ends_on.month):
            last = ends_on
        begin = _begin_of(end, cutoff_day) if first > last.replace(day=1) else first
        whole = (end - begin).days + 1
        yield Stretch(number, last.replace(day=1), first, last, whole if (last - first).days + 1 < whole else None)
        first, number = last + timedelta(days=1), number + 1


def _begin_of(end: date, cutoff_day: int) -> date:
    """Return the first day of the whole stretch that ends on a cut-off."""
    return _end_in(end.replace(day=1) - _DAY, cutoff_day) + _DAY


def _end_in(day: date, cutoff_day: int) -> date:
    """Return the cut-off of the month of a day."""
    return day.replace(day=min(cutoff_day, monthrange(day.year, day.month)[1]))


def _end_of(first: date, cutoff_day: int) -> date:
    """Return the first cut-off from a day on."""
    end = _end_in(first, cutoff_day)
    return end if end >= first else _end_in(first.replace(day=1) + timedelta(days=32), cutoff_day)
