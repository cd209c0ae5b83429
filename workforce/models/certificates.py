"""Certificates of tax withheld (50 ทวิ)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.models.people import Person
from workforce.pay_choices import CertificateState


class TaxCertificateQuerySet(ScopedQuerySet["TaxCertificate"]):
    """Certificates are seen by the person and by the university that withheld."""

    def lies_in(self, reach: Reach) -> Q:
        """Match the own ones, and those of the university."""
        found = Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)
        return found | Q(person__user_id=reach.owner) if reach.owner is not None else found


class TaxCertificate(models.Model):
    """What a university withheld of one person in a tax year (Buddhist era), as it was certified.

    Numbered by university and year without gaps. One stands for a person and year; after it was cancelled the next
    one names it (`replaces`). The figures are those of the moment it was issued.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="tax_certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tax_certificates")
    year = models.IntegerField()
    number = models.IntegerField()
    state = models.CharField(max_length=9, choices=CertificateState, default=CertificateState.ISSUED)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    withheld = models.DecimalField(max_digits=14, decimal_places=2)
    pdf = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = TaxCertificateQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"cancel_reason"})
        plain = frozenset(
            {"id", "university", "person", "year", "number", "state", "gross", "withheld", "pdf", "replaces"}
            | {"issued_by", "issued_at", "cancelled_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["university", "year", "number"], name="taxcertificate_number_once"),
            models.UniqueConstraint(
                fields=["university", "year", "person"], condition=Q(state="issued"), name="taxcertificate_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | Q(state="issued", cancelled_at__isnull=True),
                name="taxcertificate_cancelled_at_matches_state",
            ),
            models.CheckConstraint(condition=Q(withheld__gt=0), name="taxcertificate_of_tax_withheld"),
        ]

    def __str__(self) -> str:
        return f"50 ทวิ {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """Return the number as it is printed."""
        return f"{self.number}/{self.year}"
