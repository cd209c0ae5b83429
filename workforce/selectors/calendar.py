"""The days of somebody's month: expected, attended, on leave, absent, each with the reason."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from u2t.core import clock
from workforce.attending import Attended, Away, Seat, counted, free_days
from workforce.choices import AttendanceMode
from workforce.models import Attendance, Contract, Leave, MonthRules, Period, Placement, SignIn
from workforce.selectors.days import ends_of
from workforce.selectors.holidays import closed_between
from workforce.selectors.logs import logs_between


def month_of(contract: Contract, period: Period, *, logged: Collection[date] | None = None) -> Attended:
    """Tell what became of each day of a contract in a month; what counts before the contract is of its first month.

    `logged` are the days of its logs that count, for who has read these already.
    """
    first, last = max(period.first_day, contract.first_day), min(period.last_day, contract.last_day)
    since = period.first_day if period.first_day > contract.first_day else date.min
    today = clock.today()
    present = _present(contract, period.rules, since, last, logged) | _oriented(contract, since, last)
    return counted(
        first=first,
        last=last,
        today=today if today >= last else today - timedelta(days=1),  # today may still bring something
        free=holidays_of_work(contract, first, last),
        present=present,
        away=_away(contract, period.rules, first, last),
        counts_absence=period.rules.counts_absence,
    )


def holidays_of_work(contract: Contract, first: date, last: date) -> dict[date, str]:
    """Return the holidays of where a contract's person works on some days, with their names."""
    return free_days(closed_between(first, last, university=contract.university_id), _seats(contract))


def _present(
    contract: Contract, rules: MonthRules, first: date, last: date, logged: Collection[date] | None
) -> set[date]:
    if rules.attendance == AttendanceMode.LOG and logged is not None:
        return set(logged)
    if rules.attendance == AttendanceMode.LOG:
        return set(logs_between(contract, first, last).values_list("day", flat=True))
    rows = SignIn.objects.counting().filter(contract=contract, day__range=(first, last))
    return set(rows.values_list("day", flat=True))


def _oriented(contract: Contract, first: date, last: date) -> set[date]:
    """Return the days of sessions somebody attended that count as work."""
    rows = Attendance.objects.filter(
        contract=contract,
        session__counts_as_work=True,
        session__cancelled_at__isnull=True,
        session__starts_on__lte=last,
        session__ends_on__gte=first,
    )
    stretches = rows.values_list("session__starts_on", "session__ends_on")
    return {day for starts_on, ends_on in stretches for day in _days(starts_on, ends_on) if first <= day <= last}


def _away(contract: Contract, rules: MonthRules, first: date, last: date) -> list[Away]:
    rows = Leave.objects.approved().filter(contract=contract, during__startswith__lte=last, during__endswith__gt=first)
    return [Away(one.first_day, one.last_day, is_paid=rules.pays(one.kind)) for one in rows.order_by("pk")]


def _seats(contract: Contract) -> list[Seat]:
    rows = Placement.objects.filter(contract=contract, is_cancelled=False).select_related("post").order_by("pk")
    seats = []
    for one in rows:
        first, after = ends_of(one.during)
        is_agency = one.agency_id is not None
        seats.append(Seat(first, after - timedelta(days=1), one.post.tambon_id[:2], is_agency=is_agency))
    return seats or [Seat(contract.first_day, contract.last_day, "")]


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
