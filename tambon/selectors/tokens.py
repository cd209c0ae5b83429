"""Who may work through the API with a token."""

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext as _

from tambon.models import User
from tambon.selectors.second_factor import needs_second_factor
from u2t.core.errors import DomainError


class TokenError(DomainError):
    """An account gets no token."""

    status = 403


def require_token_holder(user: User, *, has_second_step: bool | None = None) -> None:
    """Stop unless `user` is a person whose account is open and who signs in by password alone.

    `has_second_step` is whether one is set up, for who knows it already.

    Raises:
        TokenError: says which of it is not so.
    """
    if not user.is_active or user.is_system:
        raise TokenError(_("This account cannot use the API."))
    is_set_up = is_mfa_enabled(user) if has_second_step is None else has_second_step
    if is_set_up or needs_second_factor(user):
        raise TokenError(_("Accounts with two-step sign-in use the API by browser session, not by token."))
