"""Passwords of telephones: made by whom they let in, shown once, ended at any time."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from datasets.models import AppPassword
from datasets.permissions import Can
from tambon.models import Membership, User
from tambon.reach import held_as_json, remember_held
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require, rules_by_permission
from u2t.core.errors import DomainError
from u2t.core.prepared import Columns, Prepared

MOST = 10
#: What telephones are told they speak to; it is part of every answer by Digest.
REALM = "U2T"
_BYTES = 16
#: How often the day of the last use is written: not with every answer.
_SELDOM = timedelta(hours=1)


class AppPasswordError(DomainError):
    """The password cannot be made or ended."""


@transaction.atomic
def create(*, by: Actor, name: str) -> tuple[AppPassword, str]:
    """Make a password for a telephone of one's own; it is returned here and can never be read again."""
    require(by, Can.COLLECT)
    # Two at once would both count nine: the person is the lock.
    by.__class__.objects.select_for_update().get(pk=key_of(by))  # type: ignore[union-attr]  # nobody is stopped above
    if AppPassword.objects.filter(user_id=key_of(by), ended_at=None).count() >= MOST:
        raise AppPasswordError(
            _("You have %(most)s telephones already. End one that is no longer used.") % {"most": MOST}
        )
    secret = secrets.token_hex(_BYTES)
    made = AppPassword.objects.create(
        user_id=key_of(by), name=name.strip()[:60] or _("Telephone"), digest=_digest(secret),
        answer_key=_answer_key(by.get_username(), secret), created_at=clock.now(),
    )  # fmt: skip
    audit.record(action="apppassword.created", target=made, by=by)
    return made, secret


@transaction.atomic
def end(*, by: Actor, password: AppPassword) -> AppPassword:
    """Let a telephone in no longer."""
    require(by, Can.VIEW_TELEPHONE, password)
    password = AppPassword.objects.select_for_update().get(pk=password.pk)
    if password.ended_at is not None:
        raise AppPasswordError(_("This password was ended already."))
    password.ended_at = clock.now()
    password.save(update_fields=["ended_at"])
    audit.record(action="apppassword.ended", target=password, by=by)
    return password


@transaction.atomic
def end_forsaken(*, by: Actor) -> int:
    """End the passwords of those who collect no longer: an account opened anew lets no lost telephone in."""
    require(by, Can.VIEW_TELEPHONE)
    collectors = {role for rule in rules_by_permission()[Can.COLLECT] for role in rule.roles}
    collecting = Membership.objects.filter(role__in=collectors, during__contains=clock.today())
    open_ones = AppPassword.objects.select_for_update().filter(ended_at=None)
    gone = Q(user__is_active=False) | ~Q(user__in=collecting.values("user"))
    ended = list(open_ones.filter(pk__in=AppPassword.objects.filter(gone, ended_at=None).values("pk")))
    for password in ended:
        password.ended_at = clock.now()
    AppPassword.objects.bulk_update(ended, ["ended_at"], batch_size=1000)
    audit.record_many(action="apppassword.ended", by=by, events=[(password, {}, "") for password in ended])
    return len(ended)


#: Every answer asks it.
_USER = Columns(User, "u")
_LET_IN = Prepared(
    "datasets_let_in", ("text", "date"),
    lambda: f"""
    SELECT {_USER}, p.id, p.used_at, {held_as_json("u.id", "$2")}
    FROM datasets_apppassword p JOIN tambon_user u ON u.id = p.user_id
    WHERE p.digest = $1 AND p.ended_at IS NULL AND u.is_active
    """,  # noqa: S608 - names of ours
)  # fmt: skip


class Doorman:
    """Lets telephones in; a name for functions that have nobody to ask for permission yet."""

    @staticmethod
    def let_in(username: str, secret: str) -> User | None:
        """Return the person whose telephone this is, if its password is theirs and holds."""
        for row in _LET_IN.first_rows(_digest(secret), clock.today()):
            user, (password, used_at, held) = _USER.divided(row)
            if user.get_username().lower() == username.strip().lower():
                remember_held(user, held)
                _note_use(password, used_at)
                return user
        return None

    @staticmethod
    def let_in_by_digest(username: str, answer_of: Callable[[str], str], answer: str) -> User | None:
        """Return the person, one of whose telephones gives this answer; `answer_of` makes it from what is kept."""
        theirs = AppPassword.objects.filter(user__username=username, user__is_active=True, ended_at=None)
        for password in theirs.exclude(answer_key="").select_related("user"):
            if constant_time_compare(answer_of(password.answer_key), answer):
                _note_use(password.pk, password.used_at)
                return password.user
        return None


def _note_use(password: int, used_at: datetime | None) -> None:
    now = clock.now()
    if used_at is None or now - used_at > _SELDOM:
        AppPassword.objects.filter(pk=password).update(used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _answer_key(username: str, secret: str) -> str:
    """Return what RFC 7616 makes its answers from, in place of the password: MD5, of 128 random bits."""
    return hashlib.md5(f"{username}:{REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
