"""Answers `has_perm`: by role and area, or by a grant by hand; both through the one door of the rows."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from u2t.core.access import Actor, reach
from u2t.core.models import ScopedQuerySet


class SignInBackend(AuthenticationBackend):
    """Tells who somebody is, and nothing of what they may do.

    Django's own permissions are given to nobody here; to ask for them took two queries of every request.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Tell nothing: what somebody may do is the table of access."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell nothing, as above."""
        return False


class ScopeBackend(BaseBackend):
    """A role's permission counts where the role's area covers the object; models without a scope are nobody's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Tell whether `user_obj` holds `perm` anywhere, or on `obj`."""
        if obj is None:
            return bool(reach(user_obj, perm))
        rows = type(obj)._default_manager.all()
        if not isinstance(rows, ScopedQuerySet):
            return False
        return rows.visible_to(user_obj, to=perm).filter(pk=obj.pk).exists()


class GrantBackend(BaseBackend):
    """Grants by hand.

    `visible_to` already counts them, so an object with a door needs nothing here. Guardian's own backend raises
    WrongAppError, a 500, for a permission of another app; that is why it is not installed.
    """

    def has_perm(self, user_obj: Actor, perm: str, obj: Model | None = None) -> bool:
        """Tell nothing beyond what the door tells."""
        return False
