"""What a field of a data set must be, and what of it may not change once values are stored."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.choices import FieldKind, FieldRole
from datasets.models import DatasetField
from datasets.selectors import meaning
from u2t.core.errors import DomainError, InputError
from u2t.core.importing.columns import heading_key

Changes: TypeAlias = Mapping[str, tuple[Any, Any]]

_NAME = re.compile(r"[A-Za-z][\w.]{0,79}", re.ASCII)
#: What says what a stored value means.
_MEANING = ("kind", "role", "formula", "unit_th", "unit_en")
_LIMITS = frozenset({"minimum", "maximum"})
_NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.DERIVED})
#: Each costs an index, which every import has to fill.
MOST_SEARCHABLE = 8
SEARCHABLE = _NUMBERS | {FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE}
#: The other roles belong to the columns with which every data set begins.
_ROLES_TO_ADD = frozenset({FieldRole.VALUE, FieldRole.KEY, FieldRole.IGNORED})


class DefinitionError(DomainError):
    """The definition cannot be changed so: something is stored or counted under it."""


class DefinitionInputError(InputError):
    """What was given is no definition."""


def check(field: DatasetField) -> None:
    """Stop at a field that is none.

    Raises:
        DefinitionInputError: with the name of what is wrong.
    """
    if not _NAME.fullmatch(field.name):
        raise _wrong("name", _("Write a name of letters, digits, _ and ., beginning with a letter."))
    if field.pk is None and field.dataset.fields.filter(name__iexact=field.name).exists():
        raise _wrong("name", _("The data set has a field of this name."))
    if field.is_added and field.pk is None and field.role not in _ROLES_TO_ADD:
        raise _wrong("role", _("The columns of place and period are there already."))
    try:
        field.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise _wrong(name, " ".join(messages)) from error
    _check_limits(field)
    _check_searchable(field)
    _check_naming(field)
    _check_headings(field)
    _check_formula(field)


def check_together(fields: Sequence[DatasetField], first: int) -> None:
    """Stop at fields from `first` on that are none, or that files of a new data set could not tell apart.

    Raises:
        DefinitionInputError: with what is wrong, and as `column` which of the new fields it is about.
    """
    names: dict[str, DatasetField] = {}
    words: dict[str, DatasetField] = {}
    for number, field in enumerate(fields, start=1 - first):
        if number > 0:
            try:
                _check_alone(field, names)
                _check_words(field, words)
            except DefinitionInputError as error:
                error.extra["column"] = number
                raise
        names[field.name.lower()] = field
        words.update(dict.fromkeys(_headings(field), field))


def _check_alone(field: DatasetField, names: Mapping[str, DatasetField]) -> None:
    if not _NAME.fullmatch(field.name):
        raise _wrong("name", _("Write a name of letters, digits, _ and ., beginning with a letter."))
    if field.name.lower() in names:
        raise _wrong("name", _("The data set has a field of this name."))
    try:
        field.full_clean(exclude=["dataset"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise _wrong(name, " ".join(messages)) from error


def _check_words(field: DatasetField, words: Mapping[str, DatasetField]) -> None:
    for heading in sorted(_headings(field) & words.keys()):
        shown = {"heading": field.label, "field": words[heading].label}
        raise _wrong("label_th", _("The heading “%(heading)s” is one of “%(field)s” already.") % shown)


def check_meaning(field: DatasetField, changes: Changes) -> None:
    """Stop at a change that would make stored values mean something else, or lie outside their limits.

    Raises:
        DefinitionError: with how many records stand in the way, and what to do.
    """
    meant = [name for name in _MEANING if name in changes]
    count = meaning.stored_count(field) if meant else 0
    if count:
        shown = {"field": field.label, "count": count}
        raise DefinitionError(
            ngettext(
                "%(count)s record has a value of “%(field)s”, which would come to mean something else. "
                "Add a new field and retire this one.",
                "%(count)s records have a value of “%(field)s”, which would come to mean something else. "
                "Add a new field and retire this one.",
                count,
            )
            % shown,
            extra={"field": meant[0], "count": count},
        )
    if _LIMITS & changes.keys():
        _check_stored_limits(field, changes)


def _check_stored_limits(field: DatasetField, changes: Changes) -> None:
    minimum = changes.get("minimum", (None, field.minimum))[1]
    maximum = changes.get("maximum", (None, field.maximum))[1]
    count = meaning.outside_count(field, minimum, maximum)
    if count:
        raise DefinitionError(
            ngettext(
                "%(count)s stored value lies outside these limits. Correct it first.",
                "%(count)s stored values lie outside these limits. Correct them first.",
                count,
            )
            % {"count": count},
            extra={"field": "minimum" if "minimum" in changes else "maximum", "count": count},
        )


def _check_limits(field: DatasetField) -> None:
    if field.minimum is None and field.maximum is None:
        return
    if field.kind not in _NUMBERS:
        raise _wrong("minimum", _("Only numbers have limits."))
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        raise _wrong("maximum", _("The greatest value is below the least."))


def _check_searchable(field: DatasetField) -> None:
    if not field.is_searchable:
        return
    if field.is_personal:
        raise _wrong("is_searchable", _("By what is personal nobody is found: take one of the two away."))
    if field.role != FieldRole.VALUE or field.kind not in SEARCHABLE:
        raise _wrong("is_searchable", _("Only values that are numbers, days, text or one of a list can be searched."))
    others = field.dataset.fields.filter(is_searchable=True, is_retired=False).exclude(pk=field.pk).count()
    if others >= MOST_SEARCHABLE:
        raise _wrong(
            "is_searchable",
            _("%(most)s fields are searchable already. Take one away first.") % {"most": MOST_SEARCHABLE},
        )


def _check_naming(field: DatasetField) -> None:
    if field.is_naming and (field.role != FieldRole.VALUE or field.kind != FieldKind.TEXT):
        raise _wrong("is_naming", _("Only text is a name."))


def _check_headings(field: DatasetField) -> None:
    """Two fields with one heading: which of them a column of a file is could not be known."""
    own = _headings(field)
    if field.pk is not None:
        own -= _headings(DatasetField.objects.get(pk=field.pk))
    for other in field.dataset.fields.filter(is_retired=False).exclude(name=field.name):
        for text in (other.name, other.label_th, other.label_en, *other.aliases):
            if text and heading_key(text) in own:
                shown = {"heading": text, "field": other.label}
                raise _wrong("aliases", _("The heading “%(heading)s” is one of “%(field)s” already.") % shown)


def _headings(field: DatasetField) -> set[str]:
    return {heading_key(text) for text in (field.name, field.label_th, field.label_en, *field.aliases) if text}


def _check_formula(field: DatasetField) -> None:
    if field.kind != FieldKind.DERIVED:
        if field.formula:
            raise _wrong("formula", _("Only a derived field has a formula."))
        return
    rate, base = field.parts or ("", "")
    kinds = {(other.name, other.kind) for other in field.dataset.fields.filter(role=FieldRole.VALUE, is_retired=False)}
    if (rate, FieldKind.PERCENT) not in kinds or (base, FieldKind.WHOLE) not in kinds:
        raise _wrong("formula", _("Write rate(A, B): A a field in per cent, B a whole number of which A is the share."))


def _wrong(name: str, message: str) -> DefinitionInputError:
    return DefinitionInputError(message, extra={"field": name})
