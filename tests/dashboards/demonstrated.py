"""The demonstration stands while tests of a module look at it, and is gone after them."""

from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.test import override_settings

from dashboards.demonstration import allotment

HOME = allotment.HOME
DAY = date(2021, 12, 8)
#: The day on which the demonstration stands; months are as they lay then.
NOW = "2021-12-08T09:00:00+07:00"


@contextmanager
def standing(blocker, folder, *steps):
    """Do the steps once for all tests that only look at what they made."""
    with (
        blocker.unblock(),
        override_settings(DEMO=True, PRIVATE_FILES=folder, CLOCK=NOW),
        transaction.atomic(),
    ):
        for step in steps:
            step()
        connection.check_constraints()  # once, or the end of every test would check all of these rows
        yield
        transaction.set_rollback(True)
