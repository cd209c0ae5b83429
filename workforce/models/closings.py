"""The end of the work, of a person and of a tambon: what was handed back, and that everything is settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import Area, Programme, University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.closing_choices import Condition, TickKind
from workforce.models.budgets import of_tambon
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


class TambonClosingQuerySet(ScopedQuerySet["TambonClosing"]):
    """Closings of tambons lie with their university and in their tambon."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university and the tambon."""
        return of_tambon(reach)


class TambonClosing(models.Model):
    """That a university's work in a tambon is closed for a programme, and the letter its report was handed over by.

    What was closed and opened again keeps its letter, so that it can be looked up.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    letter_number = models.CharField(max_length=80)
    letter_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.IntegerField(default=1)

    objects = TambonClosingQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "university", "tambon", "letter_number", "letter_on", "closed_at", "closed_by"}
            | {"version"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "university", "tambon"], name="tambonclosing_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="tambonclosing_closed_at_has_by",
            ),
            models.CheckConstraint(condition=~Q(letter_number=""), name="tambonclosing_has_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.university_id} {self.tambon_id}"
