"""Thai first, English by a switch."""

import pytest

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
