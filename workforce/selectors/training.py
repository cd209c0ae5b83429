"""Sessions, who is to attend them, and what somebody has learned in hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, DecimalField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tambon.choices import Level
from tambon.models import Allocation, Area, University
from u2t.core import clock
from u2t.core.access import Actor, key_of
from workforce.choices import ContractState, PaperKind, PaperState, Skill
from workforce.models import Attendance, Contract, Paper, Placement, Session
from workforce.permissions import Can

_WORKS = (ContractState.SIGNED, ContractState.ENDED, ContractState.RESIGNED)


def sessions_of(user: Actor) -> QuerySet[Session]:
    """Return the sessions a user may see, with how many attended."""
    attended = Attendance.objects.filter(session=OuterRef("pk")).order_by().values("session")
    rows = Session.objects.visible_to(user, to=Can.VIEW_SESSION).select_related("university", "tambon", "programme")
    return rows.annotate(attended=Coalesce(Subquery(attended.annotate(n=Count("pk")).values("n")), 0))


def invited_to(session: Session, *, user: "Actor | None" = None) -> QuerySet[Contract]:
    """Return the contracts of those a session is for; with a user, only those the user may see."""
    days = DateRange(session.starts_on, session.ends_on + timedelta(days=1))
    there = Placement.objects.filter(is_cancelled=False, during__overlap=days, post__programme=session.programme_id)
    if session.tambon_id is not None:
        there = there.filter(post__tambon=session.tambon_id)
    rows = Contract.objects.all() if user is None else Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT)
    return rows.filter(university=session.university_id, state__in=_WORKS, pk__in=there.values("contract"))


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the list of a session: who, of which type, and the hours where they are entered."""

    contract: int
    name: str
    worker_type: str
    hours: Decimal | None


def roster_of(session: Session, *, user: Actor, tambon: str) -> list[Attendee]:
    """Return everybody of a tambon a session is for, by name, with the hours entered."""
    days = DateRange(session.starts_on, session.ends_on + timedelta(days=1))
    there = Placement.objects.filter(is_cancelled=False, during__overlap=days, post__tambon=tambon)
    entered = Attendance.objects.filter(session=session, contract=OuterRef("pk")).values("hours")
    rows = invited_to(session, user=user).filter(pk__in=there.values("contract")).select_related("person")
    found = rows.annotate(hours=Subquery(entered, output_field=DecimalField())).order_by("person__sort_key", "pk")
    return [Attendee(row.pk, row.person.full_name, row.get_worker_type_display(), row.hours) for row in found]


def tambons_of(session: Session, *, user: Actor) -> list[tuple[Area, int, int]]:
    """Return the tambons with people a session is for: the tambon, how many they are, how many attended."""
    days = DateRange(session.starts_on, session.ends_on + timedelta(days=1))
    invited = invited_to(session, user=user)
    there = Placement.objects.filter(is_cancelled=False, during__overlap=days, contract__in=invited)
    counts = dict(there.values_list("post__tambon").annotate(n=Count("contract", distinct=True)).order_by())
    came = there.filter(contract__attendances__session=session)
    attended = dict(came.values_list("post__tambon").annotate(n=Count("contract", distinct=True)).order_by())
    areas = Area.objects.filter(pk__in=counts).order_by("sort_key", "pk")
    return [(area, counts[area.pk], attended.get(area.pk, 0)) for area in areas]


@dataclass(frozen=True, slots=True)
class Learned:
    """Hours of one skill."""

    skill: str
    label: str
    hours: Decimal


def attendances_of(user: Actor) -> QuerySet[Attendance]:
    """Return the attendances a user may see."""
    return Attendance.objects.visible_to(user, to=Can.VIEW_SESSION).select_related("session")


def hours_by_skill(attendances: QuerySet[Attendance]) -> list[Learned]:
    """Sum hours by skill, every skill named, in the order of the programme."""
    sums = attendances.order_by().values_list("session__skill").annotate(total=Sum("hours"))
    return _learned(dict(sums))


def hours_of_people(contracts: Iterable[int], *, user: Actor) -> dict[int, list[Learned]]:
    """Sum the hours by skill of each of many contracts, in one question."""
    rows = Attendance.objects.visible_to(user, to=Can.VIEW_SESSION).filter(contract__in=contracts).order_by()
    found: dict[int, dict[str, Decimal]] = {}
    for contract, skill, total in rows.values_list("contract", "session__skill").annotate(total=Sum("hours")):
        found.setdefault(contract, {})[skill] = total
    return {contract: _learned(sums) for contract, sums in found.items()}


def _learned(sums: dict[str, Decimal]) -> list[Learned]:
    return [Learned(value, str(label), sums.get(value, Decimal(0))) for value, label in Skill.choices]


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody sees of the own training."""

    attendances: list[Attendance]
    learned: list[Learned]
    total: Decimal
    coming: list[Session]
    certificates: list[Paper]


def own_training(user: Actor) -> Own:
    """Return the own hours, what comes next, and the certificates issued."""
    mine = attendances_of(user).filter(contract__person__user=user.pk)
    learned = hours_by_skill(mine)
    today = clock.today()
    coming = Session.objects.visible_to(user, to=Can.VIEW_SESSION).held_from(today).inviting(key_of(user))
    papers = Paper.objects.visible_to(user, to=Can.VIEW_PAPER).filter(kind=PaperKind.CERTIFICATE)
    return Own(
        list(mine.order_by("-session__starts_on", "-pk")),
        learned,
        sum((line.hours for line in learned), Decimal(0)),
        list(coming.order_by("starts_on", "pk")[:20]),
        list(papers.filter(contract__person__user=user.pk).exclude(state=PaperState.CANCELLED).order_by("-pk")),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """For whom a user may plan: of which universities, in which tambons, and whether for all of them at once."""

    universities: QuerySet[University]
    tambons: QuerySet[Area]
    for_all: bool


def plan_for(user: Actor, *, permission: str = Can.CHANGE_SESSION) -> Choice:
    """Return for whom a user may plan a session or a hand-over; a lecturer for the tambons in care only."""
    own = University.objects.visible_to(user, to=permission)
    areas = Area.objects.visible_to(user, to=permission).filter(level=Level.TAMBON)
    held = Allocation.objects.filter(tambon__in=areas)
    holders = University.objects.filter(pk__in=held.values("university"))
    universities = own if own.exists() else holders
    tambons = areas.filter(pk__in=held.filter(university__in=universities).values("tambon"))
    return Choice(universities.order_by("sort_key"), tambons.order_by("sort_key", "pk"), own.exists())
