"""Officers of the agencies where digital data managers sit."""

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration.names import name_of
from dashboards.demonstration.people import MAIL
from tambon.models import Membership, User
from workforce.models import Placement


def make(university: str) -> None:
    """Give each agency where digital data managers sit somebody who certifies their days."""
    placed = Placement.objects.filter(contract__university=university, post__is_digital=True, agency__isnull=False)
    wanted = placed.exclude(agency__memberships__role="agency").order_by("agency").distinct("agency")
    agencies = list(wanted.values_list("agency", flat=True))
    shut = make_password(None)
    names = {f"{university}-officer-{number:03d}": code for number, code in enumerate(agencies, start=1)}
    users = User.objects.bulk_create([_officer(name, shut) for name in names])
    during = DateRange(placed.earliest("during").during.lower, None) if agencies else None
    Membership.objects.bulk_create(
        [Membership(user=user, role="agency", agency_id=names[user.username], during=during) for user in users]
    )


def _officer(username: str, password: str) -> User:
    name = name_of(username)
    return User(
        username=username, email=f"{username}{MAIL}", title=name.title, first_name=name.first, last_name=name.last,
        password=password,
    )  # fmt: skip
