"""Telephones: ended by who answers for their person and with the role; no password is taken on the open way."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

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

    assert status(client, worker, secret) == 403
    assert said(client.get("/openrosa/formList"))[0] == "error"
    assert status(client, worker, secret, secure=True) == 200
    settings.DEBUG = True
    assert status(client, worker, secret) == 200
