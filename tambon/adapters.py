"""How people sign in: roles come by invitation, an account to apply is open to everybody; never as the system."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from tambon.models import User
from u2t.core import audit


class AccountAdapter(DefaultAccountAdapter):
    """Everybody may open an account to apply for a post; a role in an area comes only by invitation."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - the signature of allauth
        """Remember that somebody opened an account."""
        with transaction.atomic():
            user.is_self_opened = True
            saved: User = super().save_user(request, user, form, commit)
            if commit:
                audit.record(action="user.signed-up", target=saved, by=saved)
        return saved

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> Any:
        """Refuse the system's account, whatever password somebody may have given it."""
        if user.is_system:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)
