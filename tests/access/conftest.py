"""The world of the matrix, built once for each module: its tests only look, or take back what they changed."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    with (
        django_db_blocker.unblock(),
        # Maps not of a site that runs in the same folder.
        override_settings(PRIVATE_FILES=folder, MAPS=folder / "maps"),
        transaction.atomic(),
    ):
        yield World()
        transaction.set_rollback(True)
