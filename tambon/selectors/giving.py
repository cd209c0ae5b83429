"""Whom a role may bring in, and what a link of an invitation stands for."""

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from tambon.models import Invitation, User
from tambon.permissions import Can
from tambon.reach import held_by
from u2t.core.access import Actor, reach, roles
from u2t.core.errors import DomainError

#: Whom each role may bring in. A role that is not a key gives nothing, whatever the table of access says.
GIVEN_BY: dict[str, frozenset[str]] = {
    "staff": frozenset({"staff", "pm", "am", "worker"}),
    "ministry": frozenset(roles()) - {"admin", "auditor"},
    "admin": frozenset(roles()),
}


class InvitationError(DomainError):
    """An invitation cannot be given, renewed or accepted as asked."""


def roles_given_by(user: User) -> frozenset[str]:
    """Return the roles that `user` may give somewhere today."""
    if user.is_system:
        return frozenset(roles())
    if not reach(user, Can.GIVE_MEMBERSHIP):
        return frozenset()
    held = [GIVEN_BY.get(membership.role, frozenset()) for membership in held_by(user)]
    return frozenset().union(*held)


def may_join(invitation: Invitation, user: Actor) -> bool:
    """Tell whether the user opened an account by the very address that an invitation to a role by hand went to."""
    is_holder = isinstance(user, User) and user.is_self_opened and invitation.email.lower() == user.email.lower() != ""
    return is_holder and not invitation.is_for_work


def hash_of(secret: str) -> str:
    """Return what is stored of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def require_invitation(*, secret: str, is_locked: bool = False) -> Invitation:
    """Return the invitation a link stands for, if it still holds.

    Raises:
        InvitationError: the link was used, withdrawn or is too old; which of them is nobody's business.
    """
    rows = Invitation.objects.select_for_update(of=("self",)) if is_locked else Invitation.objects.all()
    found = rows.select_related("membership__user").filter(secret_hash=hash_of(secret)).first()
    if found is None or found.accepted_at is not None or found.expires_at < timezone.now():
        raise InvitationError(_("This link has been used, withdrawn or has expired. Ask for a new one."))
    return found
