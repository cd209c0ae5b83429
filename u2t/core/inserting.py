"""Rows of which very many are written one by one: their statement is worded once, and not with every row."""

from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


def insert(row: M) -> M:
    """Write a new row, as `save` would but without signals; return it with its key.

    Raises:
        IntegrityError: a constraint refuses it.
    """
    fields, statement = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection=connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    state = row._state  # noqa: SLF001 - Django's name for what a row knows of its storing
    state.adding, state.db = False, connection.alias
    return row


@cache
def _statement(model: type[Model]) -> tuple[list["Field[Any, Any]"], str]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places, key = ", ".join(["%s"] * len(fields)), quoted(str(meta.pk.column))
    table = quoted(meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608 - names of ours
