"""Which days of people's work are recorded: logged, signed in to, or in a report that was sent."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Max, Min

from workforce.choices import ReportState
from workforce.models import DayLog, MonthReport, SignIn

_DAY = timedelta(days=1)
_SENT = (ReportState.SENT, ReportState.APPROVED)


def first_recorded(contracts: Collection[int], first: date, last: date) -> dict[int, date]:
    """Return for each contract the first day from `first` to `last` of which something is recorded."""
    found: dict[int, date] = {}
    for rows in (DayLog.objects.filter(removed_at__isnull=True), SignIn.objects.all()):
        here = rows.filter(contract__in=contracts, day__range=(first, last)).order_by().values("contract")
        for contract, day in here.values_list("contract", Min("day")):
            found[contract] = min(day, found.get(contract, day))
    sent = MonthReport.objects.filter(contract__in=contracts, state__in=_SENT, period__during__startswith__lte=last)
    reported = sent.filter(period__during__endswith__gt=first).order_by().values("contract")
    for contract, begins in reported.values_list("contract", Min("period__during__startswith")):
        found[contract] = min(max(begins, first), found.get(contract, last))
    return found


def last_recorded(contract: int, since: date) -> date | None:
    """Return the last day from `since` on of which something of a contract is recorded."""
    logs = DayLog.objects.filter(contract=contract, removed_at__isnull=True, day__gte=since)
    signs = SignIn.objects.filter(contract=contract, day__gte=since)
    sent = MonthReport.objects.filter(contract=contract, state__in=_SENT, period__during__endswith__gt=since)
    after = sent.aggregate(after=Max("period__during__endswith"))["after"]
    days = [logs.aggregate(last=Max("day"))["last"], signs.aggregate(last=Max("day"))["last"]]
    return max((day for day in (*days, after - _DAY if after else None) if day), default=None)
