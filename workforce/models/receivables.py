"""Money somebody who left has to pay back, and what came of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.models.adjustments import Adjustment
from workforce.models.contracts import Contract
from workforce.models.months import Period
from workforce.models.training import of_contract


class ReceivableQuerySet(ScopedQuerySet["Receivable"]):
    """What is to be paid back is seen with its contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def standing(self) -> Self:
        """Leave out those that were cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Receivable(models.Model):
    """An amount in baht (เงินเรียกคืน) that was paid too much for a month to somebody whom no further wage is paid.

    `adjustment` is the agreed correction it was made of; such a correction goes into no wage any more. Never edited:
    what is wrong is cancelled for a reason and claimed anew.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="receivables")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="receivables")
    adjustment = models.ForeignKey(
        Adjustment, null=True, blank=True, on_delete=models.PROTECT, related_name="receivables"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    document_number = models.CharField(max_length=80)
    due_on = models.DateField()
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = ReceivableQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason", "cancel_reason"})
        plain = frozenset(
            {"id", "contract", "period", "adjustment", "amount", "document_number", "due_on", "claimed_by"}
            | {"claimed_at", "cancelled_at", "cancelled_by", "version"}
        )

    class Meta:
        indexes = [models.Index(fields=["contract", "-id"], name="receivable_by_contract")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "document_number"], condition=Q(cancelled_at__isnull=True),
                name="receivable_document_once",
            ),
            models.UniqueConstraint(
                fields=["adjustment"], condition=Q(cancelled_at__isnull=True), name="receivable_once_per_correction"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receivable_amount_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
                name="receivable_cancelled_with_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.document_number


class RepaymentQuerySet(ScopedQuerySet["Repayment"]):
    """What was paid back is seen with its contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "receivable__contract")

    def standing(self) -> Self:
        """Leave out those that were cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Repayment(models.Model):
    """An amount that came back, with its numbered receipt; a wrong one is cancelled, its number stays used.

    `key` is chosen by the page before it sends, so that a second click finds the first. `evidence` says how it came.
    """

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="repayments")
    key = models.UUIDField(unique=True)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    number = models.IntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_on = models.DateField()
    evidence = models.CharField(max_length=200)
    pdf = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.TextField(blank=True)

    objects = RepaymentQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"evidence", "cancel_reason"})
        plain = frozenset(
            {"id", "receivable", "key", "university", "year", "number", "amount", "paid_on", "pdf", "received_by"}
            | {"received_at", "cancelled_at", "cancelled_by"}
        )

    class Meta:
        ordering = ["paid_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["university", "year", "number"], name="repayment_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_amount_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
                name="repayment_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """Return the number as it is printed."""
        return f"{self.number}/{self.year}"
