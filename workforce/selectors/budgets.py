"""Budgets as pages and the API show them: what the ministry gave, and what became of it level by level."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from tambon.models import Programme, University
from u2t.core.access import Actor
from workforce.models import BudgetCategory, BudgetLine, BudgetReturn, Instalment, Spending
from workforce.money_choices import BudgetBasis
from workforce.permissions import Can
from workforce.selectors.balances import ZERO
from workforce.selectors.terms import Posts, posts_by, terms_for

_SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Given:
    """What a university was given for a programme: by letters, come in, sent back; and what its tambons have of it."""

    allotted: Decimal = ZERO
    received: Decimal = ZERO
    returned: Decimal = ZERO
    returned_unallocated: Decimal = ZERO
    allocated: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        """Return what no tambon was given yet."""
        return self.allotted - self.returned_unallocated - self.allocated


def given_to(university: University, programme: Programme) -> Given:
    """Return what a university was given and gave on."""
    letters = Instalment.objects.standing().filter(university=university, programme=programme)
    back = BudgetReturn.objects.standing().filter(instalment__in=letters)
    lines = BudgetLine.objects.filter(university=university, programme=programme)
    sums = letters.aggregate(
        allotted=Coalesce(Sum("amount"), ZERO),
        received=Coalesce(Sum("amount", filter=Q(received_on__isnull=False)), ZERO),
    )
    sent = back.aggregate(
        returned=Coalesce(Sum("amount"), ZERO),
        returned_unallocated=Coalesce(Sum("amount", filter=Q(line__isnull=True)), ZERO),
    )
    return Given(**sums, **sent, **lines.aggregate(allocated=Coalesce(Sum("amount"), ZERO)))


def months_of(university: University, programme: Programme) -> Decimal | None:
    """Return how many months the rules of a university let people work; None where there are no rules."""
    terms = terms_for(programme=programme, university=university)
    return None if terms is None else months_between(terms.work_starts_on, terms.work_ends_on)


def months_between(first: date, last: date) -> Decimal:
    """Return the whole months from a first to a last day, a part of one as two digits."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return (Decimal(whole) + Decimal(last.day - first.day + 1) / Decimal(30)).quantize(Decimal(1), ROUND_HALF_UP)


def amounts_of(
    university: University, programme: Programme, months: Decimal, tambons: Collection[str]
) -> Mapping[str, Mapping[BudgetCategory, Decimal]]:
    """Return what each tambon is given of every category: its posts x months x wage, or the fixed amount."""
    terms = terms_for(programme=programme, university=university)
    wages = dict(terms.types.values_list("worker_type", "monthly_wage")) if terms else {}
    given = posts_by(terms, tambons) if terms else Posts({}, {})
    categories = list(BudgetCategory.objects.filter(programme=programme))
    found = {}
    for tambon in tambons:
        monthly = sum((given.of(tambon, type_) * wage for type_, wage in wages.items()), ZERO)
        of_posts = (monthly * months).quantize(_SATANG, ROUND_HALF_UP)
        found[tambon] = {
            one: of_posts if one.basis == BudgetBasis.POSTS else one.per_tambon or ZERO for one in categories
        }
    return found


def lines_of(user: Actor) -> "QuerySet[BudgetLine]":
    """Return the lines a user may see, with what a list of them shows."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.visible_to(user, to=Can.VIEW_BUDGET)
    return rows.select_related("tambon__parent__parent", "university", "category", "programme")


def instalments_of(user: Actor) -> "QuerySet[Instalment]":
    """Return the instalments a user may see, with where each stands."""
    back = BudgetReturn.objects.standing().filter(instalment=OuterRef("pk")).order_by().values("instalment")
    rows: QuerySet[Instalment] = Instalment.objects.visible_to(user, to=Can.VIEW_INSTALMENT)
    return rows.select_related("university", "programme").annotate(
        standing=Case(
            When(cancelled_at__isnull=False, then=Value("cancelled")),
            When(received_on__isnull=True, then=Value("allotted")),
            default=Value("received"), output_field=CharField(),
        ),
        returned=Coalesce(Subquery(back.annotate(sum=Sum("amount")).values("sum")), ZERO),
    )  # fmt: skip


def spendings_of(user: Actor) -> "QuerySet[Spending]":
    """Return the receipts a user may see."""
    rows: QuerySet[Spending] = Spending.objects.visible_to(user, to=Can.VIEW_SPENDING)
    return rows.select_related(
        "line__tambon", "line__university", "line__category", "line__programme", "activity", "file"
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year of one of the three calendars, and its days."""

    kind: str
    year: int
    during: DateRange


def calendar_year(kind: str, year: int) -> Calendar:
    """Return a fiscal year (October to September) or a tax year (the calendar year), both of the Buddhist era."""
    common = year - 543
    if kind == "fiscal":
        return Calendar(kind, year, DateRange(date(common - 1, 10, 1), date(common, 10, 1)))
    return Calendar(kind, year, DateRange(date(common, 1, 1), date(common + 1, 1, 1)))


def categories() -> "QuerySet[BudgetCategory]":
    """Return the kinds of money of all programmes, the newest programme first: they are public knowledge."""
    return BudgetCategory.objects.select_related("programme").order_by("-programme__starts_on", "position", "pk")
