"""The pages on which forms are filled in, as a device keeps them."""

import re

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.mark.parametrize(("language", "title"), [("th", "แบบเก็บข้อมูล"), ("en", "Forms to fill in")])
def test_what_a_device_keeps_for_when_there_is_no_network_is_in_the_language_of_the_page(
    client, worker, language, title
):
    client.force_login(worker)
    client.cookies["u2t_language"] = language
    (shell,) = re.findall(
        r'"/datasets/collect/": "([^"]+)"', client.get("/datasets/collect/worker.js").content.decode()
    )

    client.cookies.clear()
    page = client.get(shell.encode().decode("unicode_escape")).content.decode()

    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page


def test_a_language_that_is_none_is_answered_in_thai(client):
    assert '<html lang="th">' in client.get("/datasets/collect/shell/?language=xx").content.decode()
