"""Rows of which very many are written one by one: their statement is worded and planned once, not with every row."""

import hashlib
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from u2t.core.prepared import Prepared

M = TypeVar("M", bound=Model)
_LONGEST_NAME = 63


def insert(row: M, *others: Model) -> M:
    """Write new rows, as `save` would but without signals, all by one statement; return the first.

    Each has its key then; one that another speaks of needs it before (`reserve`).

    Raises:
        IntegrityError: a constraint refuses one of them, and none is written.
        DataError: a value is longer than its column.
    """
    here = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, which it looks up with every use
    rows: tuple[Model, ...] = (row, *others)
    written, statement = _statement(tuple((type(each), each.pk is not None) for each in rows))
    values = [
        field.get_db_prep_save(field.pre_save(each, add=True), connection=here)
        for each, fields in zip(rows, written, strict=True)
        for field in fields
    ]
    (keys,) = statement.rows(*values)
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
def _statement(kinds: tuple[tuple[type[Model], bool], ...]) -> tuple[list[list["Field[Any, Any]"]], Prepared]:
    quoted, types = connection.ops.quote_name, list[str]()
    written, parts = list[list["Field[Any, Any]"]](), list[str]()
    for place, (model, has_key) in enumerate(kinds):
        meta = model._meta
        fields = [field for field in meta.concrete_fields if has_key or not field.primary_key]
        numbers = range(len(types) + 1, len(types) + len(fields) + 1)
        types += [str(_type_of(field)) for field in fields]
        columns = ", ".join(quoted(str(field.column)) for field in fields)
        values = ", ".join(f"${number}" for number in numbers)
        key = quoted(str(meta.pk.column))
        parts.append(
            f"w{place} (key) AS (INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({values}) RETURNING {key})"  # noqa: S608 - names of ours
        )
        written.append(fields)
    keys = ", ".join(f"w{place}.key" for place in range(len(kinds)))
    sources = ", ".join(f"w{place}" for place in range(len(kinds)))
    name = "_".join(["insert", *(f"{model._meta.db_table}{'_keyed' * has_key}" for model, has_key in kinds)])
    return written, Prepared(_short(name), types, f"WITH {', '.join(parts)} SELECT {keys} FROM {sources}")  # noqa: S608 - as above


def _type_of(field: "Field[Any, Any]") -> str | None:
    if field.is_relation or field.primary_key:
        return field.rel_db_type(connection)
    return field.db_type(connection)


def _short(name: str) -> str:
    """PostgreSQL cuts names off at 63 letters, and two would be one."""
    return (
        name
        if len(name) <= _LONGEST_NAME
        else f"insert_{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()}"
    )
