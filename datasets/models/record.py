"""Rows of data sets and their layers."""

from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from datasets.choices import CorrectionState, FieldRole
from datasets.models.closed import DatasetRowQuerySet, served_q
from datasets.models.dataset import Dataset, DatasetField
from tambon.models import Area, User
from tambon.scoping import places_q
from u2t.core.access import Reach
from u2t.core.models import ImportRun, Origin, ScopedQuerySet
from u2t.core.text import HIDDEN


class RecordQuerySet(DatasetRowQuerySet["Record"]):
    """Records, seen where their place is."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the code of the place."""
        return places_q("place_id", reach) | served_q(reach, "dataset", "place_id")

    def with_shown_key(self) -> Self:
        """Add the natural key as lists may show it: hidden where a part of it is personal.

        Rows of a repetition are told apart by the key of what they belong to.
        """
        # Asked once and not for each record: the many rows of a download are not looked up one by one.
        keyed = DatasetField.objects.filter(role=FieldRole.KEY, is_personal=True).values("dataset")
        below = Dataset.objects.filter(parent__in=keyed).values("pk")
        hidden = When((Q(dataset__in=keyed) | Q(dataset__in=below)) & ~Q(key=""), then=Value(HIDDEN))
        return self.annotate(shown_key=Case(hidden, default=F("key")))


class Record(models.Model):
    """One row of a data set under its natural key; `values` repeats the newest layer that is not undone.

    A record whose every layer is undone stays, with `is_live` off, so that its history can be found.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="records", db_index=False)
    place = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="records")
    period = models.CharField(max_length=10)
    key = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    values = models.JSONField(default=dict)
    layer = models.ForeignKey("Layer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_live = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = RecordQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"values", "key"})
        plain = frozenset({"id", "dataset", "place", "period", "origin", "layer", "is_live", "version", "changed_at"})

    class Meta:
        indexes = [
            models.Index(fields=["dataset", "place", "id"], name="record_by_place"),
            # Pages go by the key: without it the first of a young data set went past all older records.
            models.Index(fields=["dataset", "id"], name="record_by_dataset"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "period", "place", "key", "origin"], name="record_natural_key")
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.place_id} {self.period}"


class LayerQuerySet(DatasetRowQuerySet["Layer"]):
    """Layers, seen with their record."""

    dataset_path, place_path = "record__dataset", "record__place_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the place of the record."""
        return places_q(self.place_path, reach) | served_q(reach, self.dataset_path, self.place_path)


class Layer(models.Model):
    """The values one import run, one correction or one verified revision of an entry gave a record.

    `position` orders layers of all records alike. A correction stands on the files and revisions that say its cell: it
    is undone with the last of them (of imports, `undone_with`). One whose record was found to be another's `twin` is
    undone too, and comes back when the two are told apart.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="layers")
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="layers")
    correction = models.ForeignKey("Correction", null=True, blank=True, on_delete=models.PROTECT, related_name="layers")
    revision = models.ForeignKey(
        "EntryRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="layers"
    )
    line = models.IntegerField(null=True, blank=True)
    values = models.JSONField()
    position = models.BigIntegerField()
    is_undone = models.BooleanField(default=False)
    undone_with = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    twin = models.ForeignKey("Twin", null=True, blank=True, on_delete=models.PROTECT, related_name="layers")

    objects = LayerQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"values"})
        plain = frozenset(
            {"id", "record", "run", "correction", "revision", "line", "position", "is_undone", "undone_with"} | {"twin"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["record", "-position"], condition=Q(is_undone=False), name="layer_newest"),
            models.Index(fields=["run", "line"], name="layer_by_run"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(run__isnull=False, correction__isnull=True, revision__isnull=True, line__isnull=False)
                | Q(run__isnull=True, correction__isnull=False, revision__isnull=True)
                | Q(run__isnull=True, correction__isnull=True, revision__isnull=False, line__isnull=False),
                name="layer_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(undone_with__isnull=True) | Q(is_undone=True, correction__isnull=False),
                name="layer_undone_with_is_undone",
            ),
            models.CheckConstraint(condition=Q(twin__isnull=True) | Q(is_undone=True), name="layer_of_twin_is_undone"),
        ]

    def __str__(self) -> str:
        return f"layer {self.position} of record {self.record_id}"


class CorrectionQuerySet(DatasetRowQuerySet["Correction"]):
    """Corrections, seen where their record is."""

    dataset_path, place_path = "record__dataset", "record__place_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the place of the record."""
        return places_q("record__place_id", reach)

    def in_words(self) -> Self:
        """Add the labels of the field, and its values unless the field has become personal since."""
        field = DatasetField.objects.filter(dataset=OuterRef("record__dataset"), name=OuterRef("field"))
        found = self.annotate(is_personal=Exists(field.filter(is_personal=True)))
        hidden = When(is_personal=True, then=Value(HIDDEN, output_field=models.TextField()))
        return found.annotate(
            label_th=Coalesce(Subquery(field.values("label_th")[:1]), F("field")),
            label_en=Subquery(field.values("label_en")[:1]),
            shown_old=Case(hidden, default=F("old")),
            shown_new=Case(hidden, default=F("new")),
        )


class Correction(models.Model):
    """One cell corrected with a reason; of a national figure, decided by a second person.

    `remarks` are what the correction brings with it (people rounded), as code and values of the catalogue of issues.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=80)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.PROPOSED)
    record_version = models.IntegerField()
    remarks = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"old", "new", "reason", "remarks"})
        plain = frozenset(
            {"id", "record", "field", "state", "record_version", "by", "created_at", "decided_by", "decided_at"}
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="correction_decided_at_matches_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}.{self.field}"


class StagedRowQuerySet(ScopedQuerySet["StagedRow"]):
    """Rows on their way in, seen by who brought them."""

    def lies_in(self, reach: Reach) -> Q:
        """Rows of own runs only."""
        return Q(run__by_id=reach.owner) if reach.owner is not None else Q(pk__in=[])


class StagedRow(models.Model):
    """A checked row on its way in, kept between check and storing; gone once its run is stored or given up.

    `place_name` is what the file calls the place: of use where the place is new (a municipality, a village).
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="staged_rows")
    line = models.IntegerField()
    place = models.CharField(max_length=8)
    place_name = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=10)
    key = models.CharField(max_length=120, blank=True)
    values = models.JSONField(default=dict)

    objects = StagedRowQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"values", "key"})
        plain = frozenset({"id", "run", "line", "place", "place_name", "period"})

    def __str__(self) -> str:
        return f"row {self.line} of run {self.run_id}"
