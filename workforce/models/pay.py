"""Wages: batches of a period, and a line for each person paid."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import BatchState, PayLineState, PayMethod
from workforce.models.accounts import BankAccount
from workforce.models.contracts import Contract
from workforce.models.months import Period
from workforce.models.reports import MonthReport
from workforce.models.taxes import TaxRule
from workforce.models.training import of_contract


class PayBatchQuerySet(ScopedQuerySet["PayBatch"]):
    """Batches lie with the university of their period."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        found = Q(period__university_id__in=reach.universities)
        return found | Q(period__university__network_id__in=reach.networks)


class PayBatch(models.Model):
    """Those of a period who are paid together; once frozen it never changes, what was wrong is adjusted later.

    `tax_rule` is what was in force for payments of the day it is to be paid on.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="batches")
    number = models.IntegerField()
    state = models.CharField(max_length=6, choices=BatchState, default=BatchState.DRAFT)
    method = models.CharField(max_length=8, choices=PayMethod, default=PayMethod.OTHER)
    pay_on = models.DateField()
    tax_rule = models.ForeignKey(TaxRule, null=True, blank=True, on_delete=models.PROTECT, related_name="batches")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = PayBatchQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "period", "number", "state", "method", "pay_on", "tax_rule", "created_by", "created_at", "frozen_at"}
            | {"version"}
        )

    class Meta:
        verbose_name_plural = "pay batches"
        permissions = [("transfer_paybatch", "Can take the file of a transfer, with accounts and names")]
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="paybatch_number_once"),
            models.UniqueConstraint(fields=["period"], condition=Q(state="draft"), name="paybatch_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at__isnull=True) | Q(state="frozen", frozen_at__isnull=False),
                name="paybatch_frozen_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number} of period {self.period_id}"


#: How many wages a line pays at most: one, but for a period that pays more (`Period.worth`); rounded to a satang.
_WAGES = Greatest(Value(Decimal(1)), models.F("worth") * models.F("covered_days") / models.F("period_days"))
_SATANG = Value(Decimal("0.01"))


class PayLineQuerySet(ScopedQuerySet["PayLine"]):
    """Lines are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def waiting(self) -> Self:
        """Keep those that failed and wait: the person confirmed no account since, and finance does not pay again.

        What was made again since, in a batch that was frozen, never waits again, whatever becomes of the account; for a
        correction that was paid by itself any later payment of the contract tells so.
        """
        since = BankAccount.objects.standing().filter(
            person=OuterRef("contract__person"), confirmed_at__gt=OuterRef("failed_at")
        )
        later = PayLine.objects.filter(contract=OuterRef("contract"), batch__frozen_at__gt=OuterRef("failed_at"))
        again = Exists(later.filter(period=OuterRef("period"))) | Q(Exists(later), covered_days=0)
        return self.filter(~Exists(since), ~again, state=PayLineState.FAILED, retry_reason="")


class PayLine(models.Model):
    """What one person is paid for one period, with the numbers it follows from, all in baht and days.

    gross = wage - deduction - penalty + waived + agreed + adjusted; net = gross - withheld. `penalty` is for work
    delivered `late_days` late, apart from days absent; `late_per_day` before its cap; `waived` of it is let off.
    `agreed` is how far an amount that two approvers agreed lies above or below what the rules give. `covered_days` of
    `period_days` are within the contract, and the whole period pays `worth` monthly wages; `adjusted` is the sum of the
    corrections of earlier months. One line per contract and period stands; a failed payment makes room for another,
    once an account was confirmed after `failed_at`, or finance pays again for a `retry_reason`. A line without days
    pays a correction to somebody who has left. `account` is where a transfer goes.
    """

    batch = models.ForeignKey(PayBatch, on_delete=models.PROTECT, related_name="lines")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="pay_lines")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="pay_lines")
    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="pay_lines")
    monthly_wage = models.DecimalField(max_digits=12, decimal_places=2)
    period_days = models.IntegerField()
    covered_days = models.IntegerField()
    worth = models.DecimalField(max_digits=12, decimal_places=10, default=1, db_default=1)
    wage = models.DecimalField(max_digits=12, decimal_places=2)
    absent_days = models.DecimalField(max_digits=4, decimal_places=1)
    per_day = models.DecimalField(max_digits=12, decimal_places=2)
    deduction = models.DecimalField(max_digits=12, decimal_places=2)
    late_days = models.IntegerField(default=0)
    late_per_day = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    penalty = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    waived = models.DecimalField(max_digits=12, decimal_places=2, db_default=0, default=0)
    agreed = models.DecimalField(max_digits=12, decimal_places=2, db_default=0, default=0)
    adjusted = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    withheld = models.DecimalField(max_digits=12, decimal_places=2)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    account = models.ForeignKey(BankAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=PayLineState, default=PayLineState.DUE)
    paid_on = models.DateField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    retry_reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    objects = PayLineQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"failure", "retry_reason"})
        plain = frozenset(
            {"id", "batch", "period", "contract", "report", "monthly_wage", "period_days", "covered_days", "worth"}
            | {"wage"}
            | {
                "absent_days",
                "per_day",
                "deduction",
                "late_days",
                "late_per_day",
                "penalty",
                "waived",
                "agreed",
                "adjusted",
                "gross",
                "withheld",
                "net",
                "account",
                "state",
                "paid_on",
                "failed_at",
            }
        )

    class Meta:
        indexes = [
            models.Index(fields=["contract", "-id"], name="payline_by_contract"),
            models.Index(fields=["contract"], condition=Q(state="failed", retry_reason=""), name="payline_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "period"],
                condition=~Q(state="failed") & Q(covered_days__gt=0),
                name="payline_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    gross=models.F("wage")
                    - models.F("deduction")
                    - models.F("penalty")
                    + models.F("waived")
                    + models.F("agreed")
                    + models.F("adjusted"),
                    net=models.F("gross") - models.F("withheld"),
                ),
                name="payline_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    wage__lte=models.F("monthly_wage") * _WAGES + _SATANG,
                    deduction__gte=0,
                    penalty__gte=models.F("waived"),
                    waived__gte=0,
                    gross__gte=0,
                    withheld__gte=0,
                    net__gte=0,
                ),
                name="payline_never_above_the_contract",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | ~Q(state="paid") & Q(paid_on__isnull=True),
                name="payline_paid_on_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(state="failed", failed_at__isnull=False)
                | ~Q(state="failed") & Q(failed_at__isnull=True, retry_reason=""),
                name="payline_failed_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"pay of contract {self.contract_id} for period {self.period_id}"

    @property
    def earned(self) -> Decimal:
        """Return what the month itself comes to, before corrections of others."""
        return self.wage - self.deduction - self.penalty + self.waived + self.agreed
