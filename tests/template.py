"""All migrations, run once into a database that those of the tests are copied from.

It stays between runs and carries a digest of the migrations as its comment: another state of them makes it anew, and so
does `--create-db`, once for all processes of a run.
"""

import hashlib
import os
from importlib.metadata import version

from django.apps import apps
from django.conf import settings
from django.db import connection

from u2t.machine.locks import Lock
from u2t.machine.places import CHECKOUT, state_folder

NAME = f"{settings.DATABASES['default']['TEST']['NAME']}_template"
COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def have(*, anew=False):
    """Have the database NAME as the migrations leave it; of several processes one makes it, and the others wait."""
    with Lock(state_folder(CHECKOUT) / "template.lock"):
        if not serves(_comment(), anew=anew):
            _make()


def serves(comment, *, anew):
    """Tell whether the database that says so of itself can be copied; one made `anew`, if by a process of this run."""
    made_of, _blank, made_by = (comment or "").partition(" ")
    return made_of == digest() and (not anew or made_by == _run() != "")


def told():
    """Return what a database says of itself that this process makes."""
    return f"{digest()} {_run()}"


def _run():
    """Return what pytest-xdist calls the run, the same in all its processes; a process alone has no such name."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", "")


def digest():
    """Return a digest of what the migrations are, and of what runs them."""
    found = hashlib.sha256(version("django").encode())
    for app in apps.get_app_configs():
        for path in sorted((CHECKOUT / app.name.replace(".", "/") / "migrations").glob("*.*")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _comment():
    with connection._nodb_cursor() as cursor:
        cursor.execute(COMMENT, [NAME])
        found = cursor.fetchone()
    return found and found[0]


def _make():
    usual, wanted = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = NAME
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()  # nobody may be in a database that is copied
        connection.settings_dict["NAME"] = usual
        connection.settings_dict["TEST"]["NAME"] = wanted
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(NAME)} IS '{told()}'")
