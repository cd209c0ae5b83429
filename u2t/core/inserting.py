"""Rows of which very many are written one by one: their statement is worded and planned once, not with every row."""

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from u2t.core.prepared import Prepared

M = TypeVar("M", bound=Model)


def insert(row: M) -> M:
    """Write a new row, as `save` would but without signals; return it with its key.

    Raises:
        IntegrityError: a constraint refuses it.
        DataError: a value is longer than its column.
    """
    here = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, which it looks up with every use
    fields, statement = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection=here) for field in fields]
    ((row.pk,),) = statement.rows(*values)
    state = row._state  # noqa: SLF001 - Django's name for what a row knows of its storing
    state.adding, state.db = False, here.alias
    return row


@cache
def _statement(model: type[Model]) -> tuple[list["Field[Any, Any]"], Prepared]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join(f"${number}" for number in range(1, len(fields) + 1))
    types = [str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection)) for field in fields]
    table, key = quoted(meta.db_table), quoted(str(meta.pk.column))
    written = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608 - names of ours
    return fields, Prepared(f"insert_{meta.db_table}", types, written)
