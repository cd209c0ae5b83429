"""Those who may not give a role may not take it either, by whatever door."""

from datetime import date

import pytest

from tambon.models import Invitation, Membership
from tambon.services import invitations, memberships, people
from tests.factories import tambon as make

PERSON = invitations.Person(email="new@example.invalid", first_name="ใหม่", last_name="สมมุติ")


@pytest.fixture
def invited_admin(admin, nation):
    offer = memberships.Offer(role="admin", place=nation, from_on=date(2021, 1, 1))
    return invitations.invite(person=PERSON, offer=offer, site="https://example.invalid", by=admin).invitation


def test_renew_of_a_higher_role_is_refused_and_the_old_link_stays(invited_admin, ministry):
    with pytest.raises(invitations.InvitationError):
        invitations.renew(invitation=invited_admin, site="https://example.invalid", by=ministry)

    assert Invitation.objects.get().secret_hash == invited_admin.secret_hash


def test_withdraw_of_a_higher_role_is_refused(invited_admin, ministry):
    with pytest.raises(invitations.InvitationError):
        invitations.withdraw(invitation=invited_admin, by=ministry)

    assert Invitation.objects.count() == 1


def test_account_of_a_higher_role_is_not_closed(admin, ministry):
    with pytest.raises(people.PersonError):
        people.deactivate(user=admin, reason="x", by=ministry)


def test_account_of_the_last_administrator_is_not_closed(admin, nation):
    other = make.user("other-admin")
    membership = make.membership(other, "admin", area=nation)
    people.deactivate(user=other, reason="x", by=admin)
    people.activate(user=other, reason="x", by=admin)
    membership.delete()

    from tambon.system import system_user

    with pytest.raises(people.PersonError):
        people.deactivate(user=admin, reason="x", by=system_user())


def test_staff_do_not_reach_people_of_a_tambon_their_university_gave_up(staff, worker, nation):
    from tambon.models import Allocation

    seen = Membership.objects.visible_to(staff, to="tambon.view_membership")
    assert seen.filter(user=worker).exists()

    Allocation.objects.update(during=(date(2020, 1, 1), date(2020, 12, 31)))

    assert not seen.all().filter(user=worker).exists()


@pytest.mark.parametrize("until", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_year_that_cannot_be_is_refused(admin, worker, nation, until):
    offer = memberships.Offer(role="pm", place=make.area("630111"), from_on=date(2021, 1, 1), until_on=until)

    with pytest.raises(memberships.MembershipInputError):
        memberships.give(user=worker, offer=offer, by=admin)
