"""Thai first, English by a switch."""

import pytest

from tambon.system import system_user

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.parametrize(("cookie", "expected"), [(None, "th"), ("en", "en"), ("th", "th"), ("xx", "th")])
def test_page_is_thai_whatever_the_browser_asks_until_switched(client, cookie, expected):
    if cookie:
        client.cookies["u2t_language"] = cookie

    response = client.get("/accounts/login/", headers={"accept-language": "en-US,en;q=0.9"})

    assert response["Content-Language"] == expected


def test_switch_keeps_the_choice(client):
    client.post("/language/setlang/", {"language": "en", "next": "/accounts/login/"})

    assert client.get("/accounts/login/")["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("pressed_on", "here"),
    [
        ("http://testserver/workforce/months/?q=1", "/workforce/months/?q=1"),
        ("http://elsewhere.example/x/", "/"),
        ("", "/"),
    ],
)
def test_after_a_press_that_was_refused_the_language_changes_on_the_page_it_was_pressed_on(client, pressed_on, here):
    client.force_login(system_user())

    page = client.post("/nowhere/", headers={"referer": pressed_on})

    assert page.status_code == 404
    assert f'name="next" value="{here}"' in page.content.decode()


def test_the_language_of_a_page_changes_on_the_page_itself(client):
    client.force_login(system_user())

    page = client.get("/datasets/?search=a", headers={"referer": "http://testserver/"}).content.decode()

    assert 'name="next" value="/datasets/?search=a"' in page
