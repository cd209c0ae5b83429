"""The columns of a data set, made from its fields."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from datasets.selectors.answers import several_meant, value_meant
from datasets.selectors.grids import degrees_or_grid
from u2t.core.importing import cleaning
from u2t.core.importing.columns import Clean, ImportColumn, text_up_to
from u2t.core.importing.issues import CellError
from u2t.core.text import normalise

_LONGEST = 200
#: What a form takes as an answer, a file brings too.
LONGEST_TEXT = 20_000
#: As an answer in words; of a number it says that there is no value.
NONE = "ไม่มี"
#: A natural key, and the name of a place.
LONGEST_KEY = 120


def _text(text: str) -> str | None:
    """Return a text with its line breaks, as somebody wrote it into a form; that there is none is an answer there."""
    if normalise(text) == NONE:
        return NONE
    if "\n" not in text and "\r" not in text:
        line: str | None = _one_line(text)
        return line
    if cleaning.is_nothing(text):
        return None
    cleaning.refuse_formula(text)
    found = "\n".join(map(normalise, text.splitlines())).strip()
    if len(found) > LONGEST_TEXT:
        raise CellError("text_too_long", limit=LONGEST_TEXT)
    return found or None


_one_line = text_up_to(LONGEST_TEXT)


def _answer(field: DatasetField) -> Clean:
    """Return what reads the answer of a list, or several: by their values or by their words.

    Lists have answers such as “ไม่มี”, which stand for nothing elsewhere.
    """
    is_one = field.kind == FieldKind.CHOICE
    clean, meant = text_up_to(_LONGEST if is_one else LONGEST_TEXT), value_meant(field.choices)
    several = several_meant(field.choices)

    def one(text: str) -> Any:
        return meant(text) or clean(text)

    def many(text: str) -> Any:
        known = meant(text)
        if known is not None:
            return [known]
        return several(text) if clean(text) else None

    return one if is_one else many


_CLEANERS: dict[str, Clean] = {
    FieldKind.TEXT: _text,
    FieldKind.WHOLE: cleaning.whole,
    FieldKind.DECIMAL: cleaning.number,
    FieldKind.PERCENT: cleaning.number,
    FieldKind.DATE: cleaning.day,
    FieldKind.POINT: degrees_or_grid,
    FieldKind.FILE: text_up_to(_LONGEST),
}
_CODES = frozenset({FieldRole.PLACE, FieldRole.AREA_CODE})
_NOT_VALUES = frozenset({FieldRole.PLACE, FieldRole.PLACE_NAME, FieldRole.AREA_CODE, FieldRole.AREA_NAME}) | frozenset(
    {FieldRole.PERIOD, FieldRole.KEY}
)


def columns_of(fields: Sequence[DatasetField]) -> list[ImportColumn]:
    """Return a column for every field that a file can bring; what is derived is not in files."""
    return [_column(field) for field in fields if field.kind != FieldKind.DERIVED]


def _column(field: DatasetField) -> ImportColumn:
    return ImportColumn(
        name=field.name,
        label=field.label_th,
        clean_text=_cleaner(field),
        headings=(field.label_th, field.label_en, *field.aliases),
        is_required=field.is_required,
        minimum=field.minimum,
        maximum=field.maximum,
        fills_down=field.role in _NOT_VALUES,
        is_personal=field.is_personal,
    )


def _cleaner(field: DatasetField) -> Clean:
    if field.role in _CODES:
        return _code
    if field.kind == FieldKind.TEXT and field.role in {FieldRole.KEY, FieldRole.PLACE_NAME}:
        return text_up_to(LONGEST_KEY)
    if field.role in {FieldRole.PERIOD, FieldRole.IGNORED}:
        return str
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return _answer(field)
    return _CLEANERS[field.kind]


def as_json(value: Any) -> Any:
    """Return a value as it is stored: exact numbers stay numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _code(text: str) -> str:
    if cleaning.is_nothing(text):
        return ""
    cleaning.refuse_formula(text)
    return cleaning.code(text)
