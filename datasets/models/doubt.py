"""Values that somebody should look at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.choices import DoubtKind, DoubtState
from datasets.models.closed import DatasetRowQuerySet
from datasets.models.dataset import Dataset
from datasets.models.record import Record
from tambon.scoping import places_q
from u2t.core.access import Reach


class DoubtQuerySet(DatasetRowQuerySet["Doubt"]):
    """Doubts, seen where their record is."""

    place_path = "record__place_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the place of the record."""
        return places_q("record__place_id", reach)


class Doubt(models.Model):
    """One value of a record that is far from all others or breaks a rule of its field.

    Settled, it is right as it stands: of the `version` that the record had then. The value itself is read from the
    record, where what is personal is hidden.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="doubts")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="doubts")
    field = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=DoubtKind)
    state = models.CharField(max_length=10, choices=DoubtState, default=DoubtState.OPEN)
    version = models.IntegerField()
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = DoubtQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset(
            {"id", "dataset", "record", "field", "kind", "state", "version", "found_at", "decided_by", "decided_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["dataset", "state", "id"], name="doubt_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["record", "field", "kind"], name="doubt_once"),
            models.CheckConstraint(
                condition=Q(state=DoubtState.OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | Q(state=DoubtState.SETTLED, decided_at__isnull=False, decided_by__isnull=False),
                name="doubt_decided_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of record {self.record_id}"
