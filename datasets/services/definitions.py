"""The catalogue as we ship it."""

from dataclasses import asdict

from django.db import transaction

from datasets.definitions import DEFINITIONS, Definition, Field
from datasets.models import Dataset, DatasetField
from datasets.permissions import Can
from u2t.core.access import Actor, require


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Bring the shipped data sets into the catalogue, changing what differs; return how many there are."""
    require(by, Can.CHANGE_DATASET)
    for definition in DEFINITIONS:
        _sync(definition)
    return len(DEFINITIONS)


def _sync(definition: Definition) -> None:
    values = asdict(definition)
    del values["fields"], values["code"]
    values["excluded_provinces"] = list(definition.excluded_provinces)
    dataset, _created = Dataset.objects.update_or_create(code=definition.code, defaults=values)
    dataset.fields.exclude(name__in=[field.name for field in definition.fields]).delete()
    rows = [_field(dataset, position, field) for position, field in enumerate(definition.fields)]
    changing = [field.name for field in DatasetField._meta.fields if field.name not in {"id", "dataset", "name"}]
    DatasetField.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["dataset", "name"], update_fields=changing
    )


def _field(dataset: Dataset, position: int, field: Field) -> DatasetField:
    values = asdict(field) | {"aliases": list(field.aliases)}
    return DatasetField(dataset=dataset, position=position, **values)
