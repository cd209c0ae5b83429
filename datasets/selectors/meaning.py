"""What stands in the way of a change to a definition: values that are stored under it."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db import connection

from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, DatasetField, Record

#: Tells what uses a field, or with an empty name any of them, in words; apps above add theirs.
Uses = Callable[[str, str], Iterable[str]]
_uses: list[Uses] = []

_OUTSIDE = """
SELECT count(*) FROM datasets_record r
WHERE r.dataset_id = %(dataset)s AND r.is_live AND jsonb_typeof(r.values -> %(field)s) = 'number'
    AND ((r.values ->> %(field)s)::numeric < %(minimum)s OR (r.values ->> %(field)s)::numeric > %(maximum)s)
"""


def add_uses(uses: Uses) -> None:
    """Make known a function that tells what uses a field of a data set."""
    _uses.append(uses)


def uses_of(field: DatasetField) -> list[str]:
    """Return what would miss a field: fields derived from it, and what apps above count from it."""
    derived = [
        other.label
        for other in field.dataset.fields.filter(kind=FieldKind.DERIVED, is_retired=False).exclude(pk=field.pk)
        if field.name in (other.parts or ())
    ]
    return [*derived, *(use for uses in _uses for use in uses(field.dataset_id, field.name))]


def uses_of_dataset(dataset: Dataset) -> list[str]:
    """Return what apps above count from any of its fields."""
    return [use for uses in _uses for use in uses(dataset.pk, "")]


def stored_count(field: DatasetField) -> int:
    """Count the records that hold a value of the field; of what makes a record the one it is, all of them."""
    records = Record.objects.filter(dataset=field.dataset_id)
    if field.role not in {FieldRole.PLACE, FieldRole.PERIOD, FieldRole.KEY}:
        records = records.filter(values__has_key=field.name)
    return records.count()


def has_records(dataset: Dataset) -> bool:
    """Tell whether anything was ever stored under the data set."""
    return Record.objects.filter(dataset=dataset).exists()


def outside_count(field: DatasetField, minimum: Decimal | None, maximum: Decimal | None) -> int:
    """Count the stored values that would lie outside these limits."""
    parameters = {"dataset": field.dataset_id, "field": field.name, "minimum": minimum, "maximum": maximum}
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE, parameters)
        return int(cursor.fetchone()[0])


def snapshot(dataset: Dataset) -> dict[str, object]:
    """Return the whole definition as plain values, to be kept."""
    kept = {"name_th", "name_en", "about_th", "about_en", "owner_th", "source_th", "licence", "frequency"}
    kept |= {"data_kind", "contact_name", "contact_email", "keywords", "purpose_th", "update_unit", "update_every"}
    kept |= {"coverage_th", "default_period", "place_level", "data_class", "needs_second_person", "is_register"}
    described = {name: getattr(dataset, name) for name in sorted(kept)}
    return described | {"fields": [_described(field) for field in dataset.fields.order_by("position", "pk")]}


def _described(field: DatasetField) -> dict[str, object]:
    # Each form keeps its own choices; what is found by a field says nothing of what its values mean.
    left_out = {"id", "dataset", "is_added", "is_asked", "is_searchable", "is_naming", "amended", "choices"}
    values = {each.name: getattr(field, each.name) for each in field._meta.concrete_fields if each.name not in left_out}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
