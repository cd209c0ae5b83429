"""How people sign in: by invitation only, never as the system."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tambon.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation, not by a public form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse the public form."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> Any:
        """Refuse the system's account, whatever password somebody may have given it."""
        if user.is_system:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)
