"""Who works in a tambon and at an agency, and who guides them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from tambon.models import Agency, Area, Programme
from u2t.core import clock
from u2t.core.access import Actor, reach
from u2t.core.keyset import Certain
from workforce.choices import WORKS, ContractState, SupervisorRole, WorkerType
from workforce.models import AgencyCapacity, Placement, Post, Supervision
from workforce.permissions import Can


@dataclass(frozen=True, slots=True)
class Seat:
    """A post and who sits on it on a day, if anybody; of people one does not see, only of which university they are.

    A tambon that changed hands keeps the people of the university that held it before, until their contracts end.
    """

    post: Post
    placement: Placement | None
    taken_by: str = ""
    is_reserved: bool = False

    @property
    def is_filled(self) -> bool:
        """Tell whether somebody works here; for whom a contract is only drafted does not, as in the figures."""
        is_at_work = self.placement is not None and self.placement.contract.state in WORKS
        return is_at_work or bool(self.taken_by)


@dataclass(frozen=True, slots=True)
class Filling:
    """How many posts of a type there are, and how many are filled."""

    label: str
    posts: int
    filled: int

    @property
    def vacant(self) -> int:
        """Return how many are vacant."""
        return self.posts - self.filled


@dataclass(frozen=True, slots=True)
class Staffing:
    """A tambon on a day: its posts, who guides, how many are filled."""

    seats: list[Seat]
    guides: list[Supervision]
    by_type: list[Filling]
    own: Filling
    digital: Filling


def may_open_tambons(user: Actor) -> bool:
    """Tell whether the pages of tambons are open to a user, who then sees those of the own areas."""
    found = reach(user, Can.VIEW_POST)
    return bool(found.everywhere or found.places or found.universities or found.networks)


def day_of(programme: Programme) -> date:
    """Return the day a page of a programme speaks of: today, or its nearest day."""
    return min(max(clock.today(), programme.starts_on), programme.ends_on)


def programmes_of(tambon: Area) -> "QuerySet[Programme]":
    """Return the programmes that have posts in a tambon, the newest first."""
    return Programme.objects.filter(pk__in=Post.objects.filter(tambon=tambon).values("programme")).order_by(
        "-starts_on"
    )


def staffing_of(tambon: Area, programme: Programme, *, user: Actor) -> Staffing:
    """Return who sits on which post of a tambon, as far as the user may see it."""
    day = day_of(programme)
    seen = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).on(day)
    seen = seen.filter(contract__state__in=[ContractState.DRAFT, *WORKS])
    posts = Post.objects.visible_to(user, to=Can.VIEW_POST).filter(tambon=tambon, programme=programme).open_on(day)
    sitting = Placement.objects.on(day).filter(post=OuterRef("pk"))
    whose = sitting.filter(contract__state__in=WORKS).values("contract__university__name_th")
    drafted = sitting.filter(contract__state=ContractState.DRAFT)
    shown = posts.order_by("worker_type", "number").prefetch_related(
        Prefetch("placements", seen.select_related("contract__person", "agency"), to_attr="sitting")
    )
    seats = [
        Seat(post, next(iter(post.sitting), None), post.whose or "", post.is_reserved)  # type: ignore[attr-defined]  # prefetched
        for post in shown.annotate(whose=Subquery(whose[:1]), is_reserved=Exists(drafted))
    ]
    return Staffing(
        seats, list(guides_of(tambon, programme, user=user)),
        [_filling(str(kind.label), [s for s in seats if s.post.worker_type == kind]) for kind in WorkerType],
        _filling("", [s for s in seats if not s.post.is_digital]),
        _filling("", [s for s in seats if s.post.is_digital]),
    )  # fmt: skip


def _filling(label: str, seats: list[Seat]) -> Filling:
    return Filling(str(label), len(seats), sum(seat.is_filled for seat in seats))


def guides_of(tambon: Area, programme: Programme, *, user: Actor) -> "QuerySet[Supervision]":
    """Return who guides the people of a tambon on the day of its page: the leading lecturer first."""
    rows = Supervision.objects.visible_to(user, to=Can.VIEW_SUPERVISION).on(day_of(programme))
    rows = rows.filter(tambon=tambon, programme=programme).select_related("user", "unit", "agency")
    return rows.order_by("-role", "-is_leading", "user__first_name", "pk")


def placed_at(agency: Agency, *, user: Actor) -> "QuerySet[Placement]":
    """Return who sits at an agency today, as far as the user may see it."""
    rows = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).on(clock.today()).filter(agency=agency)
    rows = rows.select_related("contract__person", "contract__university", "post__tambon")
    return rows.annotate(by_name=Certain(F("contract__person__sort_key"), output_field=CharField())).order_by(
        "by_name", "pk"
    )


def capacities_of(agency: Agency) -> "QuerySet[AgencyCapacity]":
    """Return the limits of an agency with how many sit there today."""
    today = Q(agency__placements__during__contains=clock.today(), agency__placements__is_cancelled=False)
    same = Q(agency__placements__post__programme=F("programme"))
    rows = AgencyCapacity.objects.filter(agency=agency).select_related("programme")
    return rows.annotate(taken=Count("agency__placements", filter=today & same)).order_by("programme")


def area_managers_of(agency: Agency, *, user: Actor) -> "QuerySet[Supervision]":
    """Return the area managers who belong to an agency today."""
    rows = Supervision.objects.visible_to(user, to=Can.VIEW_SUPERVISION).on(clock.today())
    return rows.filter(agency=agency, role=SupervisorRole.AM).select_related("user", "tambon").order_by("pk")
