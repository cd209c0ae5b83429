"""Data sets defined and amended by people: versioned, and never so that stored values come to mean something else."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from datasets.choices import FieldRole, PlaceLevel
from datasets.definitions import standard_fields
from datasets.models import Dataset, DatasetField, HeadingSet
from datasets.permissions import Can
from datasets.selectors import field_rules, meaning, spreadsheets
from datasets.selectors.field_rules import DefinitionError, DefinitionInputError
from datasets.selectors.headings import reading_of
from datasets.services.versioning import Versions
from datasets.services.withholding import Withheld
from tambon.models import Area
from u2t.core import audit, clock, jobs
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import StaleError
from u2t.core.importing.columns import shape_of

#: Words of our own addresses under /datasets/.
_RESERVED = frozenset(
    {"new", "forms", "imports", "records", "corrections", "entries", "rounds", "telephone"} | {"collect", "twins"}
)
_FROZEN = ("place_level", "frequency")
#: Whoever defines what the nation's data mean answers for the nation.
_NATION = "TH"


@transaction.atomic
def create(*, by: Actor, code: str, facts: Mapping[str, Any]) -> Dataset:
    """Define a new data set; it begins with the columns that name the place and the period."""
    require(by, Can.CHANGE_DATASET, Area(code=_NATION))
    dataset = _new(code, facts)
    dataset.save(force_insert=True)
    is_village = dataset.place_level == PlaceLevel.VILLAGE
    fields = [
        DatasetField(dataset=dataset, position=position, is_added=True, **values)
        for position, values in enumerate(standard_fields(is_village=is_village))
    ]
    DatasetField.objects.bulk_create(fields)
    Versions.remember(dataset, by)
    audit.record(action="dataset.created", target=dataset, by=by, changes={"name_th": (None, dataset.name_th)})
    return dataset


@transaction.atomic
def create_from_columns(
    *, by: Actor, code: str, facts: Mapping[str, Any], columns: Sequence[spreadsheets.Column]
) -> Dataset:
    """Define a data set from the columns of a spreadsheet: all its fields at once, in its first version.

    Where the words of the fields alone would read the file in another way, it is remembered how its headings are read.
    """
    require(by, Can.CHANGE_DATASET, Area(code=_NATION))
    dataset = _new(code, facts)
    fields, chosen = spreadsheets.fields_of(dataset, columns)
    dataset.save(force_insert=True)
    DatasetField.objects.bulk_create(fields)
    said = [column.heading for column in columns]
    if reading_of(dataset, fields).taken(said) != chosen:
        taken = [list(pair) for pair in zip(said, chosen, strict=True)]
        HeadingSet.objects.create(dataset=dataset, shape=shape_of(said), taken=taken, by_id=key_of(by), at=clock.now())
    Versions.remember(dataset, by)
    changes = {"name_th": (None, dataset.name_th), "fields": (None, [field.name for field in fields])}
    audit.record(action="dataset.created", target=dataset, by=by, changes=changes)
    return dataset


def _new(code: str, facts: Mapping[str, Any]) -> Dataset:
    if code in _RESERVED or Dataset.objects.filter(pk=code).exists():
        raise DefinitionInputError(_("This code is taken. Choose another."), extra={"field": "code"})
    dataset = Dataset(code=code, **facts)
    _clean(dataset)
    return dataset


@transaction.atomic
def amend(*, by: Actor, dataset: Dataset, version: int, facts: Mapping[str, Any], note: str = "") -> Dataset:
    """Change what is said of a data set; its level and frequency only while nothing is stored."""
    require(by, Can.CHANGE_DATASET, dataset)
    dataset = _locked(dataset, version)
    changes = {name: (getattr(dataset, name), new) for name, new in facts.items() if getattr(dataset, name) != new}
    if not changes:
        raise DefinitionInputError(_("Nothing was changed."))
    frozen = [name for name in _FROZEN if name in changes]
    if frozen and meaning.has_records(dataset):
        raise DefinitionError(
            _("Records are stored: the level of places and the frequency cannot change. Define a new data set."),
            extra={"field": frozen[0]},
        )
    for name, (_old, new) in changes.items():
        setattr(dataset, name, new)
    _clean(dataset)
    dataset.amended = sorted({*dataset.amended, *changes})
    dataset.save(update_fields=[*changes, "amended"])
    Versions.remember(dataset, by, note=note)
    audit.record(action="dataset.amended", target=dataset, by=by, changes=changes, reason=note)
    return dataset


@transaction.atomic
def add_field(*, by: Actor, dataset: Dataset, version: int, facts: Mapping[str, Any], note: str = "") -> DatasetField:
    """Add a field; files may bring it from now on, records that are stored have no value of it."""
    require(by, Can.CHANGE_DATASET, dataset)
    dataset = _locked(dataset, version)
    last = dataset.fields.order_by("-position").values_list("position", flat=True).first()
    field = DatasetField(dataset=dataset, position=(last or 0) + 1, is_added=True, **facts)
    field_rules.check(field)
    if field.role == FieldRole.KEY and meaning.has_records(dataset):
        raise DefinitionError(
            _("Records are stored: a further part of the natural key would make other records of them."),
            extra={"field": "role"},
        )
    field.save(force_insert=True)
    Withheld.follow(dataset)
    Versions.remember(dataset, by, note=note)
    if field.is_searchable:
        _follow(dataset, by)
    changes = {name: (None, value) for name, value in facts.items() if value not in (None, "", [], False)}
    audit.record(action="dataset.field_added", target=field, by=by, changes=changes, reason=note)
    return field


@transaction.atomic
def amend_field(
    *, by: Actor, field: DatasetField, version: int, facts: Mapping[str, Any], note: str = ""
) -> DatasetField:
    """Change a field: words, headings and limits always; what its values mean only while none is stored."""
    require(by, Can.CHANGE_DATASET, field.dataset)
    dataset = _locked(field.dataset, version)
    field = DatasetField.objects.select_related("dataset").get(pk=field.pk)
    changes = {name: (getattr(field, name), new) for name, new in facts.items() if getattr(field, name) != new}
    if not changes:
        raise DefinitionInputError(_("Nothing was changed."))
    field_rules.check_meaning(field, changes)
    for name, (_old, new) in changes.items():
        setattr(field, name, new)
    field_rules.check(field)
    field.amended = sorted({*field.amended, *changes})
    field.save(update_fields=[*changes, "amended"])
    if changes.get("is_personal") == (False, True):
        Withheld.withhold(field)
    Withheld.follow(dataset)
    if {"is_searchable", "kind"} & changes.keys():
        _follow(dataset, by)
    Versions.remember(dataset, by, note=note)
    audit.record(action="dataset.field_amended", target=field, by=by, changes=changes, reason=note)
    return field


@transaction.atomic
def retire_field(*, by: Actor, field: DatasetField, version: int, note: str = "") -> DatasetField:
    """Read a field no longer; what is stored of it stays, and can be seen."""
    require(by, Can.CHANGE_DATASET, field.dataset)
    dataset = _locked(field.dataset, version)
    field = DatasetField.objects.select_related("dataset").get(pk=field.pk)
    if field.is_retired:
        raise DefinitionError(_("This field is retired already."))
    if field.role not in {FieldRole.VALUE, FieldRole.IGNORED}:
        raise DefinitionError(_("Without this field the place or the period of a row is not known: it has to stay."))
    uses = meaning.uses_of(field)
    if uses:
        shown = {"uses": ", ".join(uses[:5])}
        raise DefinitionError(_("This field is needed for: %(uses)s. Change that first.") % shown)
    return _retired(field, dataset, by, is_retired=True, note=note)


@transaction.atomic
def restore_field(*, by: Actor, field: DatasetField, version: int, note: str = "") -> DatasetField:
    """Read a retired field again."""
    require(by, Can.CHANGE_DATASET, field.dataset)
    dataset = _locked(field.dataset, version)
    field = DatasetField.objects.select_related("dataset").get(pk=field.pk)
    if not field.is_retired:
        raise DefinitionError(_("This field is not retired."))
    field.is_retired = False
    field_rules.check(field)
    return _retired(field, dataset, by, is_retired=False, note=note)


def _retired(field: DatasetField, dataset: Dataset, by: Actor, *, is_retired: bool, note: str) -> DatasetField:
    field.is_retired = is_retired
    field.amended = sorted({*field.amended, "is_retired"})
    field.save(update_fields=["is_retired", "amended"])
    Versions.remember(dataset, by, note=note)
    if field.is_searchable:
        _follow(dataset, by)
    action = "dataset.field_retired" if is_retired else "dataset.field_restored"
    audit.record(action=action, target=field, by=by, reason=note)
    return field


def _follow(dataset: Dataset, by: Actor) -> None:
    """Have the indexes made that the fields ask for now, and those gone that none does."""
    jobs.start("datasets.index_fields", by=by, dataset=dataset.pk)


def _locked(dataset: Dataset, version: int) -> Dataset:
    found = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if found.version != version:
        raise StaleError(_("The definition has changed since you saw it. Look at it again."), of=found)
    return found


def _clean(dataset: Dataset) -> None:
    try:
        dataset.full_clean(validate_unique=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise DefinitionInputError(" ".join(messages), extra={"field": name}) from error
