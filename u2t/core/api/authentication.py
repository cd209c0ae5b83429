"""API tokens that expire."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from u2t.core.access import Actor


class ExpiringTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`; a token ends `API_TOKEN_DAYS` after it was made, by real time."""

    def authenticate_credentials(self, key: str) -> tuple[Actor, Token]:
        """Return the user of a valid token."""
        found: tuple[Actor, Token, bool] | None = import_string(settings.U2T_TOKEN_FOUND)(key)
        if found is None:
            raise AuthenticationFailed(_("Invalid token."))
        user, token, has_second_step = found
        if not user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        if token.created < timezone.now() - timedelta(days=settings.API_TOKEN_DAYS):
            raise AuthenticationFailed(_("This token has expired. Ask for a new one."))
        # Asked at each use: a role given since may forbid what was allowed when the token was made.
        import_string(settings.U2T_TOKEN_HOLDER)(user, has_second_step=has_second_step)
        return user, token
