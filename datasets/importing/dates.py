"""Dates written month first, or with two digits for the year: seen in the whole column, as one cell cannot tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from u2t.core.importing import cleaning
from u2t.core.importing.columns import Clean, ImportColumn
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

    def note(self, shown: str, last: int | None) -> None:
        """Keep what a cell shows; up to the year `last` two digits stand for one that somebody said."""
        text = cleaning.in_full(shown, last=last) if last else shown
        year = cleaning.short_year(text)
        if year is not None:
            self.short = self.short or shown
            self.short_years.add(year)
            return
        shows = cleaning.may_be_month_first(text)
        if shows:
            self.month_first = self.month_first or shown
        elif shows is False:
            self.day_first = self.day_first or shown
        elif not self.ambiguous and cleaning.is_ambiguous(text):
            self.ambiguous = shown

    def is_short_of(self, year: int) -> bool:
        """Tell whether all years of two digits lie shortly before one."""
        return bool(self.short) and all(year - _YEARS_BEFORE <= each <= year + 1 for each in self.short_years)


def in_order(
    columns: Sequence[ImportColumn], rows: Iterable[Row], line: int, *, year: int, said: Mapping[str, int]
) -> tuple[dict[str, ImportColumn], list[Finding]]:
    """Return the columns of dates that are not written day first with the whole year, by name, and what to say of them.

    A column that shows both orders is read day first: the cells that cannot be are refused. Two digits are a Buddhist
    year where all of a column lie shortly before `year`, of which the file is: as years of the common era they would
    lie decades away. Where somebody said of which era they are, `said` has the last year that they can stand for.
    """
    seen = {column.name: _Seen() for column in columns}
    for row in rows if columns else ():
        for column in columns:
            seen[column.name].note(column.shown(row), said.get(column.name))
    turned, findings = {}, list[Finding]()
    for column in columns:
        clean, told = _way(seen[column.name], year, said.get(column.name))
        findings += [_told(code, column, example, line) for code, example in told]
        if clean is not None:
            turned[column.name] = replace(column, clean_text=clean)
    return turned, findings


def _way(seen: _Seen, year: int, last: int | None) -> tuple[Clean | None, list[tuple[str, str]]]:
    """Return what reads a column, None where it is read as any other, and what to say of it with an example."""
    clean: Clean | None = None
    told = []
    if seen.month_first and not seen.day_first:
        clean = cleaning.day_month_first
        told.append(("dates_month_first", seen.month_first))
    elif seen.ambiguous and not seen.day_first and not seen.month_first:
        told.append(("dates_ambiguous", seen.ambiguous))
    if last:
        return cleaning.with_century(clean or cleaning.day, last=last), told
    if clean is None and seen.is_short_of(year):
        return cleaning.with_century(cleaning.day), [*told, ("dates_short", seen.short)]
    return clean, [*told, ("dates_short_unsaid", seen.short)] if seen.short else told


def _told(code: str, column: ImportColumn, example: str, line: int) -> Finding:
    values = {"example": HIDDEN if column.is_personal else example[:40]}
    return Finding(line, code, column.heading, "", values, Severity.WARNING)
