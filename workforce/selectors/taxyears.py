"""What was paid in a tax year and withheld of it: by the day the bank paid, whatever month was worked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from tambon.models import University, User
from u2t.core import clock
from u2t.core.access import Actor, reach
from workforce.choices import PayLineState
from workforce.models import PayLine, Person
from workforce.permissions import Can

ERA = 543
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a university paid in a tax year: to how many people, and of how many something is missing."""

    people: int
    gross: Decimal
    withheld: Decimal
    without_address: int
    without_id: int


@dataclass(frozen=True, slots=True)
class Class:
    """What somebody was paid in a year of one class of income; `code` is empty where none was laid down."""

    code: str
    gross: Decimal
    withheld: Decimal
    paid_on: date


def payers_of(user: Actor) -> "QuerySet[University]":
    """Return the universities whose tax years a user may see."""
    seen = reach(user, Can.VIEW_PAYROLL)
    rows = University.objects.order_by("sort_key", "pk")
    if seen.everywhere:
        return rows.filter(periods__isnull=False).distinct()
    return rows.filter(Q(pk__in=seen.universities) | Q(network__in=seen.networks))


def this_year() -> int:
    """Return the present tax year, in the Buddhist era."""
    return clock.today().year + ERA


def paid_in(university: University, year: int) -> "QuerySet[PayLine]":
    """Return what a university paid between 1 January and 31 December of a Buddhist year."""
    days = (date(year - ERA, 1, 1), date(year - ERA, 12, 31))
    return PayLine.objects.filter(period__university=university, state=PayLineState.PAID, paid_on__range=days)


def people_paid_in(university: University, year: int) -> "QuerySet[Any]":
    """Return who was paid in a tax year, each with the sums."""
    days = (date(year - ERA, 1, 1), date(year - ERA, 12, 31))
    rows = Person.objects.filter(
        contracts__pay_lines__period__university=university, contracts__pay_lines__state=PayLineState.PAID,
        contracts__pay_lines__paid_on__range=days,
    )  # fmt: skip
    return rows.annotate(
        payments=Count("contracts__pay_lines"),
        gross=Coalesce(Sum("contracts__pay_lines__gross"), _NOTHING),
        withheld=Coalesce(Sum("contracts__pay_lines__withheld"), _NOTHING),
    )


def whole_of(university: University, year: int) -> Whole:
    """Return the sums of a tax year, and of how many people the address or the national ID is missing."""
    lines = paid_in(university, year)
    sums = lines.aggregate(gross=Coalesce(Sum("gross"), _NOTHING), withheld=Coalesce(Sum("withheld"), _NOTHING))
    people = Person.objects.filter(pk__in=lines.values("contract__person"))
    counts = people.aggregate(
        people=Count("pk"), without_id=Count("pk", filter=Q(national_id="")),
        without_address=Count("pk", filter=Q(registered_address="", current_address="")),
    )  # fmt: skip
    return Whole(**counts, **sums)


def classes_of(lines: "QuerySet[PayLine]") -> list[Class]:
    """Sum payments by class of income."""
    rows = lines.order_by().values(code=Coalesce(F("batch__tax_rule__income_class"), Value("")))
    sums = rows.annotate(sum_gross=Sum("gross"), sum_withheld=Sum("withheld"), last=Max("paid_on")).order_by("code")
    return [Class(one["code"], one["sum_gross"], one["sum_withheld"], one["last"]) for one in sums]


def withheld_in(university: University, month: date) -> "QuerySet[PayLine]":
    """Return the payments of a calendar month of which tax was withheld, by name."""
    rows = PayLine.objects.filter(period__university=university, state=PayLineState.PAID, withheld__gt=0)
    rows = rows.filter(paid_on__year=month.year, paid_on__month=month.month)
    rows = rows.select_related("contract__person", "batch__tax_rule")
    return rows.order_by("contract__person__sort_key", "paid_on", "pk")


def months_withheld(university: University, year: int) -> list[tuple[date, int, Decimal]]:
    """Return the calendar months of a year in which tax was withheld, with how many payments and how much."""
    rows = paid_in(university, year).filter(withheld__gt=0).order_by()
    months = rows.values("paid_on__month").annotate(n=Count("pk"), sum=Sum("withheld")).order_by("paid_on__month")
    return [(date(year - ERA, one["paid_on__month"], 1), one["n"], one["sum"]) for one in months]


def lacking_address(user: User) -> int | None:
    """Return the key of a user of whose wage tax was withheld, and who gave no address for the certificate."""
    withheld = PayLine.objects.filter(contract__person=OuterRef("pk"), withheld__gt=0)
    people = Person.objects.filter(Exists(withheld), user=user, registered_address="", current_address="")
    return people.values_list("pk", flat=True).first()
