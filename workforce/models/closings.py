"""The end of somebody's work: what was handed back, and that everything is settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.closing_choices import Condition, TickKind
from workforce.models.contracts import Contract
from workforce.models.training import of_contract


class ClosingQuerySet(ScopedQuerySet["Closing"]):
    """Closings are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)


class Closing(models.Model):
    """That the work under a contract is closed, or will be; made when the first thing is said of it.

    `shows_name` says that the person agrees to be named to whoever checks the certificate of work.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="closing")
    shows_name = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.IntegerField(default=1)

    objects = ClosingQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "contract", "shows_name", "closed_at", "closed_by", "version"})

    class Meta:
        permissions = [("close_closing", "Can close the work under a contract")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closing_closed_at_has_by",
            )
        ]

    def __str__(self) -> str:
        return f"closing of contract {self.contract_id}"


class ClosingTickQuerySet(ScopedQuerySet["ClosingTick"]):
    """Ticks are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "closing__contract")


class ClosingTick(models.Model):
    """One thing handed back, how, who says so, and by which evidence."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="ticks")
    kind = models.CharField(max_length=10, choices=TickKind)
    text = models.CharField(max_length=200)
    condition = models.CharField(max_length=8, choices=Condition)
    evidence = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ClosingTickQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text", "evidence"})
        plain = frozenset({"id", "closing", "kind", "condition", "by", "at"})

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "kind", "text"], name="closingtick_once"),
            models.CheckConstraint(condition=~Q(evidence=""), name="closingtick_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of closing {self.closing_id}"
