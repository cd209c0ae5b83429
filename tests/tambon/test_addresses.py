"""Whose an e-mail address is: the link of an invitation decides, not who typed it first."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse

from tambon.models import Invitation, User
from tambon.selectors.giving import InvitationError
from tambon.services import invitations, memberships
from tambon.services.memberships import MembershipError
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

ADDRESS = "officer@mhesi.example.org"
PASSWORD = "ดอกไม้ริมทาง-2564"


@pytest.fixture
def squatter(client, nation):
    """Somebody who signs up with the address of an officer before the officer is invited."""
    typed = {"username": "squatter", "email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_signup"), typed).status_code == 302
    client.logout()
    return User.objects.get(username="squatter")


def invited(by, place, role="ministry"):
    return brings.invitation(by, person=brings.person(ADDRESS.upper()), place=place, role=role)


def test_who_signed_up_is_given_no_role_by_hand(squatter, admin, nation, client):
    client.force_login(admin)
    body = {"user": squatter.pk, "role": "ministry", "place": "TH"}

    answer = client.post(reverse("api-membership-list"), body, content_type="application/json")

    assert answer.status_code == 409
    with pytest.raises(MembershipError):
        memberships.give(user=squatter, offer=brings.offer("ministry", nation), by=admin)
    assert not squatter.memberships.exists()


def test_the_officer_gets_the_address_and_the_squatter_keeps_the_account_without_it(
    squatter, admin, nation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = invited(admin, nation)
    assert mail.outbox[-1].to == [ADDRESS.upper()]
    squatter.refresh_from_db()
    assert squatter.email == ADDRESS, "nothing is taken before the link is followed"

    opened = invitations.accept(
        secret=brings.secret_of(sent), username="officer", password=PASSWORD, by=AnonymousUser()
    )

    squatter.refresh_from_db()
    assert (opened.email.lower(), opened.is_self_opened, squatter.email) == (ADDRESS, False, "")
    assert not EmailAddress.objects.filter(user=squatter).exists()
    assert squatter.is_active
    assert not squatter.memberships.exists()
    assert AuditEvent.objects.filter(action="user.address_lost", target_id=str(squatter.pk)).exists()
    with pytest.raises(InvitationError):
        invited(admin, nation)


def test_an_honest_applicant_takes_the_role_with_the_own_account(squatter, admin, nation, client):
    sent = invited(admin, nation)
    closed = sent.invitation.membership.user
    page = reverse("invitation-accept", args=[brings.secret_of(sent)])
    assert client.get(page).context["is_held"]
    client.force_login(squatter)

    assert client.get(page).context["joins"]
    assert client.post(page)["Location"] == reverse("home")

    squatter.refresh_from_db()
    assert list(squatter.memberships.values_list("role", flat=True)) == ["ministry"]
    assert not squatter.is_self_opened
    assert not User.objects.filter(pk=closed.pk).exists()
    assert Invitation.objects.get().accepted_at is not None
    assert client.post(page).status_code == 409


def test_another_account_does_not_take_the_role(squatter, admin, officer, nation):
    sent = invited(admin, nation)
    other = make.user("other", email="other@example.org", is_self_opened=True)
    for person in (other, officer):
        with pytest.raises(InvitationError):
            invitations.join(secret=brings.secret_of(sent), by=person)


def test_a_place_that_is_no_number_is_said_so(staff, client):
    client.force_login(staff)
    person = make.user("colleague")
    make.membership(person, "pm", area=make.area("630111"))
    for text in ("unit:²", "unit:", "unit:x", f"unit:{'9' * 40}", "²"):
        body = {"user": person.pk, "role": "staff", "place": text}
        assert client.post(reverse("api-membership-list"), body, content_type="application/json").status_code == 422
        typed = {"role": "staff", "place": text, "from_on": "2021-01-01"}
        assert client.post(reverse("membership-give", args=[person.pk]), typed).status_code == 422


def test_an_account_that_work_brings_is_not_taken_over_by_another(squatter, staff, nation, client):
    make.allocation(make.area("630101"), make.university("kpru"), make.programme())
    sent = invitations.invite_to_work(
        person=brings.person(ADDRESS), offer=brings.offer("worker", make.area("630101")), site=brings.SITE, by=staff
    )
    page = reverse("invitation-accept", args=[brings.secret_of(sent)])
    client.force_login(squatter)

    assert "joins" not in client.get(page).context
    with pytest.raises(InvitationError):
        invitations.join(secret=brings.secret_of(sent), by=squatter)
    assert not squatter.memberships.exists()
