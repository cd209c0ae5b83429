"""What the staff of a university look at first: posts against people, what waits, what is late, what is next."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from dashboards.selectors.programmes import programme_of, programmes
from datasets.selectors.waiting import entries_in
from tambon.models import Allocation, Area, Programme, University
from u2t.core import clock
from u2t.core.access import Actor
from workforce.choices import (
    AppealState,
    ApplicationState,
    ContractState,
    DocumentState,
    HandoverState,
    RoundState,
    SupervisorRole,
    WorkerType,
)
from workforce.models import (
    Appeal,
    Application,
    Contract,
    Document,
    Handover,
    Placement,
    Post,
    Round,
    Session,
    Supervision,
)
from workforce.permissions import Can
from workforce.selectors.applicants import BEING_SCREENED, not_scored
from workforce.selectors.handovers import CONFIRMED_WITHIN
from workforce.selectors.papers import papers_to_sign
from workforce.selectors.reports import waiting_for as reports_waiting_for
from workforce.selectors.rounds import held_tambons

_SHOWN = 8
_ALIVE = (ContractState.SIGNED, ContractState.ENDED, ContractState.RESIGNED)


@dataclass(frozen=True, slots=True)
class Cell:
    """Posts of a type, and how many somebody fills today."""

    posts: int
    filled: int
    label: str = ""

    @property
    def vacant(self) -> int:
        """Return how many nobody fills."""
        return self.posts - self.filled


@dataclass(frozen=True, slots=True)
class Line:
    """The posts of one tambon by type of worker."""

    tambon: Area
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Cell:
        """Return all types together."""
        return _sum(self.cells)


@dataclass(frozen=True, slots=True)
class Strength:
    """A university's posts and people on a day, and those around them."""

    lines: tuple[Line, ...]
    provinces: tuple[tuple[Area, int], ...]
    types: tuple[tuple[str, Cell], ...]
    digital: int
    digital_agencies: int
    hosts: int
    lecturers: int
    managers: int

    @property
    def total(self) -> Cell:
        """Return the posts of all types."""
        return _sum(cell for _label, cell in self.types)

    @property
    def vacant_lines(self) -> tuple[Line, ...]:
        """Return the tambons where somebody is missing, most missing first."""
        return tuple(sorted((line for line in self.lines if line.total.vacant), key=lambda line: -line.total.vacant))


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done, how often, and in which round of hiring."""

    name: str
    count: int
    round: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that will be held, with its day."""

    name: str
    kind: str
    on: date
    key: int


def programme_for(asked: str) -> Programme | None:
    """Return the programme asked for, or the newest that has begun."""
    return Programme.objects.filter(pk=programme_of(asked, programmes())).first()


def strength_of(*, user: Actor, university: University, programme: Programme) -> Strength:
    """Count a university's posts and the people on them today, as far as the user sees them.

    A post on which somebody of the university that held the tambon before still sits is filled, whoever sees them.
    """
    today, held = clock.today(), held_tambons(programme, university)
    posts = Post.objects.visible_to(user, to=Can.VIEW_POST).filter(programme=programme, tambon__in=held)
    posts = posts.open_on(max(today, programme.starts_on))
    seats = _seats(user, today).filter(post__in=posts)
    lines = _lines(posts, Placement.objects.on(today).filter(_running(today)), held)
    digital = seats.filter(post__is_digital=True, agency__isnull=False)
    guides = Supervision.objects.visible_to(user, to=Can.VIEW_SUPERVISION).on(today)
    guides = guides.filter(programme=programme, tambon__in=held)
    return Strength(
        lines=lines,
        provinces=_provinces(lines),
        types=tuple((str(kind.label), _sum(line.cells[n] for line in lines)) for n, kind in enumerate(WorkerType)),
        digital=digital.count(),
        digital_agencies=digital.values("agency").distinct().count(),
        hosts=seats.filter(post__is_digital=False, agency__isnull=False).values("agency").distinct().count(),
        lecturers=guides.filter(role=SupervisorRole.PM).values("user").distinct().count(),
        managers=guides.filter(role=SupervisorRole.AM).values("user").distinct().count(),
    )


def _seats(user: Actor, today: date) -> QuerySet[Placement]:
    return Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).on(today).filter(_running(today))


def _running(today: date) -> Q:
    return Q(contract__state__in=_ALIVE, contract__during__contains=today)


def _lines(posts: QuerySet[Post], seats: QuerySet[Placement], held: Iterable[str]) -> tuple[Line, ...]:
    filled = Count("pk", filter=Exists(seats.filter(post=OuterRef("pk"))))
    rows = posts.values_list("tambon_id", "worker_type").annotate(posts=Count("pk"), filled=filled).order_by()
    found = {(tambon, kind): (count, taken) for tambon, kind, count, taken in rows}
    tambons = Area.objects.filter(pk__in=list(held)).select_related("parent__parent").order_by("code")
    return tuple(
        Line(tambon, tuple(Cell(*found.get((tambon.pk, kind), (0, 0)), str(kind.label)) for kind in WorkerType))
        for tambon in tambons
    )


def _provinces(lines: Iterable[Line]) -> tuple[tuple[Area, int], ...]:
    areas = {line.tambon.pk[:2]: line.tambon.parent.parent for line in lines if line.tambon.parent}
    counts = Counter(line.tambon.pk[:2] for line in lines)
    return tuple((area, counts[code]) for code, area in sorted(areas.items()) if area is not None)


def _sum(cells: Iterable[Cell]) -> Cell:
    cells = list(cells)
    return Cell(sum(cell.posts for cell in cells), sum(cell.filled for cell in cells))


def waiting_for(*, user: Actor, university: University) -> list[Duty]:
    """Count what a user may do for a university and has not done, by round where it is done in one."""
    sent = Application.objects.filter(round__university=university)
    papers = Document.objects.visible_to(user, to=Can.VIEW_DOCUMENT).filter(
        application__in=sent.visible_to(user, to=Can.SCREEN_APPLICATION).filter(state__in=BEING_SCREENED),
        state=DocumentState.WAITING, replaced_at__isnull=True,
    )  # fmt: skip
    scored = sent.visible_to(user, to=Can.SCORE_APPLICATION)
    appeals = Appeal.objects.visible_to(user, to=Can.DECIDE_APPEAL).filter(application__round__university=university)
    screened = sent.visible_to(user, to=Can.SCREEN_APPLICATION).filter(state=ApplicationState.SUBMITTED)
    return [
        *_by_round("screen", screened, "round"),
        *_by_round("check", papers, "application__round"),
        *_by_round("score", not_scored(scored.filter(state=ApplicationState.QUALIFIED)), "round"),
        *_by_round("appeal", appeals.filter(state=AppealState.OPEN), "application__round"),
        *_present(
            Duty("contract", _drafts(user, university, Can.SIGN_CONTRACT).count()),
            Duty("paper", papers_to_sign(user).filter(university=university).count()),
            Duty("report", reports_waiting_for(user).filter(contract__university=university).count()),
            Duty("entry", entries_in(user, _held_today(university))),
        ),
    ]


def _held_today(university: University) -> QuerySet[Allocation, str]:
    held = Allocation.objects.filter(university=university, during__contains=clock.today())
    return held.order_by().values_list("tambon", flat=True)


def _by_round(name: str, rows: QuerySet[Any], path: str) -> list[Duty]:
    counted = rows.order_by(path).values_list(path, f"{path}__name_th").annotate(count=Count("pk"))
    return [Duty(name, count, key, about) for key, about, count in counted]


def late_for(*, user: Actor, university: University) -> list[Duty]:
    """Count what should have happened by now."""
    now, today = clock.now(), clock.today()
    rounds = Round.objects.visible_to(user, to=Can.VIEW_ROUND).filter(university=university)
    handovers = Handover.objects.visible_to(user, to=Can.VIEW_HANDOVER).filter(university=university)
    over = rounds.filter(state__in=[RoundState.PUBLISHED, RoundState.SELECTING], closes_at__lt=now)
    left = Application.objects.visible_to(user, to=Can.SCREEN_APPLICATION).filter(
        round__in=over, state=ApplicationState.RETURNED, mend_until__lt=today
    )
    silent = over.order_by("closes_at", "pk").values_list("pk", "name_th")
    begun = _drafts(user, university, Can.VIEW_CONTRACT).filter(during__startswith__lte=today)
    return [
        *_by_round("unmended", left, "round"),
        *(Duty("announce", 1, key, about) for key, about in silent),
        *_present(
            Duty("begun", begun.count()),
            Duty("handover", handovers.filter(state=HandoverState.PLANNED, held_on__lt=today).count()),
            Duty("unconfirmed", handovers.unconfirmed().filter(held_on__lte=today - CONFIRMED_WITHIN).count()),
        ),
    ]


def coming_for(*, user: Actor, university: University) -> list[Coming]:
    """Return the next sessions, hand-overs and ends of rounds, the nearest first."""
    now, today = clock.now(), clock.today()
    sessions = Session.objects.visible_to(user, to=Can.VIEW_SESSION).filter(
        university=university, ends_on__gte=today, cancelled_at__isnull=True
    )
    handovers = Handover.objects.visible_to(user, to=Can.VIEW_HANDOVER).filter(
        university=university, state=HandoverState.PLANNED, held_on__gte=today
    )
    rounds = Round.objects.visible_to(user, to=Can.VIEW_ROUND).filter(university=university).open_at(now)
    found = [
        *(Coming(s.name_th, "session", s.starts_on, s.pk) for s in sessions.order_by("starts_on", "pk")[:_SHOWN]),
        *(
            Coming(f"{h.tambon.name_th} → {h.agency.name_th}", "handover", h.held_on, h.pk)
            for h in handovers.select_related("tambon", "agency").order_by("held_on", "pk")[:_SHOWN]
        ),
        *(
            Coming(r.name_th, "round", localdate(r.closes_at), r.pk)
            for r in rounds.order_by("closes_at", "pk")[:_SHOWN]
        ),
    ]
    return sorted(found, key=lambda coming: (coming.on, coming.kind, coming.key))[:_SHOWN]


def _drafts(user: Actor, university: University, to: str) -> QuerySet[Contract]:
    contracts = Contract.objects.visible_to(user, to=to)
    return contracts.filter(university=university, state=ContractState.DRAFT)


def _present(*duties: Duty) -> list[Duty]:
    return [duty for duty in duties if duty.count]
