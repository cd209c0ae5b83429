"""After a test whose commits are real: empty the tables that hold rows.

Django's flush gives each of some two hundred tables new files, and has content types and permissions made anew after
it: two seconds for a handful of rows.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

#: What the migrations made of the models stays.
KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})

_flush = TransactionTestCase._fixture_teardown


def empty(case):
    """Take the rows away with all triggers off, guards and foreign keys among them: no row is left to point at one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if not cursor.fetchone()[0]:
            return _flush(case)  # on a server that somebody named, triggers may not be ours to turn off
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled(cursor):
            cursor.execute(f"DELETE FROM {table}")
    return None


def _filled(cursor):
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    quoted = [connection.ops.quote_name(name) for name in sorted(names)]
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted))
    return [name for (name,) in cursor.fetchall()]
