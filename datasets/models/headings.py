"""How somebody said that the headings of a stranger's file are to be read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.models.dataset import Dataset
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet


class HeadingSetQuerySet(ScopedQuerySet["HeadingSet"]):
    """Sets of headings: who brings data in for the nation changes all, who does for a province the own ones."""

    def lies_in(self, reach: Reach) -> Q:
        """Match what the person said; what others said lies nowhere."""
        return Q(by_id=reach.holder) if reach.holder is not None and reach.places else Q(pk__in=[])


class HeadingSet(models.Model):
    """The headings of a file in their order, and which field of the data set each stands for.

    `shape` tells the same headings again (`u2t.core.importing.columns.shape_of`); `taken` are pairs of a heading and
    the name of a field, empty where the heading is left out. Files of this shape are read so, whoever brings them.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="heading_sets")
    shape = models.CharField(max_length=64)
    taken = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HeadingSetQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "dataset", "shape", "taken", "by", "at"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "shape"], name="headingset_once")]

    def __str__(self) -> str:
        return ", ".join(heading for heading, _field in self.taken if heading)[:200]

    @property
    def chosen(self) -> list[str]:
        """Return the name of the field for each heading."""
        return [field for _heading, field in self.taken]
