"""API tokens: made, kept for `API_TOKEN_DAYS`, made anew; and whose one is."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework.authtoken.models import Token

from tambon.models import User
from tambon.reach import granted_in_force, held_as_json, remember_held
from tambon.selectors.tokens import require_token_holder
from u2t.core import audit, clock
from u2t.core.prepared import Columns, Prepared

#: Every request of a program asks it, with all that is asked of its user in any case.
_USER, _TOKEN = Columns(User, "u"), Columns(Token, "t")
_FOUND = Prepared(
    "tambon_token_found", ("text", "date"),
    lambda: f"""
    SELECT {_USER}, {_TOKEN}, {held_as_json("u.id", "$2")},
        EXISTS (SELECT FROM mfa_authenticator s WHERE s.user_id = u.id),
        {granted_in_force("u.id", "$2")}
    FROM {Token._meta.db_table} t JOIN {User._meta.db_table} u ON u.id = t.user_id WHERE t.key = $1
    """,  # noqa: S608 - names of ours
)  # fmt: skip


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


def token_found(key: str) -> tuple[User, Token, bool] | None:
    """Return whose token this is, and whether they have a second step of sign-in."""
    for row in _FOUND.first_rows(key, clock.today()):
        user, rest = _USER.divided(row)
        token, (held, has_second_step, has_grants) = _TOKEN.divided(rest)
        remember_held(user, held, has_grants=has_grants)
        token.user = user
        return user, token, has_second_step
    return None
