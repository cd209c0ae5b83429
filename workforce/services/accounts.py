"""Accounts of people who were hired without one: opened by an invitation, or joined after a look at the ID card."""

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from tambon.services import invitations
from u2t.core import audit
from u2t.core.access import require
from workforce.models import Contract, Person, Placement
from workforce.permissions import Can
from workforce.selectors.contracts import contract_at_work, may_join
from workforce.selectors.people import waiting_invitation
from workforce.services import people
from workforce.services.people import PersonError
from workforce.services.rights import Rights


@transaction.atomic
def invite(*, person: Person, email: str, site: str, by: User) -> invitations.Sent:
    """Invite somebody at work to open an account; what the work brings comes with it."""
    require(by, Can.CHANGE_PERSON, person)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.user_id is not None:
        raise PersonError(_("This person has an account already."))
    contract = _at_work(person, by)
    offer, placements = Rights.offer(contract)
    who = invitations.Person(email, person.first_name, person.last_name, person.title, person.telephone)
    sent = invitations.invite_to_work(person=who, offer=offer, site=site, by=by)
    membership = sent.invitation.membership
    Placement.objects.filter(pk__in=placements).update(membership=membership)
    person.user = membership.user
    person.save(update_fields=["user", "updated_at"])
    audit.record(action="person.joined", target=person, by=by, changes={"user": (None, membership.user_id)})
    _follow(person, by)
    return sent


@transaction.atomic
def invite_again(*, person: Person, site: str, by: User) -> invitations.Sent:
    """Send a new link for an account that was never opened, to staff who answer for the work that brings its roles.

    A digital data manager's role is one that staff may not give by hand; here it follows from their contract.
    """
    require(by, Can.CHANGE_PERSON, person)
    _at_work(person, by)
    invitation = waiting_invitation(person)
    if invitation is None:
        raise PersonError(_("No invitation of this person waits to be accepted."))
    answered_for = Contract.objects.visible_to(by, to=Can.CHANGE_CONTRACT).filter(person=person)
    brought = Placement.objects.filter(contract__in=answered_for, membership__isnull=False)
    from_work = frozenset(brought.values_list("membership", flat=True))
    return invitations.renew_for_work(invitation=invitation, from_work=from_work, site=site, by=by)


@transaction.atomic
def join(*, person: Person, account: User, by: User) -> Person:
    """Join somebody to the account they have, after a look at the ID card; what their work brings comes with it.

    Also whose work is over: without it they could not apply again, the national ID being theirs already.
    """
    require(by, Can.CHANGE_PERSON, person)
    if not may_join(person, by):
        raise PersonError(_("This person has no signed contract with your university today. Sign one first."))
    if not account.is_active:
        raise PersonError(_("This account is closed."))
    joined = people.give_account(person=person, account=account, by=by)
    _follow(joined, by)
    return joined


def _at_work(person: Person, by: User) -> Contract:
    """Return the contract with the user's university: another's people are not ours to open accounts for."""
    contract = contract_at_work(person, by)
    if contract is None:
        raise PersonError(_("This person has no signed contract with your university today. Sign one first."))
    return contract


def _follow(person: Person, by: User) -> None:
    for contract in Contract.objects.filter(person=person).select_related("person__user"):
        Rights.follow(contract, by=by)
