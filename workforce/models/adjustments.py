"""Corrections of what was paid: never by editing history, always by an amount of a later month."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import AdjustmentState
from workforce.models.contracts import Contract
from workforce.models.months import Period
from workforce.models.pay import PayLine
from workforce.models.training import of_contract


class AdjustmentQuerySet(ScopedQuerySet["Adjustment"]):
    """Corrections are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)


class Adjustment(models.Model):
    """An amount in baht added to, or taken from, the next wage of a contract, for a reason about a month (`period`).

    One asks and another person agrees. `line` is the payment that took it in; where that fails it is free again.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="adjustments")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="adjustments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    state = models.CharField(max_length=7, choices=AdjustmentState, default=AdjustmentState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    # The draft of a batch is thrown away in one statement; who does it lets its corrections go first.
    line = models.ForeignKey(PayLine, null=True, blank=True, on_delete=models.DO_NOTHING, related_name="adjustments")
    version = models.IntegerField(default=1)

    objects = AdjustmentQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason", "answer"})
        plain = frozenset(
            {"id", "contract", "period", "amount", "state", "asked_by", "asked_at", "decided_by", "decided_at", "line"}
            | {"version"}
        )

    class Meta:
        indexes = [models.Index(fields=["contract", "state"], name="adjustment_by_contract")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="adjustment_is_an_amount"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="adjustment_decided_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="adjustment_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(state="agreed"), name="adjustment_paid_is_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"adjustment {self.pk} of contract {self.contract_id}"
