"""The format of the file a university's bank takes, as data."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.banking import Bank


class TransferFormatQuerySet(ScopedQuerySet["TransferFormat"]):
    """Formats lie with their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)


class TransferFormat(models.Model):
    """A version of how a university tells its bank (`bank`) whom to pay; the newest counts.

    `written` is a format of `workforce/transferring.py`.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="transfer_formats")
    version = models.IntegerField()
    bank = models.CharField(max_length=3, choices=Bank)
    written = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = TransferFormatQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "university", "version", "bank", "written", "created_by", "created_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["university", "version"], name="transferformat_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} transfer format v{self.version}"
