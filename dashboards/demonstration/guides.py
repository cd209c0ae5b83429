"""Lecturers in charge and area managers, as accounts nobody signs in to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.demonstration.names import name_of, one_of
from dashboards.demonstration.people import MAIL
from tambon.choices import UnitKind
from tambon.models import Agency, Allocation, Membership, Unit, User
from workforce.choices import SupervisorRole
from workforce.models import Supervision

#: Until the reports of the last month are checked.
_DURING = DateRange(date(2021, 2, 1), date(2022, 5, 2))
_MADE_AT = datetime(2021, 1, 25, 3, tzinfo=UTC)
#: A third lecturer in every fifteenth tambon.
_LECTURERS, _THIRD = 2, 15
_RANKS = ("อาจารย์", "อาจารย์", "อาจารย์ ดร.", "ผู้ช่วยศาสตราจารย์", "ผู้ช่วยศาสตราจารย์ ดร.", "รองศาสตราจารย์ ดร.")
#: The agencies whose officers are area managers.
_HOSTS = ("local-government", "health")


@dataclass(frozen=True, slots=True)
class Guide:
    """Somebody who guides a tambon: a lecturer of a faculty or an officer of an agency."""

    username: str
    role: SupervisorRole
    tambon: str
    unit: int | None = None
    agency: str | None = None
    is_leading: bool = False


def make(university: str) -> int:
    """Give a university's tambons their lecturers and, where there are hosts, their area managers."""
    held = Allocation.objects.filter(university=university, programme=PHASE_ONE)
    tambons = list(held.order_by("tambon").values_list("tambon_id", flat=True))
    guides = [*_lecturers(university, tambons), *_managers(university, tambons)]
    users = _accounts(guides)
    rights = _rights(guides, users)
    Supervision.objects.bulk_create(
        [
            Supervision(
                programme_id=PHASE_ONE,
                tambon_id=guide.tambon,
                university_id=university,
                user=users[guide.username],
                role=guide.role,
                membership=rights[guide.username],
                unit_id=guide.unit,
                agency_id=guide.agency,
                is_leading=guide.is_leading,
                during=_DURING,
                created_at=_MADE_AT,
            )
            for guide in guides
        ]
    )
    return len(guides)


def _lecturers(university: str, tambons: Sequence[str]) -> Iterator[Guide]:
    faculties = Unit.objects.filter(university=university, kind=UnitKind.FACULTY).order_by("name_th")
    turns = cycle(faculties.values_list("pk", flat=True))
    number = 0
    for place, tambon in enumerate(tambons):
        for turn in range(_LECTURERS + (place % _THIRD == 0)):
            number += 1
            is_own = tambon == HOME and turn == 0
            name = "pm" if is_own else f"{university}-pm-{number:03d}"
            yield Guide(name, SupervisorRole.PM, tambon, unit=next(turns), is_leading=turn == 0)


def _managers(university: str, tambons: Sequence[str]) -> Iterator[Guide]:
    wanted = [f"{kind}-{tambon}" for tambon in tambons for kind in _HOSTS]
    there = dict(Agency.objects.filter(code__in=wanted).values_list("code", "area_id"))
    for number, code in enumerate((code for code in wanted if code in there), start=1):
        name = "am" if code == f"{_HOSTS[0]}-{HOME}" else f"{university}-am-{number:03d}"
        yield Guide(name, SupervisorRole.AM, there[code], agency=code)


def _accounts(guides: Sequence[Guide]) -> dict[str, User]:
    names = [guide.username for guide in guides]
    found = User.objects.in_bulk(names, field_name="username")
    # One for all: it opens nothing, and making one for each takes time.
    shut = make_password(None)
    new = [_account(guide, shut) for guide in guides if guide.username not in found]
    made: list[User] = User.objects.bulk_create(new)
    return {**found, **{user.username: user for user in made}}


def _account(guide: Guide, password: str) -> User:
    name = name_of(guide.username)
    is_lecturer = guide.role == SupervisorRole.PM
    return User(
        username=guide.username,
        email=f"{guide.username}{MAIL}",
        title=one_of(_RANKS, "rank", guide.username) if is_lecturer else name.title,
        first_name=name.first,
        last_name=name.last,
        password=password,
    )


def _rights(guides: Sequence[Guide], users: dict[str, User]) -> dict[str, Membership]:
    roles = [SupervisorRole.PM.value, SupervisorRole.AM.value]
    mine = Membership.objects.filter(user__in=list(users.values()), role__in=roles).select_related("user")
    found = {membership.user.username: membership for membership in mine}
    new = [
        Membership(user=users[guide.username], role=guide.role, area_id=guide.tambon, during=_DURING)
        for guide in guides
        if guide.username not in found
    ]
    return found | {membership.user.username: membership for membership in Membership.objects.bulk_create(new)}
