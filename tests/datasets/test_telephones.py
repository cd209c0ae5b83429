"""Telephones: ended by who answers for their person and with the role; no password is taken on the open way."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from requests.auth import HTTPDigestAuth
from requests.utils import parse_dict_header

from datasets.models import AppPassword
from datasets.services import apppasswords
from datasets.tasks import end_telephones
from tambon.models import Membership
from tests.datasets.collect import Collect, said
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.integration


@pytest.fixture
def secret(nation, worker):
    make.form()
    make.collecting("630111")
    return make.secret(worker)


def status(client, user, secret, **more):
    phone = Collect(client, user.username, secret)
    return client.get("/openrosa/formList", headers=phone.headers, **more).status_code


def test_an_account_opened_anew_lets_no_old_telephone_in(client, worker, secret):
    worker.is_active = False
    worker.save()
    end_telephones()
    worker.is_active = True
    worker.save()

    assert status(client, worker, secret) == 401
    assert AuditEvent.objects.filter(action="apppassword.ended").count() == 1
    assert status(client, worker, make.secret(worker)) == 200


def test_a_role_given_anew_lets_no_old_telephone_in(client, worker, secret):
    held = Membership.objects.get(user=worker)
    during, today = held.during, clock.today()
    held.during = (today - timedelta(90), today - timedelta(1))
    held.save()
    end_telephones()
    held.during = during
    held.save()

    assert status(client, worker, secret) == 401


def test_who_still_collects_keeps_the_telephone(client, worker, secret):
    end_telephones()

    assert status(client, worker, secret) == 200


def test_who_answers_for_people_ends_their_telephones(client, worker, secret, staff, pm):
    client.force_login(staff)
    page = client.get("/datasets/telephone/", {"person": worker.username}).content.decode()
    password = AppPassword.objects.get()
    assert f"/datasets/telephone/{password.pk}/end/" in page
    assert f"/datasets/telephone/{password.pk}/end/" not in client.get("/datasets/telephone/").content.decode()
    with pytest.raises(PermissionDenied):
        apppasswords.end(by=pm, password=password)

    client.post(f"/datasets/telephone/{password.pk}/end/")

    assert status(client, worker, secret) == 401


def test_staff_of_elsewhere_see_no_telephone(client, worker, secret):
    other = tambon.user("elsewhere")
    tambon.membership(other, "staff", university=tambon.university("cmu"))
    client.force_login(other)

    page = client.get("/datasets/telephone/", {"person": worker.username}).content.decode()

    assert "/end/" not in page


def test_no_password_is_asked_for_or_taken_on_the_open_way(client, worker, secret, settings):
    settings.PLAIN_HOSTS = {"localhost"}

    assert status(client, worker, secret) == 401
    asked = client.get("/openrosa/formList")
    assert asked["WWW-Authenticate"].startswith("Digest ")
    assert "Basic" not in asked["WWW-Authenticate"]
    assert said(asked)[0] == "error"
    assert status(client, worker, secret, secure=True) == 200
    assert client.get("/openrosa/formList", secure=True)["WWW-Authenticate"].startswith("Basic ")
    settings.DEBUG = True
    assert status(client, worker, secret) == 200


#: An answer in which nothing is missing, to an address that is none.
WHOLE = 'Digest username="a", uri="{}", response="r", nonce="n", nc=00000001, cnonce="c", qop=auth'


class Digest:
    """Answers challenges as RFC 7616 says; the reckoning is that of `requests`."""

    def __init__(self, client, username, secret):
        self.client, self.auth = client, HTTPDigestAuth(username, secret)
        self.auth.init_per_thread_state()

    def asked(self, **http):
        challenge = self.client.get("/openrosa/formList", **http)["WWW-Authenticate"]
        self.auth._thread_local.chal = parse_dict_header(challenge.removeprefix("Digest "))

    def get(self, path="/openrosa/formList", *, method="GET", header=None, **http):
        header = header or self.auth.build_digest_header(method, f"http://testserver{path}")
        return self.client.generic(method, path, headers={"Authorization": header}, **http)


@pytest.fixture
def digest(client, worker, secret, settings):
    settings.PLAIN_HOSTS = {"localhost"}
    found = Digest(client, worker.username, secret)
    found.asked()
    return found


class TestDigest:
    def test_lets_in_on_the_open_way(self, digest):
        assert digest.get().status_code == 200
        assert digest.get("/openrosa/submission", method="HEAD").status_code == 204  # the second of one challenge
        assert AppPassword.objects.get().used_at is not None

    def test_knows_names_in_thai(self, client, nation, settings):
        person = tambon.user("สมหญิง")
        tambon.membership(person, "worker", area=tambon.area("630111"))
        phone = Digest(client, person.username, make.secret(person))
        settings.PLAIN_HOSTS = {"localhost"}
        phone.asked()
        header = phone.auth.build_digest_header("GET", "http://testserver/openrosa/formList")

        assert phone.get(header=header.encode().decode("latin-1")).status_code == 200

    def test_tells_a_wrong_password(self, digest, client, worker):
        wrong = Digest(client, worker.username, "0" * 32)
        wrong.asked()

        answer = wrong.get()

        assert answer.status_code == 401
        assert "stale" not in answer["WWW-Authenticate"]

    def test_is_of_its_address_and_good_once(self, digest):
        header = digest.auth.build_digest_header("GET", "http://testserver/openrosa/formList")

        assert digest.get("/openrosa/submission", header=header).status_code == 401
        assert digest.get(method="HEAD", header=header).status_code == 401
        assert digest.get(header=header).status_code == 200
        again = digest.get(header=header)
        assert again.status_code == 401
        assert "stale=true" in again["WWW-Authenticate"]

    def test_asks_anew_after_five_minutes_and_for_challenges_of_others(self, digest, monkeypatch):
        header = digest.auth.build_digest_header("GET", "http://testserver/openrosa/formList")
        digest.auth._thread_local.chal["nonce"] = "made-up"
        assert "stale=true" in digest.get()["WWW-Authenticate"]

        later = time.time() + 301
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)

        answer = digest.get(header=header)
        assert answer.status_code == 401
        assert "stale=true" in answer["WWW-Authenticate"]

    @pytest.mark.parametrize(
        "header",
        [
            "Digest", "Digest x", 'Digest username="\x00", nonce', "Digest " + "a=b," * 500, "Digest username=",
            "Digest a=b,,=,", "Digest \xff=\xff", 'Digest a="', *(WHOLE.format(uri) for uri in ("//[", "http://[x", "")),
        ],
    )  # fmt: skip
    def test_what_is_no_answer_is_asked_anew(self, digest, header):
        assert digest.get(header=header).status_code == 401

    def test_ends_with_its_password_and_with_its_account(self, digest, worker):
        apppasswords.end(by=worker, password=AppPassword.objects.get())

        assert digest.get().status_code == 401

    def test_what_answers_are_made_from_lies_sealed(self, digest, secret):
        with connection.cursor() as cursor:
            cursor.execute("SELECT answer_key FROM datasets_apppassword")
            stored = cursor.fetchone()[0]

        assert stored
        assert AppPassword.objects.get().answer_key not in stored
