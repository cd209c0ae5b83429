"""Every string has its Thai."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path(settings.BASE_DIR) / "u2t/locale/th/LC_MESSAGES/django.po"
NOT_OURS = ["node_modules", ".venv", "var", "tests", ".git", "locale"]  # "locale": or it writes to the real catalogue


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs gettext's xgettext, which is not installed")
def test_catalogue_has_thai_for_every_string(tmp_path, settings, monkeypatch):
    folder = tmp_path / "locale/th/LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(CATALOGUE, folder)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(settings.BASE_DIR)

    call_command("makemessages", locale=["th"], ignore_patterns=NOT_OURS, no_location=True, no_wrap=True, verbosity=0)

    with (folder / "django.po").open("rb") as stream:
        found = read_po(stream)
    assert [message.id for message in found if message.id and (message.fuzzy or not _is_translated(message))] == []


def _is_translated(message):
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def test_catalogue_keeps_the_placeholders_of_each_string():
    with CATALOGUE.open("rb") as stream:
        found = read_po(stream)

    assert len(found) > 100
    assert [str(error) for message in found for error in message.check()] == []
