"""Budgets of the tambons: made by rule in one action, changed for a reason, never more than there is."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, University, User
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import Origin
from workforce.definitions import BUDGET
from workforce.models import BudgetCategory, BudgetLine, BudgetVersion, Post
from workforce.permissions import Can
from workforce.selectors.balances import balance_of
from workforce.selectors.budgets import amounts_of, given_to
from workforce.selectors.rounds import held_tambons
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.wording import baht

_LONGEST, _MOST_MONTHS = 500, 60


class BudgetError(DomainError):
    """There is not so much money, or more of it is used already."""


class BudgetInputError(InputError):
    """What was given of a budget cannot be."""


@transaction.atomic
def allocate(*, university: University, programme: Programme, months: int, reason: str, by: User) -> list[BudgetLine]:
    """Give every tambon of a university that has no budget yet its amounts by the rules; return what was made.

    Raises:
        BudgetError: that is more than the university was given; the message has the difference.
    """
    require(by, Can.CHANGE_BUDGET, university)
    _check_reason(reason)
    if not 1 <= months <= _MOST_MONTHS:
        raise BudgetInputError(_("Enter from 1 to 60 months."), extra={"field": "months"})
    University.objects.select_for_update().get(pk=university.pk)
    lines = _lacking(university, programme, months)
    _check_money(university, programme, sum((line.amount for line in lines), Decimal(0)))
    made = BudgetLine.objects.bulk_create(lines, batch_size=2000)
    _remember(made, reason, by)
    Figures.changed_in(line.tambon_id for line in made)
    return made


@transaction.atomic
def change(*, line: BudgetLine, amount: Decimal, reason: str, by: User, version: int) -> BudgetLine:
    """Change what a tambon is given of a category; what was used of it cannot be taken away."""
    require(by, Can.CHANGE_BUDGET, line)
    _check_reason(reason)
    University.objects.select_for_update().get(pk=line.university_id)
    rows = BudgetLine.objects.select_for_update(of=("self",)).select_related("university", "programme", "category")
    line = rows.get(pk=line.pk)
    if version != line.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=line)
    Holding.tambon(line)
    if amount < 0:
        raise BudgetInputError(_("Enter an amount of zero or more."), extra={"field": "amount"})
    before, more = line.amount, amount - line.amount
    if not more:
        return line
    balance = balance_of(line)
    used = balance.paid + balance.returned
    if amount < used:
        raise BudgetError(
            _("%(used)s baht of it are paid or returned already. It cannot be less.") % {"used": baht(used)},
            extra={"field": "amount"},
        )
    if more > 0:
        _check_money(line.university, line.programme, more)
    line.amount, line.version = amount, line.version + 1
    line.save(update_fields=["amount", "version"])
    BudgetVersion.objects.create(
        line=line, version=line.version, amount=amount, reason=reason.strip(), by=by, at=clock.now()
    )
    audit.record(
        action="budgetline.changed", target=line, by=by, reason=reason.strip(), changes={"amount": (before, amount)}
    )
    Figures.changed_in([line.tambon_id])
    return line


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the known categories that are not there; return how many."""
    require(by, Can.ALLOT)
    there = set(BudgetCategory.objects.values_list("programme", "code"))
    programmes = set(Programme.objects.values_list("pk", flat=True))
    wanted = [one for one in BUDGET if (one.programme, one.code) not in there and one.programme in programmes]
    BudgetCategory.objects.bulk_create(
        BudgetCategory(
            programme_id=one.programme, code=one.code, name_th=one.name_th, name_en=one.name_en, basis=one.basis,
            per_tambon=one.per_tambon, position=position,
        )
        for position, one in enumerate(wanted, start=1)
    )  # fmt: skip
    return len(wanted)


def _lacking(university: University, programme: Programme, months: int) -> list[BudgetLine]:
    """Return the lines that tambons lack; a tambon whose work is that of the demonstration has its origin."""
    if not BudgetCategory.objects.filter(programme=programme).exists():
        raise BudgetInputError(
            _("No categories of this programme's budget are known yet."), extra={"field": "programme"}
        )
    tambons = held_tambons(programme, university)
    if not tambons:
        raise BudgetInputError(_("This university holds no tambons in this programme."), extra={"field": "programme"})
    mine = BudgetLine.objects.filter(university=university, programme=programme)
    there = set(mine.values_list("tambon", "category"))
    demo = set(Post.objects.filter(programme=programme, origin=Origin.DEMO).values_list("tambon", flat=True))
    return [
        BudgetLine(
            programme=programme, university=university, tambon_id=tambon, category=category, amount=amount,
            origin=Origin.DEMO if tambon in demo else Origin.REAL,
        )
        for tambon, amounts in amounts_of(university, programme, Decimal(months), tambons).items()
        for category, amount in amounts.items()
        if (tambon, category.pk) not in there
    ]  # fmt: skip


def _check_money(university: University, programme: Programme, wanted: Decimal) -> None:
    given = given_to(university, programme)
    if wanted > given.free:
        raise BudgetError(
            _(
                "That needs %(wanted)s baht, and %(free)s of the %(given)s baht allotted are free: "
                "%(short)s baht are lacking."
            )
            % {
                "wanted": baht(wanted), "free": baht(given.free), "given": baht(given.allotted),
                "short": baht(wanted - given.free),
            },
            extra={"lacking": str(wanted - given.free)},
        )  # fmt: skip


def _remember(made: Sequence[BudgetLine], reason: str, by: User) -> None:
    now = clock.now()
    BudgetVersion.objects.bulk_create(
        (
            BudgetVersion(line=line, version=1, amount=line.amount, reason=reason.strip(), by_id=key_of(by), at=now)
            for line in made
        ),
        batch_size=2000,
    )
    audit.record_many(
        action="budgetline.allocated", by=by,
        events=[(line, {"amount": (None, line.amount)}, reason.strip()) for line in made],
    )  # fmt: skip


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason.strip()) > _LONGEST:
        raise BudgetInputError(_("Say why, or by which decision."), extra={"field": "reason"})
