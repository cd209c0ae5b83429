"""API tokens: made, kept for `API_TOKEN_DAYS`, made anew."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework.authtoken.models import Token

from tambon.models import User
from tambon.selectors.tokens import require_token_holder
from u2t.core import audit


@transaction.atomic
def token_of(user: User) -> Token:
    """Return the user's token, a new one if there is none or it has expired."""
    require_token_holder(user)
    limit = timezone.now() - timedelta(days=settings.API_TOKEN_DAYS)
    Token.objects.filter(user=user, created__lt=limit).delete()
    token, created = Token.objects.get_or_create(user=user)
    if created:
        audit.record(action="token.made", target=user, by=user)
    return token
