"""What was told of a field before it became personal, withheld where more people read it than may read the field."""

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from datasets.choices import FieldKind
from datasets.models import Correction, Dataset, DatasetField
from u2t.core import audit
from u2t.core.models import AuditEvent, ImportIssue, ImportRun
from u2t.core.text import HIDDEN

#: Problems whose sentences repeat values of the row.
_TELLING = frozenset({"rate_not_whole", "rate_rounded", "rate_refitted", "outlier", "correction_overwritten"})


class Withheld:
    """Withholds; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def withhold(field: DatasetField) -> None:
        """Move audited values of a field to revisions, which can be erased; blacken what checks of files have said."""
        audit.withhold(_events_of(field), field.name)
        told = list(_issues_of(field))
        for issue in told:
            issue.value = HIDDEN if issue.value else ""
            if issue.code in _TELLING:
                issue.values = dict.fromkeys(issue.values, HIDDEN)
        ImportIssue.objects.bulk_update(told, ["value", "values"], batch_size=1000)

    @staticmethod
    def follow(dataset: Dataset) -> None:
        """Make personal what is worked out from a personal field: the people tell the rate, and the rate the people."""
        fields = list(dataset.fields.all())
        personal = {field.name for field in fields if field.is_personal}
        for field in fields:
            if not field.is_personal and personal.intersection(field.parts or ()):
                field.is_personal = True
                field.save(update_fields=["is_personal"])
                Withheld.withhold(field)


def _events_of(field: DatasetField) -> QuerySet[AuditEvent]:
    corrections = Correction.objects.filter(record__dataset=field.dataset_id)
    keys = corrections.annotate(text=Cast("pk", TextField())).values("text")
    return AuditEvent.objects.filter(target_model="datasets.correction", target_id__in=keys)


def _issues_of(field: DatasetField) -> QuerySet[ImportIssue]:
    """Return the problems with cells of the field, and with the rates of which it is the base."""
    runs = ImportRun.objects.filter(subject=field.dataset.subject)
    matched = (pair for columns in runs.values_list("columns", flat=True) for pair in columns.get("matched", []))
    derived = field.dataset.fields.filter(kind=FieldKind.DERIVED)
    rates = {found.parts[0] for found in derived if found.parts and field.name in {found.name, *found.parts}}
    headings = {heading for heading, name in matched if name == field.name}
    return ImportIssue.objects.filter(run__in=runs, column__in={field.name, *headings, *rates})
