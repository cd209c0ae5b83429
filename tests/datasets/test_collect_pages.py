"""The pages on which forms are filled in, as a device keeps them."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("worker_js", "page", "language", "title"),
    [
        ("collect-worker", "collect", "th", "แบบเก็บข้อมูล"),
        ("collect-worker", "collect", "en", "Forms to fill in"),
        ("log-worker", "log-create", "th", "วันนี้ทำอะไรบ้าง"),
        ("log-worker", "log-create", "en", "What did you do?"),
        ("log-worker", "signin-create", "th", "ลงเวลา"),
        ("log-worker", "signin-create", "en", "Sign in to work"),
    ],
)
def test_what_a_device_keeps_for_when_there_is_no_network_is_in_the_language_of_the_page(
    client, worker, worker_js, page, language, title
):
    client.force_login(worker)
    client.cookies["u2t_language"] = language
    script = client.get(reverse(worker_js)).content.decode().encode().decode("unicode_escape")
    (shell,) = re.findall(f'"{re.escape(reverse(page))}": "([^"]+)"', script)

    client.cookies.clear()
    page = client.get(shell).content.decode()

    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}" in page


def test_a_language_that_is_none_is_answered_in_thai(client, db):
    for name in ("collect-shell", "log-shell", "signin-shell"):
        assert '<html lang="th">' in client.get(f"{reverse(name)}?language=xx").content.decode(), name
