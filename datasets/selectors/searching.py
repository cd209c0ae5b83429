"""Records found by the values of a field: each searchable one has an index of its own over the records that count."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import DecimalField, Field, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils.translation import gettext as _

from datasets.choices import FieldKind
from datasets.models import DatasetField, Record
from u2t.core.errors import InputError
from u2t.core.importing import cleaning
from u2t.core.importing.issues import CellError
from u2t.core.keyset import Certain
from u2t.core.text import normalise

_WORDS = frozenset({FieldKind.TEXT, FieldKind.CHOICE})
_TEXTS = _WORDS | {FieldKind.DATE}
#: What is no number under the name of one has none: an index that fails at one value is of use to nobody.
_NUMBER = """CASE WHEN jsonb_typeof({values} -> {name}) = 'number' THEN ({values} ->> {name})::numeric END"""
_LONGEST = 200
#: An index holds no text of some thousand bytes, and would keep the record out.
_TEXT = f"left({{values}} ->> {{name}}, {_LONGEST})"


class SearchError(InputError):
    """Records cannot be found so."""


@dataclass(frozen=True, slots=True)
class Step:
    """An index to be made or dropped."""

    name: str
    statement: str


def found(rows: QuerySet[Record], name: str, *, equal: str, least: str, most: str) -> QuerySet[Record]:
    """Return those of the records of one data set whose value is the one given, or lies between two.

    Raises:
        SearchError: the field is not searchable, or a value is none of its kind.
    """
    field = searchable(rows).filter(name=name).first()
    if field is None:
        raise _wrong("field", _("No searchable field has this name."))
    if field.kind in _WORDS and (least or most):
        raise _wrong("least" if least else "most", _("Text has no range: give its value."))
    given = {"exact": ("value", equal), "gte": ("least", least), "lte": ("most", most)}
    asked = {f"searched__{how}": _value(field, said, text) for how, (said, text) in given.items() if text}
    if not asked:
        raise _wrong("value", _("Give the value of the field, or from where to where it lies."))
    if least and most and asked["searched__gte"] > asked["searched__lte"]:
        raise _wrong("most", _("Nothing lies so: “To” is less than “From”."))
    # Whatever is asked, a record without a value is not among them: they can be put in the order of the index.
    return rows.annotate(searched=Certain(_expression(field), output_field=_kind(field))).filter(**asked)


def searchable(rows: QuerySet[Record]) -> QuerySet[DatasetField]:
    """Return the fields by whose values records of one data set are found."""
    fields = DatasetField.objects.filter(is_searchable=True, is_retired=False, is_personal=False)
    return fields.filter(dataset__in=rows.order_by().values("dataset")[:1])


def ordered(query: QueryDict) -> str:
    """Return the column by which records found by a field are put in order, if the query asks for that."""
    return {"value": "searched", "-value": "-searched"}.get(query.get("order", ""), "")


def _expression(field: DatasetField) -> RawSQL:
    is_text = field.kind in _TEXTS
    sql = (_TEXT if is_text else _NUMBER).format(values="datasets_record.values", name="%s")
    return RawSQL(sql, [field.name] * sql.count("%s"), output_field=_kind(field))  # noqa: S611 - the name is a parameter


def _kind(field: DatasetField) -> "Field[Any, Any]":
    return TextField() if field.kind in _TEXTS else DecimalField(max_digits=40, decimal_places=10)


def _value(field: DatasetField, said: str, text: str) -> Any:
    if len(text) > _LONGEST:
        raise _wrong(said, _("A value has at most %(most)s characters.") % {"most": _LONGEST})
    try:
        if field.kind in _WORDS:
            return answer_meant(field, text)
        # As cells of a file are read: people write days of the Buddhist era, and thousands separated.
        meant = cleaning.day(text) if field.kind == FieldKind.DATE else cleaning.number(text)
    except CellError as error:
        raise _misfit(field, said) from error
    if meant is None:
        raise _misfit(field, said)
    return meant.isoformat() if isinstance(meant, date) else meant


def answer_meant(field: DatasetField, text: str) -> str:
    """Return the answer of a list that is meant, also where it is given by its words."""
    sought = normalise(text)
    said = {each["value"]: {each["th"], each["en"]} - {""} for each in field.choices}
    meant = (value for value, words in said.items() if sought in words)
    return sought if sought in said else next(meant, text)  # the words of one may be what another is kept as


def _misfit(field: DatasetField, said: str) -> SearchError:
    if field.kind == FieldKind.DATE:
        return _wrong(said, _("Write a day, such as 31/12/2564 or 2021-12-31."))
    return _wrong(said, _("Write a number, such as 12 or 12.5."))


def _wrong(field: str, message: str) -> SearchError:
    return SearchError(message, extra={"field": field})


def lacking(dataset: str) -> list[Step]:
    """Return the indexes that searchable fields of a data set ask for and that are not there."""
    there = _indexes(dataset)
    return [step for name, step in _wanted(dataset).items() if name not in there]


def superfluous(dataset: str) -> list[Step]:
    """Return the indexes of fields of a data set that no field asks for any more, or that were never finished."""
    wanted = _wanted(dataset)
    return [
        Step(name, f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        for name, is_valid in _indexes(dataset, with_broken=True).items()
        if name not in wanted or not is_valid
    ]


def do(step: Step) -> None:
    """Make or drop an index while others read and write."""
    with connection.cursor() as cursor:
        cursor.execute(step.statement)


def _wanted(dataset: str) -> dict[str, Step]:
    fields = DatasetField.objects.filter(dataset=dataset, is_searchable=True, is_retired=False, is_personal=False)
    return {name: Step(name, _statement(name, field)) for field in fields for name in [_name(field)]}


def _name(field: DatasetField) -> str:
    return f"record_field_{field.pk}_{'text' if field.kind in _TEXTS else 'number'}"


def _statement(name: str, field: DatasetField) -> str:
    quoted = {text: text.replace("'", "''") for text in (field.name, field.dataset_id)}
    column = (_TEXT if field.kind in _TEXTS else _NUMBER).format(values='"values"', name=f"'{quoted[field.name]}'")
    return (
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON datasets_record (({column}), id)"
        f" WHERE dataset_id = '{quoted[field.dataset_id]}' AND is_live"
    )


def _indexes(dataset: str, *, with_broken: bool = False) -> dict[str, bool]:
    keys = DatasetField.objects.filter(dataset=dataset).values_list("pk", flat=True)
    names = [f"record_field_{key}_{kind}" for key in keys for kind in ("text", "number")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE c.relname = ANY(%s) AND i.indrelid = 'datasets_record'::regclass",
            [names],
        )
        return {name: is_valid for name, is_valid in cursor.fetchall() if is_valid or with_broken}
