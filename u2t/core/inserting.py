"""Rows of which very many are written one by one: their statement is worded and planned once, not with every row."""

import hashlib
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from u2t.core.prepared import Prepared

M = TypeVar("M", bound=Model)
#: Of each row its model, and whether it has its key already.
_Kinds: TypeAlias = tuple[tuple[type[Model], bool], ...]


def insert(row: M, *others: Model) -> M:
    """Write new rows, as `save` would but without signals, all by one statement; return the first.

    Each has its key then; one that another speaks of needs it before (`reserve`). A dictionary that several of them
    hold in common is sent and read once.

    Raises:
        IntegrityError: a constraint refuses one of them, and none is written.
        DataError: a value is longer than its column.
    """
    here = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, which it looks up with every use
    rows: tuple[Model, ...] = (row, *others)
    kinds = tuple((type(each), each.pk is not None) for each in rows)
    fields, values = _fields(kinds), list[Any]()
    places, known = list[int](), dict[int, int]()
    for each, theirs in zip(rows, fields, strict=True):
        for field in theirs:
            value = field.pre_save(each, add=True)
            place = known.get(id(value)) if isinstance(value, dict) else None
            if place is None:
                values.append(field.get_db_prep_save(value, connection=here))
                place = known[id(value)] = len(values)
            places.append(place)
    (keys,) = _statement(kinds, tuple(places)).rows(*values)
    for each, key in zip(rows, keys, strict=True):
        each.pk = key
        state = each._state  # noqa: SLF001 - Django's name for what a row knows of its storing
        state.adding, state.db = False, here.alias
    return row


def reserve(model: type[Model]) -> int:
    """Return a key that no row has and no other will get."""
    ((key,),) = _next(model).rows()
    return int(key)


def next_key(model: type[Model]) -> str:
    """Word what gives such a key, for a question that is asked anyway."""
    meta = model._meta
    return f"nextval('{meta.db_table}_{meta.pk.column}_seq')"


@cache
def _next(model: type[Model]) -> Prepared:
    return Prepared(f"next_{model._meta.db_table}", (), f"SELECT {next_key(model)}")


@cache
def _fields(kinds: _Kinds) -> list[list["Field[Any, Any]"]]:
    return [
        [field for field in model._meta.concrete_fields if has_key or not field.primary_key] for model, has_key in kinds
    ]


@cache
def _statement(kinds: _Kinds, places: tuple[int, ...]) -> Prepared:
    """Word the statement whose columns, of one row after the other, take the values in these places."""
    quoted, given = connection.ops.quote_name, iter(places)
    types, parts = dict[int, str](), list[str]()
    for number, ((model, _has_key), fields) in enumerate(zip(kinds, _fields(kinds), strict=True)):
        meta = model._meta
        theirs = [(field, next(given)) for field in fields]
        types |= {place: str(_type_of(field)) for field, place in theirs}
        columns = ", ".join(quoted(str(field.column)) for field, _place in theirs)
        values = ", ".join(f"${place}" for _field, place in theirs)
        key = quoted(str(meta.pk.column))
        parts.append(
            f"w{number} (key) AS (INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({values}) RETURNING {key})"  # noqa: S608 - names of ours
        )
    keys = ", ".join(f"w{number}.key" for number in range(len(kinds)))
    sources = ", ".join(f"w{number}" for number in range(len(kinds)))
    question = f"WITH {', '.join(parts)} SELECT {keys} FROM {sources}"  # noqa: S608 - as above
    return Prepared(f"insert_{_mark(question)}", [types[place] for place in sorted(types)], question)


def _type_of(field: "Field[Any, Any]") -> str | None:
    if field.is_relation or field.primary_key:
        return field.rel_db_type(connection)
    return field.db_type(connection)


def _mark(question: str) -> str:
    """Return what tells statements apart: PostgreSQL cuts longer names off, and two would be one."""
    return hashlib.md5(question.encode(), usedforsecurity=False).hexdigest()
