"""Close and reopen accounts; everything a person did stays under the name."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from tambon.permissions import Can
from tambon.selectors.giving import roles_given_by
from tambon.selectors.last_admin import hold_seats, is_last_admin
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError


class PersonError(DomainError):
    """An account cannot be closed or opened as asked."""


@transaction.atomic
def deactivate(*, user: User, reason: str, by: User) -> User:
    """Close an account at once: sessions and tokens of a closed account are refused; records stay."""
    require(by, Can.CHANGE_USER, user)
    hold_seats()
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise PersonError(_("Nobody closes the own account. Ask another administrator."))
    if user.is_system:
        raise PersonError(_("The system account cannot be closed."))
    _check_roles(user, by)
    if is_last_admin(user):
        raise PersonError(_("This is the last administrator. Name another one first."))
    if not user.is_active:
        raise PersonError(_("This account is closed already."))
    return _switch(user, active=False, action="user.deactivated", reason=reason, by=by)


@transaction.atomic
def activate(*, user: User, reason: str, by: User) -> User:
    """Open a closed account again; one that was only invited opens by its link, never here."""
    require(by, Can.CHANGE_USER, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise PersonError(_("This account is open already."))
    _check_roles(user, by)
    if not user.has_usable_password():
        raise PersonError(_("This person has not accepted the invitation yet. Invite again instead."))
    return _switch(user, active=True, action="user.activated", reason=reason, by=by)


@transaction.atomic
def forget_second_step(*, user: User, reason: str, by: User) -> int:
    """Take away the second step of somebody who lost phone and recovery codes; the next sign-in sets up a new one."""
    require(by, Can.CHANGE_USER, user)
    _check_roles(user, by)
    forgotten: int = Authenticator.objects.filter(user=user).delete()[0]
    audit.record(action="user.second_step_forgotten", target=user, by=by, reason=reason)
    return forgotten


def _check_roles(user: User, by: User) -> None:
    """Leave the accounts of those who hold a higher role to those who may give that role."""
    held = set(user.memberships.valid_on(clock.today()).values_list("role", flat=True))
    if not held <= roles_given_by(by):
        raise PersonError(_("This person holds a role that you may not give. Ask an administrator."))


def _switch(user: User, *, active: bool, action: str, reason: str, by: User) -> User:
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record(action=action, target=user, by=by, changes={"is_active": (not active, active)}, reason=reason)
    return user
