"""Which longer periods a month belongs to, and on which day a period asks who holds a tambon."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

BUDDHIST_ERA = 543
_FISCAL_BEGIN = 10


@dataclass(frozen=True, slots=True)
class Lens:
    """A programme, as far as figures need it."""

    code: str
    starts_on: date
    ends_on: date

    def covers(self, month: date) -> bool:
        """Tell whether the month beginning on this day belongs to the programme."""
        return self.starts_on.replace(day=1) <= month <= self.ends_on

    def day_for(self, ends_on: date | None) -> date:
        """Return the day that decides who holds a tambon: the period's end, kept within the programme.

        An annual source has no months: the programme's last day.
        """
        if ends_on is None:
            return self.ends_on
        return min(max(ends_on, self.starts_on), self.ends_on)

    def months(self) -> list[str]:
        """Return the months of the programme in their order."""
        first = self.starts_on.replace(day=1)
        count = (self.ends_on.year - first.year) * 12 + self.ends_on.month - first.month + 1
        return [month_name(_later(first, number)) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Span:
    """A base period and one period it is part of; `ends_on` is None for the year of an annual source."""

    base: str
    period: str
    ends_on: date | None


def is_month(period: str) -> bool:
    """Tell a month (`2564-03`) from a year (`2565`)."""
    return period[4:5] == "-"


def month_of(period: str) -> date:
    """Return the first day of a month given in the Buddhist era."""
    return date(int(period[:4]) - BUDDHIST_ERA, int(period[5:]), 1)


def month_end(period: str) -> date:
    """Return the last day of a month given in the Buddhist era."""
    return _end(month_of(period))


def month_name(day: date) -> str:
    """Return the month of a day, in the Buddhist era."""
    return f"{day.year + BUDDHIST_ERA}-{day.month:02d}"


def fiscal_year(month: date) -> int:
    """Return the fiscal year (Buddhist era): October belongs to the next."""
    return month.year + BUDDHIST_ERA + (month.month >= _FISCAL_BEGIN)


def spans_of(bases: Iterable[str], lenses: Iterable[Lens]) -> list[Span]:
    """Return every period each base period is part of."""
    lenses = list(lenses)
    return [span for base in sorted(set(bases)) for span in _spans(base, lenses)]


def siblings_of(bases: Iterable[str], lenses: Iterable[Lens]) -> list[Span]:
    """Return the spans of all base periods that share a period with one of `bases`, for these periods only."""
    lenses = list(lenses)
    bases = set(bases)
    periods = {span.period for span in spans_of(bases, lenses)}
    months = {month for base in bases if is_month(base) for month in _neighbours(month_of(base), lenses)}
    every = spans_of(bases | {month_name(month) for month in months}, lenses)
    return [span for span in every if span.period in periods]


def _neighbours(month: date, lenses: list[Lens]) -> set[date]:
    found = {date(month.year, number, 1) for number in range(1, 13)}
    began = date(month.year - (month.month < _FISCAL_BEGIN), _FISCAL_BEGIN, 1)
    found |= {_later(began, number) for number in range(12)}
    for lens in lenses:
        if lens.covers(month):
            found |= {month_of(each) for each in lens.months()}
    return found


def _later(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _spans(base: str, lenses: list[Lens]) -> list[Span]:
    if not is_month(base):
        return [Span(base, base, None)]
    month = month_of(base)
    year = fiscal_year(month)
    quarter = (month.month - _FISCAL_BEGIN) % 12 // 3
    began = date(year - BUDDHIST_ERA - 1, _FISCAL_BEGIN, 1)
    found = [
        Span(base, base, _end(month)),
        Span(base, f"FY{year}Q{quarter + 1}", _end(_later(began, quarter * 3 + 2))),
        Span(base, f"FY{year}", _end(_later(began, 11))),
        Span(base, str(month.year + BUDDHIST_ERA), date(month.year, 12, 31)),
    ]
    found += [Span(base, f"programme:{lens.code}", lens.ends_on) for lens in lenses if lens.covers(month)]
    return found
