"""How many sit at an agency at a time."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Agency, Programme
from workforce.models import Placement
from workforce.selectors.days import ends_of


def peak(stretches: Iterable[tuple[date, date]], within: tuple[date, date]) -> int:
    """Return the most stretches that share a day, counting only days of `within`; the upper days are not theirs."""
    steps: list[tuple[date, int]] = []
    for first, after in stretches:
        if first < within[1] and within[0] < after:
            steps += [(max(first, within[0]), 1), (min(after, within[1]), -1)]
    most = present = 0
    for _day, step in sorted(steps):  # of one day those who leave count first
        present += step
        most = max(most, present)
    return most


def most_at(agency: Agency, programme: Programme, during: DateRange, *, apart_from: int) -> int:
    """Return the most people an agency has on one of these days, leaving one contract out."""
    rows = Placement.objects.filter(agency=agency, post__programme=programme, is_cancelled=False)
    taken = rows.filter(during__overlap=during).exclude(contract=apart_from).values_list("during", flat=True)
    return peak((ends_of(one) for one in taken), ends_of(during))
