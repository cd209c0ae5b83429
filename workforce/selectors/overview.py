"""One page of all money: by university, province or tambon, with what is below each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from tambon.models import Area, Programme, University
from tambon.selectors.names import full_names, local_name
from u2t.core.access import Actor
from workforce.models import BudgetLine, Instalment
from workforce.permissions import Can
from workforce.selectors.balances import NEVER, ZERO, Balance, Row, balances_of, grouped
from workforce.selectors.budgets import Calendar

_KEYS: Mapping[str, Callable[[Row], tuple[str, str]]] = {
    "university": lambda row: ("", row.university),
    "province": lambda row: ("", row.tambon[:2]),
    "tambon": lambda row: (row.university, row.tambon),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the budgets is wanted: a programme, which level, within which university or province, of which year."""

    programme: Programme
    by: str
    university: str = ""
    province: str = ""
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: a university, a province or a tambon (then with its university)."""

    university: str
    key: str
    name: str
    balance: Balance
    allotted: Decimal | None = None
    received: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All rows that were asked for, and their sum."""

    rows: list[Shown]
    total: Balance


def overview(*, user: Actor, asked: Asked) -> Overview:
    """Return what a user may see of the budgets, added up."""
    lines = _lines(user, asked)
    found = grouped(balances_of(lines, asked.calendar.during if asked.calendar else NEVER), _KEYS[asked.by])
    names, given = _names(asked.by, [key for _university, key in found]), _given(user, asked)
    rows = [
        Shown(university, key, names.get(key, key), balance, *given.get(key, (None, None)))
        for (university, key), balance in found.items()
    ]
    return Overview(sorted(rows, key=lambda row: row.key), sum(found.values(), Balance()))


def programmes_of(user: Actor) -> "QuerySet[Programme]":
    """Return the programmes of whose money a user sees something."""
    seen = BudgetLine.objects.visible_to(user, to=Can.VIEW_BUDGET).values("programme")
    letters = Instalment.objects.visible_to(user, to=Can.VIEW_INSTALMENT).values("programme")
    return Programme.objects.filter(Q(pk__in=seen) | Q(pk__in=letters)).order_by("-starts_on")


def universities_of(user: Actor) -> "QuerySet[University]":
    """Return the universities whose budgets a user sees."""
    seen = BudgetLine.objects.visible_to(user, to=Can.VIEW_BUDGET).values("university")
    return University.objects.filter(pk__in=seen).order_by("sort_key")


def _lines(user: Actor, asked: Asked) -> "QuerySet[BudgetLine]":
    lines: QuerySet[BudgetLine] = BudgetLine.objects.visible_to(user, to=Can.VIEW_BUDGET)
    lines = lines.filter(programme=asked.programme)
    if asked.university:
        lines = lines.filter(university=asked.university)
    return lines.filter(tambon__code__startswith=asked.province) if asked.province else lines


def _names(by: str, keys: list[str]) -> dict[str, str]:
    if by == "university":
        return {each.pk: local_name(each) for each in University.objects.filter(pk__in=keys)}
    if by == "province":
        return {each.pk: local_name(each) for each in Area.objects.filter(pk__in=keys)}
    return full_names(keys)


def _given(user: Actor, asked: Asked) -> dict[str, tuple[Decimal, Decimal]]:
    """Return what came to each university by the ministry's letters; below it nobody is written a letter."""
    if asked.by != "university" or asked.province:
        return {}
    letters = Instalment.objects.visible_to(user, to=Can.VIEW_INSTALMENT).standing().filter(programme=asked.programme)
    sums = letters.order_by().values("university").annotate(
        allotted=Sum("amount"), received=Sum("amount", filter=Q(received_on__isnull=False), default=ZERO)
    )  # fmt: skip
    return {one["university"]: (one["allotted"], one["received"]) for one in sums}
