"""Tokens and who I am."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.authtoken.models import Token

from tambon.models import Agency
from tambon.permissions import Can
from tambon.reach import held_by
from tambon.system import system_user
from tests.factories import people
from tests.factories import tambon as make
from u2t.core.access import granted
from u2t.core.api.authentication import ExpiringTokenAuthentication

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


def _close(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


def _take_away(user):
    Token.objects.filter(user=user).delete()


def _set_up_a_second_step(user):
    Authenticator.objects.create(user=user, type="totp", data={})


@pytest.mark.parametrize(
    ("happen", "status"), [(_close, 401), (_take_away, 401), (_set_up_a_second_step, 403)]
)  # fmt: skip
def test_token_opens_nothing_after_what_happened_since(client, officer, happen, status):
    header = {"Authorization": f"Token {Token.objects.create(user=officer).key}"}
    before = client.get("/api/v1/me/", headers=header).status_code
    happen(officer)

    assert (before, client.get("/api/v1/me/", headers=header).status_code) == (200, status)


def test_token_brings_its_user_with_roles_and_grants_by_one_question(officer, admin, django_assert_num_queries):
    other = make.user("other")
    people.grant(officer, make.agency("land-tak"), admin, permission=Can.VIEW_AGENCY)
    officers, others = (Token.objects.create(user=one).key for one in (officer, other))
    ExpiringTokenAuthentication().authenticate_credentials(others)  # planned once for all of a connection

    with django_assert_num_queries(2):
        found, token = ExpiringTokenAuthentication().authenticate_credentials(officers)
        stranger, _token = ExpiringTokenAuthentication().authenticate_credentials(others)
        assert ([one.role for one in held_by(found)], held_by(stranger)) == (["province"], [])
        seen = [granted(one, Can.VIEW_AGENCY, Agency) is not None for one in (found, stranger)]

    assert (found, token, stranger, seen) == (officer, Token.objects.get(user=officer), other, [True, False])


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
