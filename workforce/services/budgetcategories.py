"""What money of a programme is for: kinds of money added, and corrected while nothing was given by them."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, User
from u2t.core import audit
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.models import BudgetCategory
from workforce.money_choices import BudgetBasis
from workforce.permissions import Can

_NAMED = ("name_th", "name_en", "basis", "per_tambon", "position")


class BudgetCategoryError(DomainError):
    """The kind of money cannot be changed so any more."""


class BudgetCategoryInputError(InputError):
    """What was given of a kind of money cannot be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of money is called, and what the amount of a tambon follows from."""

    name_th: str
    name_en: str
    basis: str
    per_tambon: Decimal | None = None
    position: int = 0


@transaction.atomic
def add(*, programme: Programme, code: str, kind: Kind, by: User) -> BudgetCategory:
    """Add a kind of money to a programme; tambons are given it by the next allocation. Added twice is added once."""
    require(by, Can.ALLOT)
    kind = _checked(kind)
    try:
        validate_slug(code)
    except ValidationError as error:
        raise BudgetCategoryInputError(
            _("A code has letters a to z, digits, hyphens and underscores."), extra={"field": "code"}
        ) from error
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    there = BudgetCategory.objects.filter(programme=programme, code=code).first()
    if there is not None and _kind_of(there) == kind:
        return there
    if there is not None:
        raise BudgetCategoryInputError(
            _("This programme has a kind of money of this code already: correct that."), extra={"field": "code"}
        )
    made = BudgetCategory.objects.create(
        programme=programme, code=code, **{name: getattr(kind, name) for name in _NAMED}
    )
    audit.record(action="budgetcategory.added", target=made, by=by, changes={"code": (None, code)})
    return made


@transaction.atomic
def amend(*, category: BudgetCategory, kind: Kind, by: User, version: int) -> BudgetCategory:
    """Correct a kind of money; what was given by it stays as it was given, and so does what its amount follows from."""
    require(by, Can.ALLOT)
    kind = _checked(kind)
    category = BudgetCategory.objects.select_for_update(of=("self",)).select_related("programme").get(pk=category.pk)
    before = _kind_of(category)
    if before == kind:
        return category
    if version != category.version:
        raise StaleError(_("This was changed since you opened it. Open it again and look."), of=category)
    if kind.basis != category.basis and category.lines.exists():
        raise BudgetCategoryError(
            _("Tambons were given money of this kind: what its amount follows from stays. Add another kind instead."),
            extra={"field": "basis"},
        )
    for name in _NAMED:
        setattr(category, name, getattr(kind, name))
    category.version += 1
    category.save(update_fields=[*_NAMED, "version"])
    changes = {
        name: (str(getattr(before, name)), str(getattr(kind, name)))
        for name in _NAMED
        if getattr(before, name) != getattr(kind, name)
    }
    audit.record(action="budgetcategory.amended", target=category, by=by, changes=changes)
    return category


def _kind_of(category: BudgetCategory) -> Kind:
    return Kind(**{name: getattr(category, name) for name in _NAMED})


def _checked(kind: Kind) -> Kind:
    """Return it without spaces around its names; an amount stands where it is fixed, and only there."""
    name_th, name_en = kind.name_th.strip(), kind.name_en.strip()
    for field, name in (("name_th", name_th), ("name_en", name_en)):
        if not name:
            raise BudgetCategoryInputError(_("Write the name."), extra={"field": field})
    if kind.basis not in BudgetBasis.values:
        raise BudgetCategoryInputError(_("Choose one of the answers offered."), extra={"field": "basis"})
    is_fixed = kind.basis == BudgetBasis.FIXED
    if is_fixed and (kind.per_tambon is None or kind.per_tambon < 0):
        raise BudgetCategoryInputError(_("Say how much each tambon is given."), extra={"field": "per_tambon"})
    if not is_fixed and kind.per_tambon is not None:
        raise BudgetCategoryInputError(
            _("Wages follow from posts and contracts: leave the amount empty."), extra={"field": "per_tambon"}
        )
    return Kind(name_th, name_en, kind.basis, kind.per_tambon, kind.position)
