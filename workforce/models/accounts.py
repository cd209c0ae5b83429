"""Where wages are paid to."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Reach
from u2t.core.models import ImportRun, ScopedQuerySet
from u2t.core.secrecy import SealedTextField
from workforce.banking import Bank, masked
from workforce.models.people import Person, PersonQuerySet


class BankAccountQuerySet(ScopedQuerySet["BankAccount"]):
    """Accounts are seen with the person."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the person."""
        return Q(person__in=Person.objects.filter(PersonQuerySet().lies_in(reach)))

    def standing(self) -> Self:
        """Leave out those that another one replaced."""
        return self.filter(replaced_at__isnull=True)

    def confirmed(self) -> Self:
        """Keep those that stand and that the person confirmed."""
        return self.standing().filter(confirmed_at__isnull=False)


class BankAccount(models.Model):
    """An account of a person, as it was given; never changed: a correction is another row that replaces it.

    Wages go to the standing one once the person confirmed it (`confirmed_at`). The number is sealed;
    `number_digest`, of bank and number, finds accounts that several people gave. `run` is the list that brought it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bank_accounts")
    bank = models.CharField(max_length=3, choices=Bank)
    branch = models.CharField(max_length=100, blank=True)
    number = SealedTextField()
    number_digest = models.CharField(max_length=64)
    holder = models.CharField(max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = BankAccountQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"number", "number_digest", "holder", "bank", "branch"})
        plain = frozenset({"id", "person", "entered_by", "entered_at", "confirmed_at", "replaced_at", "run"})

    class Meta:
        indexes = [models.Index(fields=["number_digest"], name="bankaccount_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(replaced_at__isnull=True), name="bankaccount_one_per_person"
            ),
            models.CheckConstraint(condition=Q(bank__in=Bank.values), name="bankaccount_bank_known"),
        ]

    def __str__(self) -> str:
        return f"account of person {self.person_id}"

    @property
    def masked_number(self) -> str:
        """Return the number as others may see it."""
        return masked(self.number)
