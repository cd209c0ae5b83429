"""Invite people by a link on which they choose their own password: nobody ever knows a first one."""

import logging
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tambon.models import Invitation, Membership, User
from tambon.permissions import Can
from tambon.reach import forget_memberships
from tambon.selectors.giving import InvitationError, hash_of, may_join, require_invitation, roles_given_by
from tambon.services import memberships
from u2t.core import audit, mail
from u2t.core.access import Actor, require, roles
from u2t.core.errors import InputError
from u2t.core.once import once

logger = logging.getLogger(__name__)

VALID_FOR = timedelta(days=7)


class InvitationInputError(InputError):
    """What was typed cannot be accepted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is invited."""

    email: str
    first_name: str
    last_name: str
    title: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation and its link, which is shown once and stored nowhere."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(*, person: Person, offer: memberships.Offer, site: str, by: User) -> Sent:
    """Make an account that is not open yet, with a membership and a link that opens it."""
    require(by, Can.GIVE_MEMBERSHIP)
    user, held = _closed_account(person)
    return _invited(Invitation(membership=memberships.give(user=user, offer=offer, by=by), email=held), site, by)


@transaction.atomic
def invite_to_work(*, person: Person, offer: memberships.Offer, site: str, by: User) -> Sent:
    """Make an account for somebody who works, with the role that the work brings, wherever that is."""
    require(by, Can.GIVE_MEMBERSHIP)
    user, held = _closed_account(person)
    membership = memberships.give_for_work(user=user, offer=offer, by=by)
    return _invited(Invitation(membership=membership, email=held, is_for_work=True), site, by)


def _invited(invitation: Invitation, site: str, by: User) -> Sent:
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.expires_at, invitation.by = hash_of(secret), _expiry(), by
    invitation.save(force_insert=True)
    audit.record(action="invitation.given", target=invitation, by=by)
    return _send(invitation, secret, site)


@transaction.atomic
def renew(*, invitation: Invitation, site: str, by: User) -> Sent:
    """Send a new link; the old one is void from now on."""
    require(by, Can.GIVE_MEMBERSHIP, invitation)
    invitation = _open(invitation)
    _check_roles(invitation, by)
    return _renewed(invitation, site, by)


def _renewed(invitation: Invitation, site: str, by: User) -> Sent:
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.expires_at = hash_of(secret), _expiry()
    invitation.save(update_fields=["secret_hash", "expires_at"])
    audit.record(action="invitation.renewed", target=invitation, by=by)
    return _send(invitation, secret, site)


@transaction.atomic
def renew_for_work(*, invitation: Invitation, from_work: Collection[int], site: str, by: User) -> Sent:
    """Send a new link to somebody whose roles come with work; `from_work` are the memberships that this work brought.

    The service of the work has asked whether `by` answers for it. Whatever else the account holds, `by` must be able
    to give: whoever holds the link could take all of it.
    """
    require(by, Can.GIVE_MEMBERSHIP)
    invitation = _open(invitation)
    brought = Membership.objects.filter(pk__in=from_work, role__in=memberships.WORK_ROLES)
    _check_roles(invitation, by, apart_from=brought.values_list("pk", flat=True))
    return _renewed(invitation, site, by)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back: the account that was never opened goes with it."""
    require(by, Can.END_MEMBERSHIP, invitation)
    invitation = _open(invitation)
    _check_roles(invitation, by)
    user = invitation.membership.user
    audit.record(action="invitation.withdrawn", target=invitation, by=by)
    invitation.membership.delete()
    if not user.memberships.exists() and not user.has_usable_password():
        user.delete()


@transaction.atomic
def accept(*, secret: str, username: str, password: str, by: Actor) -> User:
    """Open the account with the name and password its owner chose; the link works once.

    The secret stands for a permission: whoever holds it is the person invited, unless signed in as another.
    """
    invitation = require_invitation(secret=secret, is_locked=True)
    if by.is_authenticated:
        raise InvitationError(_("Sign out first: this invitation is for a new account."))
    user = invitation.membership.user
    user.username = username.strip()
    _check_username(user)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvitationInputError(" ".join(error.messages), extra={"field": "password"}) from error
    user.set_password(password)
    user.is_active = True
    if invitation.email:
        _take_address(invitation, user)
    taken = InvitationInputError(_("This username is taken. Choose another one."), extra={"field": "username"})
    with (
        once("user_email_once", otherwise=_known()),
        once("user_username_once", "tambon_user_username_key", otherwise=taken),
    ):
        user.save(update_fields=["username", "password", "is_active", "email"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(action="invitation.accepted", target=invitation, by=user)
    return user


@transaction.atomic
def join(*, secret: str, by: User) -> User:
    """Take the role with the account one has opened by the address that the link went to: now it is proved.

    What work brings hangs on the invited account; there the university joins the account one has (`workforce`).
    """
    invitation = require_invitation(secret=secret, is_locked=True)
    if not may_join(invitation, by):
        raise InvitationError(_("Sign out first: this invitation is for a new account."))
    membership, closed = invitation.membership, invitation.membership.user
    membership.user = by
    membership.save(update_fields=["user"])
    closed.delete()
    by.is_self_opened = False
    by.save(update_fields=["is_self_opened"])
    forget_memberships(by)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(action="invitation.accepted", target=invitation, by=by)
    return by


def _known() -> InvitationError:
    return InvitationError(_("Somebody with this e-mail address has an account already."))


def _take_address(invitation: Invitation, user: User) -> None:
    """Give the address to who proved it; the account that only claimed it goes on without."""
    rows = User.objects.select_for_update().filter(email__iexact=invitation.email, is_self_opened=True)
    for holder in rows.exclude(pk=user.pk):
        audit.record(action="user.address_lost", target=holder, by=user, changes={"email": (holder.email, "")})
        EmailAddress.objects.filter(user=holder).delete()
        holder.email = ""
        holder.save(update_fields=["email"])
    user.email = invitation.email


def _check_roles(invitation: Invitation, by: User, *, apart_from: Iterable[int] = ()) -> None:
    """Keep the link from those who may not give every role of the account: whoever holds the link could take it."""
    held = Membership.objects.filter(user=invitation.membership.user_id).exclude(pk__in=list(apart_from))
    if not set(held.values_list("role", flat=True)) <= roles_given_by(by):
        raise InvitationError(_("Only those who may give this role may touch its invitation."))


def _open(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("membership__user")
    found = rows.filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationError(_("This invitation was withdrawn already."))
    if found.accepted_at is not None:
        raise InvitationError(_("This invitation has been accepted already."))
    return found


def _closed_account(person: Person) -> tuple[User, str]:
    """Make the account; return the address, too, where one that proved nothing holds it until the link is followed."""
    is_held = User.objects.filter(email__iexact=person.email, is_self_opened=True).exclude(email="").exists()
    user = User(
        username=f"invited-{secrets.token_hex(8)}",
        email="" if is_held else person.email,
        title=person.title,
        first_name=person.first_name,
        last_name=person.last_name,
        telephone=person.telephone,
        is_active=False,
    )
    user.set_unusable_password()
    with once("user_email_once", otherwise=_known()):
        user.save()
    return user, person.email if is_held else ""


def _check_username(user: User) -> None:
    try:
        UnicodeUsernameValidator()(user.username)
    except ValidationError as error:
        raise InvitationInputError(" ".join(error.messages), extra={"field": "username"}) from error


def _expiry() -> datetime:
    # Real time, as for sessions: the business clock may stand in another year.
    return timezone.now() + VALID_FOR


def _send(invitation: Invitation, secret: str, site: str) -> Sent:
    link = site.rstrip("/") + reverse("invitation-accept", args=[secret])
    # Not through the outbox: a queued message would store the secret in the clear.
    transaction.on_commit(lambda: _mail(invitation, link))
    return Sent(invitation=invitation, link=link)


def _mail(invitation: Invitation, link: str) -> None:
    membership = invitation.membership
    role = roles()[membership.role].name
    text = _("You are invited to U2T as “%(role)s”. Choose a username and password here within 7 days:\n%(link)s")
    try:
        mail.send(subject=_("Your invitation to U2T"), text=text % {"role": role, "link": link}, to=invitation.address)
    except mail.FAILURES:
        # The link is on the inviter's screen as well; a silent mail server must not undo the invitation.
        logger.warning("invitation of membership %s could not be mailed", membership.pk, exc_info=True)
