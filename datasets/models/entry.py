"""What came from the field: an entry with its revisions, before and after somebody verified it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q

from datasets.choices import EntryState
from datasets.models.closed import DatasetRowQuerySet
from datasets.models.collecting import CollectionRound
from datasets.models.dataset import Dataset
from datasets.models.form import Form
from datasets.models.record import Record
from tambon.models import Area, Membership
from tambon.scoping import places_q
from u2t.core.access import Actor, Reach
from u2t.core.models import Origin, PrivateFile


def _seen(reach: Reach, prefix: str = "") -> Q:
    own = Q(**{f"{prefix}by_id": reach.owner}) if reach.owner is not None else Q(pk__in=[])
    return own | places_q(f"{prefix}area_id", reach) | _of_placed(reach, prefix)


def _of_placed(reach: Reach, prefix: str) -> Q:
    """Match what people collected while they were placed at the agencies of `reach`."""
    if not reach.agencies:
        return Q(pk__in=[])
    day = Func(
        OuterRef(f"{prefix}submitted_at"),
        template=f"(%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}')::date",
        output_field=models.DateField(),
    )
    placed = Membership.objects.filter(agency__in=reach.agencies)
    # By name first: an index finds the few people of an agency, and not every entry is asked when it came.
    theirs = Q(**{f"{prefix}by__in": placed.values("user")})
    return theirs & Q(Exists(placed.filter(user=OuterRef(f"{prefix}by"), during__contains=day)))


class EntryQuerySet(DatasetRowQuerySet["Entry"]):
    """Entries, seen by who collected them, where they are reviewed, and at the agency that their collector works at."""

    dataset_path, place_path = "dataset", "area_id"

    def lies_in(self, reach: Reach) -> Q:
        """Own ones, and those of the area."""
        return _seen(reach)

    def own(self, user: Actor) -> Q:
        """What somebody collected stays to be read by its collector."""
        return Q(by=user.pk)


class Entry(models.Model):
    """An answered form on its way to a record: counted nowhere until it is verified.

    `area` is where it is reviewed: its `place`, unless that is unknown or not of the collector's areas: then where the
    collector works. `held` says why somebody has to decide before anything else; `is_late`, that the newest revision
    came after the round had closed. `values` are those of the newest revision, `repeats` the rows of each repetition;
    the record keeps what was verified last.
    """

    # Every index is written with every answer: the keys below have none of their own, but what Meta names is asked for.
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="entries", db_index=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="entries", db_index=False)
    round = models.ForeignKey(
        CollectionRound, null=True, blank=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    place = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.SUBMITTED)
    held = models.JSONField(default=list, blank=True)
    is_late = models.BooleanField(default=False, db_default=False)
    values = models.JSONField(default=dict)
    repeats = models.JSONField(default=dict, blank=True)
    revision = models.IntegerField(default=1)
    version = models.IntegerField(default=1)
    record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries", db_index=False)
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"values", "repeats", "key"})
        plain = frozenset(
            {"id", "dataset", "form", "round", "place", "area", "period", "origin", "state", "held", "is_late"}
            | {"revision", "version", "record", "by", "submitted_at", "decided_by", "decided_at"}
        )

    class Meta:
        indexes = [
            models.Index(fields=["dataset", "area", "-id"], name="entry_by_area"),
            models.Index(fields=["by", "-id"], name="entry_by_collector"),
            models.Index(fields=["round", "area", "state"], name="entry_by_round"),
            models.Index(fields=["area"], name="entry_in_area"),
            models.Index(fields=["place"], name="entry_of_place"),
            # Of what is nobody's when an answer comes; who deletes a user or a record is told at once whether it is.
            models.Index(fields=["record"], condition=Q(record__isnull=False), name="entry_of_record"),
            models.Index(fields=["decided_by"], condition=Q(decided_by__isnull=False), name="entry_by_decider"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="entry_decided_at_matches_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.VERIFIED) | Q(record__isnull=False, held=[]),
                name="entry_verified_has_record",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class EntryRevisionQuerySet(DatasetRowQuerySet["EntryRevision"]):
    """Revisions, seen with their entry."""

    dataset_path, place_path = "entry__dataset", "entry__area_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the entry."""
        return _seen(reach, "entry__")

    def own(self, user: Actor) -> Q:
        """What somebody collected stays to be read by its collector."""
        return Q(entry__by=user.pk)


class EntryRevision(models.Model):
    """One state of an entry as a telephone sent it; `instance` is what the telephone calls it, once for all."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions", db_index=False)  # as above
    number = models.IntegerField()
    instance = models.CharField(max_length=120)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+", db_index=False)
    xml = models.TextField()
    values = models.JSONField(default=dict)
    repeats = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = EntryRevisionQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"xml", "values", "repeats"})
        plain = frozenset({"id", "entry", "number", "instance", "form", "by", "at", "verified_by", "verified_at"})

    class Meta:
        indexes = [
            models.Index(
                fields=["verified_by"], condition=Q(verified_by__isnull=False), name="entryrevision_by_verifier"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entryrevision_number_once"),
            models.UniqueConstraint(fields=["instance"], name="datasets_entryrevision_instance_key"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="entryrevision_verified_at_matches_by",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of entry {self.entry_id}"


class EntryFileQuerySet(DatasetRowQuerySet["EntryFile"]):
    """Files, seen with their entry."""

    dataset_path, place_path = "revision__entry__dataset", "revision__entry__area_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the entry."""
        return _seen(reach, "revision__entry__")

    def own(self, user: Actor) -> Q:
        """What somebody collected stays to be read by its collector."""
        return Q(revision__entry__by=user.pk)

    def verified(self) -> Self:
        """Those that came no later than what was verified: a later one of the same name may show something else."""
        verified = EntryRevision.objects.filter(verified_at__isnull=False, entry=OuterRef("revision__entry"))
        return self.filter(Exists(verified.filter(number__gte=OuterRef("revision__number"))))


class EntryFile(models.Model):
    """A photo or file of a revision under the name that its answers use; without a `file` it could not be taken."""

    revision = models.ForeignKey(EntryRevision, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=200, blank=True)

    objects = EntryFileQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"name"})
        plain = frozenset({"id", "revision", "file", "problem"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "name"], name="entryfile_name_once")]

    def __str__(self) -> str:
        return f"file of revision {self.revision_id}"


class EntryRemarkQuerySet(DatasetRowQuerySet["EntryRemark"]):
    """Remarks, seen with their entry."""

    dataset_path, place_path = "entry__dataset", "entry__area_id"

    def lies_in(self, reach: Reach) -> Q:
        """Match by the entry."""
        return _seen(reach, "entry__")

    def own(self, user: Actor) -> Q:
        """What somebody collected stays to be read by its collector."""
        return Q(entry__by=user.pk)


class EntryRemark(models.Model):
    """What a reviewer says of an entry, or of one answer in it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="remarks")
    revision = models.IntegerField()
    field = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EntryRemarkQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text"})
        plain = frozenset({"id", "entry", "revision", "field", "by", "at"})

    def __str__(self) -> str:
        return f"remark {self.pk} on entry {self.entry_id}"
