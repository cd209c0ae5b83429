"""Every string has its Thai."""

import re
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


def test_gettext_goes_by_names_that_the_collector_of_strings_knows():
    """What is called by another name is not collected, and so is shown in English for ever."""
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {name}"
        for app in ("u2t", "tambon", "datasets", "dashboards", "workforce")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        for name in re.findall(r"gettext\w* as (\w+)", path.read_text(encoding="utf-8"))
        if name not in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    ]
    assert found == []
