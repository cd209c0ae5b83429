"""Two records that may speak of one thing, and what somebody said of that."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from datasets.choices import TwinState
from datasets.models.closed import DatasetRowQuerySet
from datasets.models.dataset import Dataset
from datasets.models.record import Record
from tambon.scoping import places_q
from u2t.core.access import Reach


class TwinQuerySet(DatasetRowQuerySet["Twin"]):
    """Pairs, seen where their place is: both records are of one."""

    place_path = "first__place_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the place of the first, which is that of the second."""
        return places_q("first__place_id", reach)


class Twin(models.Model):
    """Two records of one place and period that are called alike or lie on one spot.

    `likeness` is how much their names share, from 0 to 100; `metres` how far apart they lie, where both say it. Of two
    that are one, the layers of the one that is not `kept` are laid aside (`Layer.twin`), and come back when the two are
    told apart again.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="twins")
    first = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    likeness = models.IntegerField()
    metres = models.IntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=TwinState, default=TwinState.OPEN)
    kept = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = TwinQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset(
            {"id", "dataset", "first", "second", "likeness", "metres", "state", "kept", "found_at", "decided_by"}
            | {"decided_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["dataset", "state", "-likeness", "id"], name="twin_by_likeness")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="twin_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="twin_in_order"),
            models.CheckConstraint(
                condition=Q(state=TwinState.MERGED, kept__isnull=False) & (Q(kept=F("first")) | Q(kept=F("second")))
                | ~Q(state=TwinState.MERGED) & Q(kept__isnull=True),
                name="twin_merged_keeps_one",
            ),
            models.CheckConstraint(
                condition=Q(state=TwinState.OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state=TwinState.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="twin_decided_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"records {self.first_id} and {self.second_id}"

    @property
    def laid_aside_id(self) -> int | None:
        """Return the key of the record that counts no longer, of two that are one."""
        if self.kept_id is None:
            return None
        return self.second_id if self.kept_id == self.first_id else self.first_id
