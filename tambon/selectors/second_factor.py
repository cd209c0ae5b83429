"""Whose sign-in needs a second step: roles over the nation that change rights or data of others."""

from django.conf import settings

from tambon.models import User
from tambon.reach import Held, held_by
from u2t.core.access import roles


def needs_second_factor(user: User) -> bool:
    """Tell whether a role in force asks for a second step, whether or not it is set up."""
    if not settings.SECOND_FACTOR or _is_demonstration(user):
        return False
    return bool(_asking(user))


def lacks_second_factor(user: User) -> bool:
    """Tell whether the user has to set the second step up before anything else."""
    return needs_second_factor(user) and not any(held.has_second_step for held in _asking(user))


def _asking(user: User) -> list[Held]:
    known = roles()
    return [held for held in held_by(user) if held.role in known and known[held.role].needs_mfa]


def _is_demonstration(user: User) -> bool:
    """The demonstration's accounts are named like their roles; their passwords are public, so no step protects them."""
    return settings.DEMO and user.username in roles()
