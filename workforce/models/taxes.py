"""How tax is withheld from payments, as data."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.pay_choices import IncomeClass


class TaxRuleQuerySet(ScopedQuerySet["TaxRule"]):
    """Rules of tax lie with their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def newest(self) -> Self:
        """Order them so that the one in force on a day comes first among those that apply by then."""
        return self.order_by("university", "-applies_from", "-version")


class TaxRule(models.Model):
    """A version of what a university withholds as tax from payments made from a day on (`applies_from`).

    Of a payment of `floor` baht or more, what lies in each of `brackets` is taxed by its rate: a list of
    `{"above": baht, "rate": per cent}` in order, the first from 0. The sum is rounded once, half a satang up.
    `payer_tax_id` and `payer_address` are what certificates name the university by.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="tax_rules")
    version = models.IntegerField()
    applies_from = models.DateField()
    income_class = models.CharField(max_length=5, choices=IncomeClass)
    floor = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    brackets = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    payer_tax_id = models.CharField(max_length=13, blank=True)
    payer_address = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = TaxRuleQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "university", "version", "applies_from", "income_class", "floor", "brackets", "note", "created_by"}
            | {"created_at", "payer_tax_id", "payer_address"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["university", "version"], name="taxrule_version_once"),
            models.CheckConstraint(condition=Q(floor__gte=0), name="taxrule_floor_not_below_nothing"),
            models.CheckConstraint(condition=Q(income_class__in=IncomeClass.values), name="taxrule_class_known"),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} tax v{self.version}"
