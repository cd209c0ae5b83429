"""Tokens and who I am."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.authtoken.models import Token

from tambon.system import system_user

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
URL = "/api/v1/token/"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def ask(client, username="province", password="u2t-test-password"):
    return client.post(URL, {"username": username, "password": password}, content_type="application/json")


def test_token_opens_the_api(client, officer):
    token = ask(client).json()["token"]

    answer = client.get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).json()

    assert answer["username"] == "province"
    assert [(row["role"], row["kind"], row["area"]) for row in answer["roles"]] == [("province", "province", "63")]


def test_token_is_kept_until_it_expires_then_made_anew(client, officer):
    first = ask(client).json()["token"]
    assert ask(client).json()["token"] == first

    Token.objects.update(created=timezone.now() - timedelta(days=31))

    assert client.get("/api/v1/me/", headers={"Authorization": f"Token {first}"}).status_code == 401
    assert ask(client).json()["token"] != first


def test_token_for_a_wrong_password_is_refused(client, officer):
    assert ask(client, password="wrong").status_code == 401


def test_token_without_a_password_names_the_field(client, officer):
    answer = client.post(URL, {"username": "province"}, content_type="application/json")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"password"}


def test_token_for_a_closed_account_is_refused(client, officer):
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    assert ask(client).status_code == 401


def test_token_for_the_system_is_refused(client):
    user = system_user()
    user.set_password("u2t-test-password")
    user.save()

    assert ask(client, "system").status_code == 403


def test_token_with_two_step_sign_in_is_refused(client, officer):
    Authenticator.objects.create(user=officer, type="totp", data={})

    assert ask(client).status_code == 403


def test_token_is_rate_limited(client, officer):
    answers = [ask(client, "nobody", "x").status_code for _ in range(25)]

    assert 429 in answers


def test_me_of_a_stranger_is_refused(client):
    assert client.get("/api/v1/me/").status_code == 401


def test_command_prints_the_token_only(officer):
    out = StringIO()

    call_command("api_token", "province", stdout=out)

    assert out.getvalue() == f"{Token.objects.get().key}\n"


@pytest.mark.parametrize(("username", "code"), [("nobody", 2), ("system", 1)])
def test_command_says_why_not(officer, username, code):
    system_user()

    with pytest.raises(CommandError) as error:
        call_command("api_token", username)

    assert error.value.returncode == code
