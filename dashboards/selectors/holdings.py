"""Who holds a tambon on the day that decides a figure: the rule of the roll-up (docs/adr/0004), for its parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from dashboards.selectors.periods import Period, months_in
from dashboards.spans import Lens, month_end
from tambon.models import Allocation, Programme
from u2t.core import clock

MONTHLY = "month"


@dataclass(frozen=True, slots=True)
class Holdings:
    """Through one programme, the allocations of each tambon of today, its own code's before those that became it."""

    lens: Lens
    of: Mapping[str, tuple[tuple[DateRange, str], ...]]

    def holder(self, tambon: str, day: date) -> str:
        """Return the university that holds a tambon on a day; nothing where none does."""
        return next((university for during, university in self.of.get(tambon, ()) if day in during), "")

    def day_of(self, period: Period | None, frequency: str) -> date:
        """Return the day that decides over a figure: the period's end, of an annual source the programme's last."""
        if period is None:
            return self.lens.day_for(clock.today())
        return self.lens.day_for(end_of(period, frequency, self.lens))

    def day_in(self, month: str) -> date:
        """Return the day that decides over a month."""
        return self.lens.day_for(month_end(month))


def end_of(period: Period, frequency: str, lens: Lens) -> date | None:
    """Return the last day of a period of months; an annual source has none."""
    if period.kind == "programme":
        return (_lens_named(period) or lens).ends_on
    return month_end(months_in(period)[-1]) if frequency == MONTHLY else None


def months_of(period: Period) -> list[str]:
    """Return the months that make up a period, those of a whole programme among them."""
    lens = _lens_named(period) if period.kind == "programme" else None
    return lens.months() if lens else months_in(period)


def _lens_named(period: Period) -> Lens | None:
    found = Programme.objects.filter(code=period.code.partition(":")[2])
    row = found.values_list("code", "starts_on", "ends_on").first()
    return Lens(*row) if row else None


def lens_of(programme: str) -> Lens:
    """Return a programme as far as figures need it.

    Raises:
        Programme.DoesNotExist: there is none.
    """
    return Lens(*Programme.objects.values_list("code", "starts_on", "ends_on").get(code=programme))


def holdings_of(allocations: "QuerySet[Allocation]", programme: str) -> Holdings | None:
    """Return who held the tambons of these allocations, and when, by today's map; None where nobody ever did."""
    rows = allocations.filter(programme=programme, tambon__today__isnull=False)
    return arranged(
        rows.values_list(
            "tambon__today_id", "tambon_id", "during", "university_id", "programme__starts_on", "programme__ends_on"
        ),
        programme,
    )


def arranged(rows: Iterable[tuple[Any, ...]], programme: str) -> Holdings | None:
    """Put in order rows of tambon of today, code allocated, days, university, the programme's first and last day."""
    found: dict[str, list[tuple[bool, str, DateRange, str]]] = defaultdict(list)
    lens = None
    for today, code, during, university, starts_on, ends_on in rows:
        lens = lens or Lens(programme, starts_on, ends_on)
        found[today].append((code != today, code, during, university))
    in_order = {tambon: sorted(each, key=lambda row: row[:2]) for tambon, each in found.items()}
    of = {tambon: tuple((row[2], row[3]) for row in each) for tambon, each in in_order.items()}
    return Holdings(lens, of) if lens else None
