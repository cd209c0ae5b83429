"""The accounts of the demonstration: invented people with one password, never outside of it."""

from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration.tables import read
from tambon.models import Membership, User

#: How an account of the demonstration is known from one that happens to have the same name.
MAIL = "@demonstration.invalid"
STEWARD = "steward"
#: Somebody whose application was returned; the round of it makes the account.
RETURNED = "applicant-returned"


def make() -> list[User]:
    """Add the accounts that are missing with their areas; return the new ones."""
    accounts = {row["username"]: row for row in read("people") if row["first_name"]}
    taken = set(User.objects.filter(username__in=accounts).values_list("username", flat=True))
    new = [row for name, row in accounts.items() if name not in taken]
    if not new:
        return []
    # Hashing is slow by design; these accounts share their password, and so they may share its hash.
    password = make_password(settings.DEMO_PASSWORD)
    users: list[User] = User.objects.bulk_create([_user(row, password) for row in new])
    Membership.objects.bulk_create(_memberships({user.username: user for user in users}))
    return users


def open_again() -> None:
    """Open the accounts again that `close` shut; those of the table with today's password, the others with none."""
    shut = User.objects.filter(email__endswith=MAIL, is_active=False)
    if shut.exists():
        names = [RETURNED, *(row["username"] for row in read("people"))]
        shut.filter(username__in=names).update(password=make_password(settings.DEMO_PASSWORD))
        shut.update(is_active=True)


def close() -> int:
    """Shut every account of the demonstration; return how many were open."""
    accounts = User.objects.filter(email__endswith=MAIL, is_active=True)
    closed: int = accounts.update(is_active=False, password=make_password(None))
    return closed


def _user(row: dict[str, str], password: str) -> User:
    return User(
        username=row["username"],
        email=f"{row['username']}{MAIL}",
        title=row["title"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        password=password,
    )


def _memberships(users: dict[str, User]) -> list[Membership]:
    return [
        Membership(
            user=users[row["username"]],
            role=row["role"],
            during=DateRange(date.fromisoformat(row["from"]), _after(row["until"])),
            **{f"{row['kind']}_id": row["place"]},
        )
        for row in read("people")
        if row["role"] and row["username"] in users
    ]


def _after(day: str) -> date | None:
    # The range is without its end, the table names the last day.
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1) if day else None
