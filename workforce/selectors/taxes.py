"""What is withheld as tax, and from when."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from u2t.core.access import Actor
from workforce.models import TaxRule
from workforce.paying import NO_TAX, Tax
from workforce.permissions import Can


def rule_on(university: str, day: date) -> TaxRule | None:
    """Return the rule for payments a university makes on a day; None where nothing is withheld."""
    rows = TaxRule.objects.filter(university=university, applies_from__lte=day)
    return rows.newest().first()


def rules_of_tax(user: Actor) -> "QuerySet[TaxRule]":
    """Return the rules a user may see, those of a university together, the newest first."""
    return TaxRule.objects.visible_to(user, to=Can.VIEW_TAX_RULE).select_related("university").newest()


def tax_of(rule: TaxRule | None) -> Tax:
    """Return the arithmetic of a rule."""
    if rule is None:
        return NO_TAX
    return Tax(rule.floor, tuple((Decimal(one["above"]), Decimal(one["rate"])) for one in rule.brackets))
