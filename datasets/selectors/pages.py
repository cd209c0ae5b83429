"""What the pages of this app show, as plain values."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.choices import FieldKind, FieldRole
from datasets.models import Correction, Dataset, DatasetField, EntryFile, Layer, Record
from datasets.permissions import Can
from datasets.selectors.places import named, words_of
from u2t.core.access import Actor
from u2t.core.importing.issues import message_of
from u2t.core.models import ImportRun
from u2t.core.templatetags.u2t import number, thai_date, thai_datetime
from u2t.core.text import HIDDEN

#: Kinds of values that are shown as numbers.
NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.DERIVED})
#: So many records and fields tell what a data set looks like.
_PREVIEWED = 6
#: How telephones write a moment.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Matched:
    """A heading of a file and the field it was taken for."""

    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a record with its value."""

    name: str
    label: str
    unit: str
    value: Any
    decimals: int
    is_derived: bool
    is_hidden: bool = False
    kind: str = FieldKind.WHOLE

    @property
    def is_number(self) -> bool:
        """Tell whether the value stands right, under others of its kind."""
        return self.kind in NUMBERS

    @property
    def text(self) -> str:
        """Return the value as people read it; answers of lists, positions and names of files are words."""
        if self.value is None and self.kind == FieldKind.CHOICES:
            return _("None chosen")  # as of “which of these have no information?”
        if self.is_number or self.value is None:
            return number(self.value, self.decimals)
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Past:
    """A layer of a record; of a correction, in words, what it changed."""

    layer: Layer
    label: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that a value of a record names."""

    file: int
    label: str


def matched_columns(run: ImportRun, dataset: Dataset) -> list[Matched]:
    """Return how the headings of the file were understood, in the order of the file."""
    labels = {field.name: field.label for field in dataset.fields.all()}
    return [Matched(heading, labels.get(name, name)) for heading, name in run.columns.get("matched", [])]


def cells_of(
    record: Record, fields: list[DatasetField], *, sees_personal: bool, places: Mapping[str, str] | None = None
) -> list[Cell]:
    """Return the key and the values of a record in the order of its data set's fields.

    What is personal has its value only for who may see it; `places` are the names of places and agencies by code.
    """
    shown = [field for field in fields if field.role == FieldRole.VALUE and field.name in record.values]
    return _key_of(record, fields, sees_personal=sees_personal) + [
        cell_of(field, record.values[field.name], places or {}, is_hidden=field.is_personal and not sees_personal)
        for field in shown
    ]


def cell_of(field: DatasetField, value: Any, places: Mapping[str, str], *, is_hidden: bool = False) -> Cell:
    """Return a value of a field as pages show it; `places` are the names of places and agencies by code."""
    return Cell(
        name=field.name,
        label=field.label,
        unit=field.unit,
        value=None if is_hidden else _read(field, value, places),
        decimals=2 if field.kind in {FieldKind.PERCENT, FieldKind.DECIMAL} else 0,
        is_derived=field.kind == FieldKind.DERIVED,
        is_hidden=is_hidden,
        kind=field.kind,
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """The first records of a data set that somebody may see: headings, whether numbers stand below, and the cells."""

    headings: list[tuple[str, bool]]
    rows: list[tuple[Record, list[tuple[str, Cell | None]]]]


def preview_of(user: Actor, dataset: Dataset) -> Preview:
    """Return some records with their first fields; what is personal is not among them."""
    fields = telling([dataset.pk])[dataset.pk]
    records = Record.objects.visible_to(user, to=Can.VIEW_RECORD).filter(dataset=dataset, is_live=True)
    found = records.select_related("place__parent").order_by("pk")[:_PREVIEWED]
    rows = []
    for record in found:
        cells = {cell.name: cell for cell in cells_of(record, fields, sees_personal=False)}
        rows.append((record, [(field.heading, cells.get(field.name)) for field in fields]))
    return Preview([(field.heading, field.kind in NUMBERS) for field in fields], rows)


def telling(datasets: Collection[str], *, most: int = _PREVIEWED) -> dict[str, list[DatasetField]]:
    """Return by data set the few fields by which people tell records apart: what names a thing before the others.

    Places stand beside them anyway, so answers of lists that come by themselves are the last, with what is asked only
    of who answered “other”; photos are no words, and what is personal is not told.
    """
    by_themselves = Q(kind__in=[FieldKind.CHOICE, FieldKind.CHOICES], choices=[])
    last = Case(When(by_themselves | Q(name__endswith="_other"), then=1), default=0)
    order = (F("is_naming").desc(), last, F("position"))
    fields = DatasetField.objects.filter(dataset__in=datasets, role=FieldRole.VALUE, is_retired=False)
    ranked = fields.filter(is_personal=False).exclude(kind=FieldKind.FILE).annotate(
        rank=Window(RowNumber(), partition_by=F("dataset"), order_by=order)
    )  # fmt: skip
    found: dict[str, list[DatasetField]] = {dataset: [] for dataset in datasets}
    for field in ranked.filter(rank__lte=most).order_by("dataset", "rank"):
        found[field.dataset_id].append(field)
    return found


def is_of_places(field: DatasetField) -> bool:
    """Tell whether the answers of a field are places or agencies: their lists come by themselves."""
    return field.kind in {FieldKind.CHOICE, FieldKind.CHOICES} and not field.choices


def _key_of(record: Record, fields: list[DatasetField], *, sees_personal: bool) -> list[Cell]:
    """Return what tells this record from others of its place and period, if anything does."""
    parts = [field for field in fields if field.role == FieldRole.KEY]
    if not record.key or not parts:
        return []
    is_hidden = any(field.is_personal for field in parts) and not sees_personal
    value, label = None if is_hidden else record.key, "/".join(field.label for field in parts)
    return [Cell("key", label, "", value, 0, is_derived=False, is_hidden=is_hidden, kind=FieldKind.TEXT)]


def photos_of(user: Actor, record: Record, fields: list[DatasetField], *, sees_personal: bool) -> list[Photo]:
    """Return the photos of a record as it stands, in the order of its fields, of entries that the user may see."""
    labels = {
        str(record.values[field.name]): field.label
        for field in fields
        if field.kind == FieldKind.FILE and record.values.get(field.name) and (sees_personal or not field.is_personal)
    }
    if not labels:
        return []
    standing = record.layers.filter(is_undone=False, revision__isnull=False).values("revision__entry")
    seen = EntryFile.objects.visible_to(user, to=Can.VIEW_ENTRY).verified()
    seen = seen.filter(revision__entry__in=standing, name__in=labels, file__media_type="image/jpeg")
    keys = dict(seen.order_by("revision__number").values_list("name", "pk"))
    return [Photo(keys[name], label) for name, label in labels.items() if name in keys]


def places_of(record: Record, fields: Iterable[DatasetField]) -> dict[str, str]:
    """Return the names of the places and agencies in a record, by code."""
    return words_of(record.values.get(field.name) for field in fields if is_of_places(field))


def _read(field: DatasetField, value: Any, places: Mapping[str, str]) -> Any:
    if is_of_places(field) and (names := named(value, places)):
        return names
    if field.choices:
        return worded(value, field.choices)
    return spoken(value, field.kind)


def spoken(value: Any, kind: str) -> Any:
    """Return a day or a moment as people say it, in the era of the reader, and any other value as it is."""
    if not isinstance(value, str) or not value:
        return value
    try:
        if kind == FieldKind.DATE:
            return thai_date(date.fromisoformat(value))
        return thai_datetime(datetime.fromisoformat(value)) if _MOMENT.fullmatch(value) else value
    except ValueError:  # a thirteenth month is shown as it was written
        return value


def worded(value: Any, choices: list[dict[str, str]]) -> str | None:
    """Return the words of an answer, or of several, in the reader's language; what no list has stays as it is."""
    if value is None:
        return None
    is_english = (get_language() or "th").startswith("en")
    words = {each["value"]: (each["en"] if is_english else "") or each["th"] for each in choices}
    return ", ".join(words.get(each, each) for each in (value if isinstance(value, list) else [str(value)]))


def worded_choices(field: DatasetField) -> list[tuple[str, str]]:
    """Return the answers that a field offers, each with its words in the reader's language."""
    is_english = (get_language() or "th").startswith("en")
    return [(each["value"], (each["en"] if is_english else "") or each["th"]) for each in field.choices]


def remarks_of(correction: Correction) -> list[str]:
    """Return what a correction brings with it, as sentences; of a field that has become personal, nothing."""
    if getattr(correction, "is_personal", False):
        return []  # they repeat values
    return [message_of(remark["code"], remark["values"]) for remark in correction.remarks]


def correctable(fields: list[DatasetField]) -> list[DatasetField]:
    """Return the fields whose cells can be corrected: a correction is read by more people than personal values are."""
    return [
        field
        for field in fields
        if field.role == FieldRole.VALUE
        and field.kind != FieldKind.DERIVED
        and not field.is_retired
        and not field.is_personal
    ]


def label_in_words(correction: Correction) -> str:
    """Return the field of a correction that was read `in_words`, in the reader's language."""
    words: Any = correction
    is_english = (get_language() or "th").startswith("en")
    return str((words.label_en if is_english else "") or words.label_th)


def history_of(record: Record, fields: list[DatasetField]) -> list[Past]:
    """Return the layers of a record, newest first, with the file or correction each comes from."""
    layers = record.layers.select_related(
        "run__by", "correction__by", "correction__decided_by", "revision__by", "revision__verified_by"
    )
    known = {field.name: field for field in fields}
    return [_past(layer, known) for layer in layers.order_by("-position")]


def _past(layer: Layer, known: dict[str, DatasetField]) -> Past:
    if layer.correction is None:
        return Past(layer)
    correction, field = layer.correction, known.get(layer.correction.field)
    label = field.label if field else correction.field
    if field and field.is_personal:
        return Past(layer, label, HIDDEN, HIDDEN)
    return Past(layer, label, correction.old, correction.new)
