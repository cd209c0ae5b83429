"""Dates written month first, or with two digits for the year: seen in the whole column, as one cell cannot tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from u2t.core.importing import cleaning
from u2t.core.importing.columns import ImportColumn
from u2t.core.importing.issues import Finding
from u2t.core.importing.readers import Row
from u2t.core.models import Severity
from u2t.core.text import HIDDEN

#: Farther back two digits may be a year of the common era.
_YEARS_BEFORE = 10


@dataclass(slots=True)
class _Seen:
    """What the cells of a column show: an example of each."""

    month_first: str = ""
    day_first: str = ""
    ambiguous: str = ""
    short: str = ""
    short_years: set[int] = field(default_factory=set)

    def note(self, text: str) -> None:
        year = cleaning.short_year(text)
        if year is not None:
            self.short = self.short or text
            self.short_years.add(year)
            return
        shows = cleaning.may_be_month_first(text)
        if shows:
            self.month_first = self.month_first or text
        elif shows is False:
            self.day_first = self.day_first or text
        elif not self.ambiguous and cleaning.is_ambiguous(text):
            self.ambiguous = text

    def is_short_of(self, year: int) -> bool:
        """Tell whether all years of two digits lie shortly before one."""
        return bool(self.short) and all(year - _YEARS_BEFORE <= each <= year + 1 for each in self.short_years)


def in_order(
    columns: Sequence[ImportColumn], rows: Iterable[Row], line: int, *, year: int
) -> tuple[dict[str, ImportColumn], list[Finding]]:
    """Return the columns of dates that are not written day first with the whole year, by name, and what to say of them.

    A column that shows both orders is read day first: the cells that cannot be are refused. Two digits are a Buddhist
    year where all of a column lie shortly before `year`, of which the file is: as years of the common era they would
    lie decades away.
    """
    seen = {column.name: _Seen() for column in columns}
    for row in rows if columns else ():
        for column in columns:
            seen[column.name].note(column.shown(row))
    turned, findings = {}, []
    for column in columns:
        found = seen[column.name]
        if found.month_first and not found.day_first:
            turned[column.name] = replace(column, clean_text=cleaning.day_month_first)
            findings.append(_told("dates_month_first", column, found.month_first, line))
        elif found.ambiguous and not found.day_first and not found.month_first:
            findings.append(_told("dates_ambiguous", column, found.ambiguous, line))
        if column.name not in turned and found.is_short_of(year):
            turned[column.name] = replace(column, clean_text=cleaning.with_century(cleaning.day))
            findings.append(_told("dates_short", column, found.short, line))
    return turned, findings


def _told(code: str, column: ImportColumn, example: str, line: int) -> Finding:
    values = {"example": HIDDEN if column.is_personal else example[:40]}
    return Finding(line, code, column.heading, "", values, Severity.WARNING)
