"""The catalogue as we ship it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from datasets.choices import SHIPPED
from datasets.definitions import DEFINITIONS, Definition, Field
from datasets.models import Dataset, DatasetField
from datasets.permissions import Can
from datasets.selectors import meaning
from datasets.services.versioning import Versions
from u2t.core.access import Actor, require

_SHIPPED = frozenset(asdict(DEFINITIONS[0].fields[0])) - {"name"} | {"position"}


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Bring the shipped data sets into the catalogue, changing what differs; return how many there are.

    What people amended stays as they made it, fields they added stay, and a field that is no longer shipped is retired
    where values of it are stored.
    """
    require(by, Can.CHANGE_DATASET)
    for definition in DEFINITIONS:
        dataset = _sync(definition)
        Versions.remember(dataset, by, note=SHIPPED)
    return len(DEFINITIONS)


def _sync(definition: Definition) -> Dataset:
    values = asdict(definition)
    del values["fields"], values["code"]
    values["excluded_provinces"] = list(definition.excluded_provinces)
    dataset, _created = Dataset.objects.get_or_create(code=definition.code, defaults=values)
    _set(dataset, values)
    stored = {field.name: field for field in dataset.fields.all()}
    shipped = [_field(dataset, position, field) for position, field in enumerate(definition.fields)]
    DatasetField.objects.bulk_create(field for field in shipped if field.name not in stored)
    for field in shipped:
        if known := stored.pop(field.name, None):
            _set(known, {name: getattr(field, name) for name in _SHIPPED} | {"is_retired": False})
    for field in stored.values():
        if not field.is_added:
            _withdraw(field)
    return dataset


def _set(row: Dataset | DatasetField, values: Mapping[str, Any]) -> None:
    """Give a row what is shipped, but for what people amended; a row that stays as it is is not written."""
    changed = [name for name, value in values.items() if name not in row.amended and getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)


def _withdraw(field: DatasetField) -> None:
    if not meaning.stored_count(field):
        field.delete()
    elif not field.is_retired:
        _set(field, {"is_retired": True})


def _field(dataset: Dataset, position: int, field: Field) -> DatasetField:
    values = asdict(field) | {"aliases": list(field.aliases)}
    return DatasetField(dataset=dataset, position=position, **values)
