"""Rows stored over whole sets by COPY, with keys taken before."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange


class Copy:
    """Stores rows by COPY; a name for what only services may call, inside their transaction."""

    @staticmethod
    def keys(model: type[models.Model], count: int) -> list[int]:
        """Take keys from the sequence of a table, so that rows can name one another before they are stored."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [int(key) for (key,) in cursor.fetchall()]

    @staticmethod
    def store(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
        """Store rows; what a row does not name has the model's default."""
        if not rows:
            return
        fields = [field for field in model._meta.concrete_fields if field.attname in rows[0] or not field.primary_key]
        defaults = {field.attname: field.get_default() for field in fields}
        buffer = StringIO()
        writer = csv.writer(buffer)
        for row in rows:
            writer.writerow([_text(field, row.get(field.attname, defaults[field.attname])) for field in fields])
        buffer.seek(0)
        names = ", ".join(f'"{field.column}"' for field in fields)
        texts = ", ".join(
            f'"{f.column}"' for f in fields if not f.null and isinstance(f, models.CharField | models.TextField)
        )
        with connection.cursor() as cursor, connection.wrap_database_errors:  # Django does not know COPY
            cursor.copy_expert(
                f'COPY "{model._meta.db_table}" ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({texts}))', buffer
            )


def _text(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(value, DateRange):
        return f"[{value.lower},{value.upper})"
    return field.get_prep_value(value) if isinstance(value, str) else value
