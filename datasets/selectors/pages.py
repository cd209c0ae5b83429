"""What the pages of this app show, as plain values."""

from dataclasses import dataclass
from typing import Any

from datasets.choices import FieldKind, FieldRole
from datasets.models import Correction, Dataset, DatasetField, Layer, Record
from u2t.core.importing.issues import message_of
from u2t.core.models import ImportRun


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


def matched_columns(run: ImportRun, dataset: Dataset) -> list[Matched]:
    """Return how the headings of the file were understood, in the order of the file."""
    labels = {field.name: field.label for field in dataset.fields.all()}
    return [Matched(heading, labels.get(name, name)) for heading, name in run.columns.get("matched", [])]


def cells_of(record: Record, fields: list[DatasetField]) -> list[Cell]:
    """Return the values of a record in the order of its data set's fields."""
    shown = [field for field in fields if field.role == FieldRole.VALUE and field.name in record.values]
    return [
        Cell(
            name=field.name,
            label=field.label,
            unit=field.unit,
            value=record.values[field.name],
            decimals=2 if field.kind in {FieldKind.PERCENT, FieldKind.DECIMAL} else 0,
            is_derived=field.kind == FieldKind.DERIVED,
        )
        for field in shown
    ]


def remarks_of(correction: Correction) -> list[str]:
    """Return what a correction brings with it, as sentences in the reader's language."""
    return [message_of(remark["code"], remark["values"]) for remark in correction.remarks]


def correctable(fields: list[DatasetField]) -> list[DatasetField]:
    """Return the fields whose cells can be corrected."""
    return [
        field
        for field in fields
        if field.role == FieldRole.VALUE and field.kind != FieldKind.DERIVED and not field.is_retired
    ]


def history_of(record: Record) -> list[Layer]:
    """Return the layers of a record, newest first, with the file or correction each comes from."""
    layers = record.layers.select_related("run__by", "correction__by", "correction__decided_by")
    return list(layers.order_by("-position"))
