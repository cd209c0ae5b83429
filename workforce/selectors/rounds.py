"""What rounds offer, what is still vacant, and how many applied."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q, QuerySet, Sum

from tambon.choices import Level
from tambon.models import Allocation, Area, Programme, University
from tambon.selectors.search import matching_q
from u2t.core import clock
from u2t.core.access import Actor, prefix_q
from workforce.choices import ApplicationState, RoundState, WorkerType
from workforce.models import Application, Post, Round, RoundQuota, TypeTerms
from workforce.permissions import Can
from workforce.selectors.limits import limits_in, room_in
from workforce.selectors.promising import GOING_ON, Cell, promised_by
from workforce.selectors.providing import Change, change_of
from workforce.selectors.terms import terms_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: a province, a type of worker, words of a place or university; nothing is anything."""

    province: str = ""
    type: str = ""
    query: str = ""

    def __bool__(self) -> bool:
        return bool(self.province or self.type or self.query)


ANYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a round offers in one tambon: posts and baht a month by type of worker."""

    tambon: Area
    worker_type: str
    posts: int
    wage: Decimal

    @property
    def label(self) -> str:
        """Return the type of worker in words."""
        return str(WorkerType(self.worker_type).label)


@dataclass(frozen=True, slots=True)
class Line:
    """One tambon of a round: what it offers of each type, and the most it could; None where there is no such post."""

    tambon: Area
    cells: "tuple[Quota | None, ...]"


@dataclass(frozen=True, slots=True)
class Quota:
    """Posts of a type that a round offers in a tambon, beside those that are vacant."""

    worker_type: str
    posts: int
    vacant: int

    @property
    def label(self) -> str:
        """Return the type of worker in words."""
        return str(WorkerType(self.worker_type).label)


def open_rounds() -> "QuerySet[Round, Round]":
    """Return the rounds that take applications now, for everybody to see, with what they offer in sum."""
    return with_offers(Round.objects.public().open_at(clock.now()))


def announced_rounds() -> "QuerySet[Round, Round]":
    """Return the rounds that are published and not over yet: open ones and those that open later."""
    now = clock.now()
    return with_offers(Round.objects.public().filter(state=RoundState.PUBLISHED, closes_at__gt=now))


def with_offers(rounds: "QuerySet[Round, Round]") -> "QuerySet[Round, Round]":
    """Add the posts and tambons of each round."""
    offered = Q(quotas__posts__gt=0)
    return rounds.select_related("university", "programme").annotate(
        posts=Sum("quotas__posts", default=0), tambons=Count("quotas__tambon", filter=offered, distinct=True)
    )


def rounds_of(user: Actor) -> "QuerySet[Round, Round]":
    """Return the rounds a user works with: drafts and published ones of the own area."""
    return with_offers(Round.objects.visible_to(user, to=Can.VIEW_ROUND))


def readable_rounds(user: Actor) -> "QuerySet[Round, Round]":
    """Return the rounds a user may read: published ones of the whole country, and the own drafts."""
    return with_offers(Round.objects.public() | Round.objects.visible_to(user, to=Can.VIEW_ROUND))


def narrowed(rounds: "QuerySet[Round, Round]", wanted: Wanted) -> "QuerySet[Round, Round]":
    """Keep the rounds that offer something where and for whom it is wanted."""
    if not wanted:
        return rounds
    offering = Q(pk__in=_offered(wanted).values("round"))
    if wanted.query:
        universities = University.objects.public().filter(matching_q(wanted.query))
        without = replace(wanted, query="")
        offering |= Q(university__in=universities.values("pk"), pk__in=_offered(without).values("round"))
    return rounds.filter(offering)


def offers_of(round: Round, wanted: Wanted = ANYTHING) -> list[Offer]:
    """Return what a round offers where, in the order of tambons; only what has posts.

    Words that fit no place of the round (the name of the university, say) leave nothing out.
    """
    rows = _offered(wanted).filter(round=round).select_related("tambon__parent__parent")
    if wanted.query and not rows.exists():
        rows = _offered(replace(wanted, query="")).filter(round=round).select_related("tambon__parent__parent")
    wages = dict(TypeTerms.objects.filter(terms=round.terms_id).values_list("worker_type", "monthly_wage"))
    found = rows.order_by("tambon_id", "worker_type")
    return [Offer(row.tambon, row.worker_type, row.posts, wages.get(row.worker_type, Decimal(0))) for row in found]


def _offered(wanted: Wanted) -> "QuerySet[RoundQuota, RoundQuota]":
    quotas = RoundQuota.objects.filter(posts__gt=0)
    if wanted.type:
        quotas = quotas.filter(worker_type=wanted.type)
    if wanted.province:
        quotas = quotas.filter(prefix_q("tambon_id", frozenset({wanted.province})))
    if wanted.query:
        levels = [Level.PROVINCE, Level.AMPHOE, Level.TAMBON]
        areas = Area.objects.filter(matching_q(wanted.query), level__in=levels).values("pk")
        quotas = quotas.filter(Q(tambon__in=areas) | Q(tambon__parent__in=areas) | Q(tambon__parent__parent__in=areas))
    return quotas


def lines_of(round: Round, vacant: dict[Cell, int] | None = None) -> list[Line]:
    """Return the tambons of a round with what it offers of each type, for the table staff read and change."""
    vacant = vacant if vacant is not None else vacant_for(round)
    rows = RoundQuota.objects.filter(round=round).select_related("tambon__parent__parent").order_by("tambon_id")
    tambons: dict[str, Area] = {}
    posts: dict[Cell, int] = {}
    for row in rows:
        tambons[row.tambon_id] = row.tambon
        posts[row.tambon_id, row.worker_type] = row.posts
    return [Line(tambon, tuple(_quotas(code, posts, vacant))) for code, tambon in tambons.items()]


def _quotas(code: str, posts: dict[Cell, int], vacant: dict[Cell, int]) -> Iterable[Quota | None]:
    for type_ in WorkerType.values:
        cell = (code, type_)
        yield Quota(type_, posts[cell], vacant.get(cell, 0)) if cell in posts else None


def held_tambons(programme: Programme, university: University) -> list[str]:
    """Return the tambons a university holds today, or on the nearest day of the programme."""
    day = min(max(clock.today(), programme.starts_on), programme.ends_on)
    held = Allocation.objects.filter(programme=programme, university=university, during__contains=day)
    return list(held.order_by("tambon").values_list("tambon", flat=True))


def vacant_for(round: Round) -> dict[Cell, int]:
    """Count the posts a round may offer: those nobody holds on its days of work, less what other rounds promise.

    A draft counts the posts as they will be once it is published: only then are they opened and closed by the rules.
    Where people of older rules hold more posts until it begins, no more are counted than the rules give.
    """
    during = DateRange(round.work_starts_on, round.work_ends_on + timedelta(days=1))
    held = held_tambons(round.programme, round.university)
    posts = Post.objects.filter(programme=round.programme_id, tambon__in=held).vacant_during(during)
    terms = terms_for(programme=round.programme, university=round.university)
    change = change_of(round.programme, terms, held) if round.state == RoundState.DRAFT and terms else Change()
    posts = posts.exclude(pk__in=[post.pk for post in change.closing])
    vacant = Counter(_counted(posts.values_list("tambon", "worker_type").annotate(count=Count("pk")).order_by()))
    vacant.update((post.tambon_id, post.worker_type) for post in change.opening)
    rules = {terms, round.terms} if round.state in GOING_ON else {terms}
    limits = limits_in(round.programme, held, [one for one in rules if one])
    for cell, room in room_in(round.programme, limits, during).items():
        if cell in vacant:
            vacant[cell] = min(vacant[cell], room)
    others = Round.objects.filter(
        university=round.university_id,
        programme=round.programme_id,
        state__in=GOING_ON,
        work_starts_on__lte=round.work_ends_on,
        work_ends_on__gte=round.work_starts_on,
    ).exclude(pk=round.pk)
    promised = promised_by(others)
    return {cell: max(0, count - promised[cell]) for cell, count in vacant.items()}


def _counted(rows: Iterable[tuple[str, str, int]]) -> dict[Cell, int]:
    return {(tambon, type_): count for tambon, type_, count in rows}


def applications_by_state(round: Round) -> list[tuple[str, int]]:
    """Count the applications of a round by their state, in the order of the states; drafts are the applicants' own."""
    rows = Application.objects.filter(round=round).exclude(state=ApplicationState.DRAFT)
    counted = dict(rows.values_list("state").annotate(count=Count("pk")).order_by())
    return [(str(state.label), counted[state.value]) for state in ApplicationState if state.value in counted]


def next_number(programme: Programme, university: University) -> int:
    """Return the number the next round of a university would have."""
    latest = Round.objects.filter(programme=programme, university=university).order_by("-number").first()
    return latest.number + 1 if latest else 1
