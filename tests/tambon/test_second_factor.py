"""The second step of sign-in: who needs it, how it is set up, and what is refused without it."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from rest_framework.authtoken.models import Token

from tests.factories import tambon as make
from u2t.core.access import roles
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture(autouse=True)
def _held_to_it(settings):
    settings.SECOND_FACTOR, settings.DEMO = True, False
    cache.clear()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.username, "password": "u2t-test-password"})


def confirm(client):
    """Type the password again, which is asked before a second step is set up."""
    client.post(reverse("account_reauthenticate"), {"password": "u2t-test-password"})


def test_roles_that_change_the_nation_need_it():
    assert {role.code for role in roles().values() if role.needs_mfa} == {"ministry", "steward", "admin"}


@pytest.mark.parametrize("path", ["/", "/areas/TH/", "/tambon/people/", "/exports/"])
def test_without_it_everything_leads_to_setting_it_up(client, ministry, path):
    client.force_login(ministry)

    answer = client.get(path)

    assert (answer.status_code, answer.url) == (302, reverse("mfa_activate_totp"))


def test_without_it_the_api_says_why(client, ministry):
    client.force_login(ministry)

    answer = client.get("/api/v1/me/", headers={"accept-language": "en"})

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "second step" in answer.json()["title"]


def test_it_is_set_up_once_and_asked_at_each_sign_in(client, ministry):
    sign_in(client, ministry)
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302, done.context["form"].errors
    assert client.get("/areas/TH/").status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}

    client.post(reverse("account_logout"))
    cache.clear()  # the same code is not taken twice
    asked = sign_in(client, ministry)
    assert asked.url == reverse("mfa_authenticate")
    assert client.get("/areas/TH/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert client.get("/areas/TH/").status_code == 200


def test_a_recovery_code_works_once_in_place_of_the_phone(client, ministry):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(ministry, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(ministry).get_unused_codes()[0]

    sign_in(client, ministry)
    client.post(reverse("mfa_authenticate"), {"code": code})
    first = client.get("/areas/TH/").status_code
    client.post(reverse("account_logout"))
    sign_in(client, ministry)
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert (first, client.get("/areas/TH/").status_code) == (200, 302)


def test_roles_without_the_need_go_on(client, officer):
    client.force_login(officer)

    assert client.get("/areas/TH/").status_code == 200


def test_accounts_of_the_demonstration_are_exempt_and_nobody_else(client, ministry, settings):
    settings.DEMO = True
    other = make.user("somebody")
    make.membership(other, "ministry", area=make.area("TH"))

    client.force_login(ministry)
    exempt = client.get("/areas/TH/").status_code
    client.force_login(other)

    assert (exempt, client.get("/areas/TH/").status_code) == (200, 302)


def test_sign_in_page_of_the_demonstration_says_so(client, db, settings):
    settings.DEMO = True
    client.cookies["u2t_language"] = "en"

    assert "These accounts are exempt" in client.get(reverse("account_login")).content.decode()


def test_no_token_for_a_role_that_needs_it(client, ministry):
    body = {"username": "ministry", "password": "u2t-test-password"}
    answer = client.post("/api/v1/token/", body, content_type="application/json", headers={"accept-language": "en"})

    assert answer.status_code == 403
    assert "two-step" in answer.json()["title"]


def test_a_token_ends_when_its_holder_is_given_such_a_role(client, officer):
    header = {"authorization": f"Token {Token.objects.create(user=officer).key}"}
    before = client.get("/api/v1/me/", headers=header).status_code
    make.membership(officer, "admin", area=make.area("TH"))

    assert (before, client.get("/api/v1/me/", headers=header).status_code) == (200, 403)


@pytest.mark.parametrize("name", ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn"])
def test_security_keys_are_offered(client, officer, name):
    sign_in(client, officer)
    confirm(client)

    assert client.get(reverse(name)).status_code == 200


def test_a_lost_second_step_is_taken_away_and_told(ministry):
    TOTP.activate(ministry, "JBSWY3DPEHPK3PXP")
    out = StringIO()

    call_command("forget_second_step", "ministry", "โทรศัพท์หาย", stdout=out)

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(action="user.second_step_forgotten").reason == "โทรศัพท์หาย"


def test_what_has_to_be_copied_is_shown_in_full_and_in_thai(client, officer):
    client.force_login(officer)
    confirm(client)

    setting_up = client.get(reverse("mfa_activate_totp")).content.decode()
    key = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert re.search(r'<output class="[^"]*text-break" id="authenticator_secret">\w{32}</output>', setting_up)
    assert "ชื่อกุญแจ" in key
    assert not re.search(r">\s*Name\b", key)
