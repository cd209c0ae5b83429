"""Money of the programme: instalments from the ministry, what each tambon is given of them, what goes back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tambon.models import Area, Programme, University
from tambon.scoping import digits_q
from u2t.core.access import Reach
from u2t.core.models import Origin, ScopedQuerySet
from workforce.money_choices import BudgetBasis


def of_university(reach: Reach, way: str = "") -> Q:
    """Match rows that lie with a university; `way` leads from the row to what names it."""
    return Q(**{f"{way}university_id__in": reach.universities}) | Q(
        **{f"{way}university__network_id__in": reach.networks}
    )


def of_tambon(reach: Reach, way: str = "") -> Q:
    """Match rows that lie with a university and in a tambon."""
    return of_university(reach, way) | digits_q(f"{way}tambon_id", reach)


class BudgetCategory(models.Model):
    """What money of a programme is for, and what the amount of a tambon follows from; `per_tambon` is baht."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budget_categories")
    code = models.SlugField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    basis = models.CharField(max_length=6, choices=BudgetBasis)
    per_tambon = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    position = models.IntegerField(default=0)
    version = models.IntegerField(default=1, db_default=1)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "code", "name_th", "name_en", "basis", "per_tambon", "position", "version"}
        )

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "budget categories"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="budgetcategory_once_per_programme"),
            models.CheckConstraint(
                condition=Q(basis="posts", per_tambon__isnull=True) | Q(basis="fixed", per_tambon__gte=0),
                name="budgetcategory_amount_matches_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class InstalmentQuerySet(ScopedQuerySet["Instalment"]):
    """Instalments lie with their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return of_university(reach)

    def standing(self) -> Self:
        """Leave out those that were cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Instalment(models.Model):
    """Money (งวดเงิน) the ministry allots to a university by a letter; the university says when it came.

    What was entered wrongly is cancelled for a reason and entered anew.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="instalments")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="instalments")
    number = models.IntegerField()
    letter_number = models.CharField(max_length=80)
    letter_on = models.DateField()
    fund_source = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    received_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = InstalmentQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"cancel_reason"})
        plain = frozenset(
            {"id", "programme", "university", "number", "letter_number", "letter_on", "fund_source", "amount"}
            | {"created_by", "created_at", "received_on", "received_by", "cancelled_at", "version"}
        )

    class Meta:
        indexes = [models.Index(fields=["university", "programme", "number"], name="instalment_by_university")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "university", "number"],
                condition=Q(cancelled_at__isnull=True),
                name="instalment_number_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "university", "letter_number"],
                condition=Q(cancelled_at__isnull=True),
                name="instalment_letter_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount_positive"),
            models.CheckConstraint(condition=Q(number__gte=1), name="instalment_number_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, received_on__isnull=True) & ~Q(cancel_reason=""),
                name="instalment_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_by__isnull=True) | Q(received_on__gte=F("letter_on")),
                name="instalment_received_after_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.programme_id} {self.number}"


class BudgetLineQuerySet(ScopedQuerySet["BudgetLine"]):
    """Lines lie with their university and in their tambon."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university and the tambon."""
        return of_tambon(reach)


class BudgetLine(models.Model):
    """What a university gives a tambon for one category; a change is a version with its reason."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budget_lines")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="budget_lines")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="budget_lines")
    category = models.ForeignKey(BudgetCategory, on_delete=models.PROTECT, related_name="lines")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    version = models.IntegerField(default=1)

    objects = BudgetLineQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "programme", "university", "tambon", "category", "amount", "origin", "version"})

    class Meta:
        indexes = [models.Index(fields=["tambon", "programme"], name="budgetline_by_tambon")]
        constraints = [
            models.UniqueConstraint(fields=["university", "tambon", "category"], name="budgetline_once_per_tambon"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budgetline_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.tambon_id} {self.category_id}"

    @property
    def is_payroll(self) -> bool:
        """Tell whether wages are paid of it, which no receipt is entered for."""
        return self.category.basis == BudgetBasis.POSTS


class BudgetVersionQuerySet(ScopedQuerySet["BudgetVersion"]):
    """Versions are seen with their line."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the line."""
        return of_tambon(reach, "line__")


class BudgetVersion(models.Model):
    """One amount a line had: rows are added, never changed."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="versions")
    version = models.IntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = BudgetVersionQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset({"id", "line", "version", "amount", "by", "at"})

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["line", "version"], name="budgetversion_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budgetversion_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id} v{self.version}"


class BudgetReturnQuerySet(ScopedQuerySet["BudgetReturn"]):
    """Returns are seen with their instalment."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university of the instalment."""
        return of_university(reach, "instalment__")

    def standing(self) -> Self:
        """Leave out those that were cancelled."""
        return self.filter(cancelled_at__isnull=True)


class BudgetReturn(models.Model):
    """Money a university sends back by a letter: of a tambon's line, or of what no tambon was given."""

    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="returns")
    line = models.ForeignKey(BudgetLine, null=True, blank=True, on_delete=models.PROTECT, related_name="returns")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    letter_number = models.CharField(max_length=80)
    returned_on = models.DateField()
    reason = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = BudgetReturnQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason", "cancel_reason"})
        plain = frozenset(
            {"id", "instalment", "line", "amount", "letter_number", "returned_on", "created_by", "created_at"}
            | {"cancelled_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instalment", "letter_number", "line"],
                condition=Q(cancelled_at__isnull=True),
                nulls_distinct=False,
                name="budgetreturn_letter_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budgetreturn_amount_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="budgetreturn_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_number} of instalment {self.instalment_id}"
