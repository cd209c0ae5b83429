"""A thousand copies of one row, in the transaction of a test: what makes rows unique is taken away until it ends."""

from django.db import connection, models


def copies(row, first, last):
    """Copy a row for each number, with keys of their own."""
    table, key = row._meta.db_table, row._meta.pk
    columns = [
        field.column for field in row._meta.local_concrete_fields if not field.primary_key and not field.generated
    ]
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        _free(cursor, table)
        cursor.execute(
            f'INSERT INTO "{table}" ("{key.column}", {listed}) SELECT {_key(row)}, {listed}'
            f' FROM "{table}" CROSS JOIN generate_series(%s, %s) g WHERE "{key.column}" = %s',
            [first, last, row.pk],
        )


def _key(row):
    """Return how a new key is made."""
    key, table = row._meta.pk, row._meta.db_table
    if isinstance(key, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(key, models.CharField):
        return f"left(\"{key.column}\", {min(key.max_length, 16) - 5}) || '-' || g"
    return f'(SELECT max("{key.column}") FROM "{table}") + g'


def _free(cursor, table):
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x', 'c')", [table]
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}" CASCADE')
    cursor.execute(
        "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
