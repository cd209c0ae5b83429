"""Logs, and the contract and the month a day belongs to."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from django.db.models import Count, QuerySet

from tambon.models import User
from u2t.core import clock
from u2t.core.access import Actor
from workforce.choices import WORKS, PayLineState
from workforce.models import Contract, DayLog, MonthReport, PayLine, Period, Session
from workforce.models.contracts import ContractQuerySet
from workforce.permissions import Can
from workforce.selectors.assignments import Assigned, assigned_to


def contract_running(user: User, day: date) -> Contract | None:
    """Return the own contract that runs on a day."""
    return Contract.objects.filter(person__user=user).running_on(day).first()


def contract_of(user: User, day: date, *, among: ContractQuerySet | None = None) -> Contract | None:
    """Return the own contract that runs on a day; a day of orientation that counts as work belongs to the next.

    `among` are the contracts to look in, all if none are given: a service gives those it locks.
    """
    mine = (Contract.objects.all() if among is None else among).filter(person__user=user)
    found = mine.running_on(day).first()
    if found is not None:
        return found
    held = Session.objects.filter(counts_as_work=True, cancelled_at__isnull=True)
    oriented = held.filter(starts_on__lte=day, ends_on__gte=day)
    soon = mine.filter(during__startswith__gt=day, during__startswith__lte=day + timedelta(days=7))
    return soon.filter(university__in=oriented.values("university"), state="signed").first()


def period_of(contract: Contract, day: date) -> Period | None:
    """Return the month of the contract's university that holds a day; days before the first belong to the first."""
    rows = Period.objects.filter(university=contract.university_id, programme=contract.programme_id)
    rows = rows.select_related("rules")
    return rows.on(max(day, contract.first_day)).first()


def logs_seen(user: Actor) -> "QuerySet[DayLog]":
    """Return the logs a user may see, with how many photos; not those taken back."""
    return DayLog.objects.visible_to(user, to=Can.VIEW_LOG).standing().annotate(photo_count=Count("photos"))


def logs_of(user: Actor) -> "QuerySet[DayLog]":
    """Return the logs a user may see, with their contract, area and how many photos; not those taken back."""
    return logs_seen(user).select_related("contract__person", "contract__university", "area", "item")


def logs_between(contract: Contract, first: date, last: date) -> "QuerySet[DayLog]":
    """Return the logs of a contract that count on some days."""
    return DayLog.objects.counting().filter(contract=contract, day__range=(first, last))


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """A month of a worker: its days with what was done, where the report stands, and when it was paid."""

    period: Period
    contract: Contract
    report: MonthReport | None
    assigned: Assigned | None
    days: int
    logs: int
    paid_on: date | None = None


def own_months(user: User) -> list[OwnMonth]:
    """Return the months of the own contracts that have begun, the latest first."""
    rows = Contract.objects.filter(person__user=user, state__in=WORKS)
    contracts = list(rows.select_related("university", "programme", "person"))
    reports = MonthReport.objects.filter(contract__in=contracts).select_related("step")
    found = {(one.contract_id, one.period_id): one for one in reports}
    begun = Period.objects.filter(during__startswith__lte=clock.today()).select_related("rules")
    assigned = assigned_to(contracts)
    periods = list(begun.filter(university__in={one.university_id for one in contracts}))
    counts, paid = _counts(contracts), _paid(contracts)
    months = []
    for contract, period in product(contracts, periods):
        if _meet(contract, period):
            inside = [
                n for day, n in counts.get(contract.pk, {}).items() if max(day, contract.first_day) in period.days
            ]
            key = (contract.pk, period.pk)
            months.append(
                OwnMonth(period, contract, found.get(key), assigned.get(key), len(inside), sum(inside), paid.get(key))
            )
    return sorted(months, key=lambda one: one.period.month, reverse=True)


def _meet(contract: Contract, period: Period) -> bool:
    same = (contract.university_id, contract.programme_id) == (period.university_id, period.programme_id)
    return same and contract.first_day <= period.last_day and period.first_day <= contract.last_day


def _paid(contracts: list[Contract]) -> dict[tuple[int, int], date]:
    lines = PayLine.objects.filter(
        contract__in=contracts, state=PayLineState.PAID, covered_days__gt=0, paid_on__isnull=False
    )
    return {(contract, period): on for contract, period, on in lines.values_list("contract", "period", "paid_on") if on}


def _counts(contracts: list[Contract]) -> dict[int, dict[date, int]]:
    rows = DayLog.objects.counting().filter(contract__in=contracts).order_by()
    found: dict[int, dict[date, int]] = {}
    for contract, day, n in rows.values_list("contract", "day").annotate(n=Count("pk")):
        found.setdefault(contract, {})[day] = n
    return found
