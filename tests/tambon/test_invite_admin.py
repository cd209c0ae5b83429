"""The first administrator is invited from the machine, as nobody can be there to do it."""

from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from tambon.services import invitations

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def invite(email):
    out = StringIO()
    call_command("invite_admin", email, "--name", "สมใจ", "ใจดี", stdout=out)
    return out.getvalue().strip()


def test_link_opens_an_account_that_administers_the_nation(nation):
    link = invite("somjai@example.org")

    user = invitations.accept(
        secret=link.rstrip("/").rpartition("/")[2], username="somjai", password="a long secret 7", by=AnonymousUser()
    )

    assert link.startswith("http://127.0.0.1:8000/tambon/invited/")
    assert [(held.role, held.area_id) for held in user.memberships.all()] == [("admin", "TH")]


def test_second_invitation_of_the_same_address_is_refused_in_a_sentence(nation):
    invite("somjai@example.org")

    with pytest.raises(CommandError, match=r"มีบัญชี|account already"):
        invite("somjai@example.org")


def test_without_areas_it_says_what_comes_first():
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        invite("somjai@example.org")
