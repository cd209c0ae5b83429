"""Records and imports as pages and the API show them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from datasets.models import Correction, Dataset, DatasetField, EntryFile, Form, Layer, Record
from datasets.permissions import Can
from u2t.core.access import Actor
from u2t.core.models import ImportIssue, ImportRun
from u2t.core.permissions import Can as Core


def live_records(user: Actor, dataset: str) -> QuerySet[Record]:
    """Return the records of a data set that the user may see, with where they come from."""
    records = Record.objects.visible_to(user, to=Can.VIEW_RECORD).filter(dataset=dataset, is_live=True)
    return records.select_related("place__parent", "layer").with_shown_key()


def personal_fields(dataset: str) -> frozenset[str]:
    """Return the fields of a data set whose values are personal."""
    return frozenset(DatasetField.objects.filter(dataset=dataset, is_personal=True).values_list("name", flat=True))


def together(rows: QuerySet[Record], record: int) -> QuerySet[Record]:
    """Return those of `rows` that came with a record in one answer: what it repeats, or what is repeated in it."""
    standing = Layer.objects.filter(is_undone=False)
    revisions = standing.filter(record=record, revision__isnull=False).values("revision")
    return rows.filter(pk__in=standing.filter(revision__in=revisions).values("record")).exclude(pk=record)


@dataclass(frozen=True, slots=True)
class Together:
    """What came with a record in one answer: the record whose repetition it is, and the rows of its own repetitions.

    Of each of those the code of its data set, what it is called, and how many there are.
    """

    parent: Record | None
    children: list[tuple[str, str, int]]


def together_with(user: Actor, record: Record) -> Together:
    """Return what came with a record, of what the user may see."""
    visible = Record.objects.visible_to(user, to=Can.VIEW_RECORD).filter(is_live=True)
    found = together(visible, record.pk)
    parent = found.filter(dataset=record.dataset.parent_id).first() if record.dataset.parent_id else None
    counted = found.filter(dataset__parent=record.dataset_id).order_by("dataset").values_list("dataset")
    counts = dict(counted.annotate(rows=Count("pk")))
    children = Dataset.objects.filter(pk__in=counts)
    return Together(parent, [(each.pk, each.short_name, counts[each.pk]) for each in children])


def hidden_answers(form: Form) -> frozenset[str]:
    """Return the fields whose answers to a form are personal: as its version says, or as has been said since."""
    asked = frozenset(question["field"] for question in form.questions if question["is_personal"])
    fields = DatasetField.objects.filter(
        Q(dataset=form.dataset_id) | Q(dataset__parent=form.dataset_id), is_personal=True
    )
    return asked | frozenset(fields.values_list("name", flat=True))


def plain_of(found: Sequence[EntryFile]) -> frozenset[int]:
    """Return those of the files that only answers that are not personal name; what no answer names may show anybody."""
    forms = {each.revision.form.dataset_id for each in found}
    fields = DatasetField.objects.filter(Q(dataset__in=forms) | Q(dataset__parent__in=forms), is_personal=True)
    personal: dict[str, set[str]] = {code: set() for code in forms}
    for code, parent, name in fields.values_list("dataset", "dataset__parent", "name"):
        personal.get(code, set()).add(name)
        personal.get(parent or "", set()).add(name)
    return frozenset(each.pk for each in found if _is_plain(each, personal[each.revision.form.dataset_id]))


def _is_plain(found: EntryFile, personal: AbstractSet[str]) -> bool:
    revision = found.revision
    rows = [revision.values, *(row for rows in revision.repeats.values() for row in rows)]
    names = {name for row in rows for name, value in row.items() if value == found.name}
    asked = {question["field"] for question in revision.form.questions if question["is_personal"]}
    return bool(names) and names.isdisjoint(personal | asked)


def imports_of(user: Actor) -> QuerySet[ImportRun]:
    """Return the imports of data sets that the user may see."""
    runs = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject__startswith="dataset:")
    return runs.select_related("by", "job", "file").defer("options")


def named_imports_of(user: Actor) -> QuerySet[ImportRun]:
    """Return the imports with the name of their data set, for the list of them."""
    subject = Concat(Value("dataset:"), "code", output_field=CharField())
    named = Dataset.objects.annotate(subject_code=subject).filter(subject_code=OuterRef("subject"))
    return imports_of(user).annotate(
        dataset_th=Subquery(named.values("name_th")[:1]), dataset_en=Subquery(named.values("name_en")[:1])
    )


def issues_of(user: Actor, run: str) -> QuerySet[ImportIssue]:
    """Return what the check of an import found, if the user may see it."""
    return ImportIssue.objects.filter(run__in=imports_of(user).filter(pk=run))


def catalogue(user: Actor) -> QuerySet[Dataset]:
    """Return the data sets that the user may know of."""
    return Dataset.objects.visible_to(user, to=Can.VIEW_DATASET)


def waiting_corrections(user: Actor) -> QuerySet[Correction]:
    """Return the corrections that the user may see."""
    found = Correction.objects.visible_to(user, to=Can.VIEW_CORRECTION).in_words()
    return found.select_related("record__place__parent", "by")
