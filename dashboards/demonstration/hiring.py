"""Posts and the contracts of those who filled them: a few left, most of these were replaced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration import crowd, moment
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import roll
from dashboards.demonstration.hosts import agencies_of
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.demonstration.names import one_of
from tambon.models import Membership, Programme, University, User
from tambon.system import system_user
from u2t.core.models import Origin
from workforce.choices import ContractState, WorkScheme
from workforce.models import Contract, NumberSeries, Placement, Post, WorkItem
from workforce.selectors.rounds import held_tambons
from workforce.selectors.terms import terms_for
from workforce.services import posts as post_services
from workforce.services.numbers import CONTRACTS

#: The posts of the accounts that work: account, type and number of the post in ต.แม่ท้อ.
_OWN = {("graduate", 1): "digital", ("graduate", 3): "worker"}
#: The accounts' rights of work; of two, that of the digital data manager is the one of the contract.
_ROLES = ("worker", "digital")
_PROVIDED_AT = datetime(2021, 1, 20, 9, tzinfo=moment.BANGKOK)
_SIGNED_ON, _YEAR = date(2021, 1, 28), 2564
#: The position of digital data managers: they turn government records into data.
_DIGITAL_POSITION = 3
#: First days of those who replaced somebody, one of which each time.
_REPLACED_FROM = tuple(date(2021, month, 1) for month in range(4, 11))


@dataclass(frozen=True, slots=True)
class Plan:
    """How a university hired: the days of its contracts, how many were replaced, how many left on which last day."""

    university: str
    begins_on: date
    after: date
    replaced: int
    gone: tuple[tuple[int, date], ...] = ()


PLANS = (
    Plan("kpru", date(2021, 2, 1), date(2022, 1, 1), replaced=36),
    Plan(
        "cmu", date(2021, 2, 1), date(2022, 2, 1), replaced=24,
        gone=((20, date(2021, 10, 31)), (10, date(2021, 11, 30))),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stint:
    """Days of somebody on a post, and how they ended."""

    post: Post
    during: DateRange
    state: ContractState
    is_second: bool = False

    @property
    def account(self) -> str:
        """Return the account whose post this is, if any."""
        return _OWN.get((self.post.worker_type, self.post.number), "") if self.post.tambon_id == HOME else ""


def make(plan: Plan) -> list[Contract]:
    """Open a university's posts and hire for them; return the contracts, replacements last."""
    programme = Programme.objects.get(pk=PHASE_ONE)
    university = University.objects.get(pk=plan.university)
    with moment.at(_PROVIDED_AT):
        post_services.provide(programme=programme, university=university, by=system_user())
    mine = Post.objects.filter(programme=programme, tambon__in=held_tambons(programme, university))
    mine.update(origin=Origin.DEMO)
    stints = list(_stints(list(mine.order_by("tambon", "worker_type", "number")), plan))
    contracts = _hire(stints, plan, programme, university)
    _seat(stints, contracts)
    NumberSeries.objects.create(university=university, kind=CONTRACTS, year=_YEAR, last=len(contracts))
    return contracts


def _stints(posts: Sequence[Post], plan: Plan) -> Iterator[Stint]:
    """Tell who sat where; those who followed somebody come last."""
    leaving = _leaving(posts, plan)
    for post in posts:
        after = leaving.get(post.pk, plan.after)
        state = ContractState.SIGNED if after == plan.after else ContractState.RESIGNED
        yield Stint(post, DateRange(plan.begins_on, after), state)
    vacant = {day + timedelta(days=1) for _count, day in plan.gone}
    for post in posts:
        left = leaving.get(post.pk)
        if left and left not in vacant:
            yield Stint(post, DateRange(left, plan.after), ContractState.SIGNED, is_second=True)


def _leaving(posts: Sequence[Post], plan: Plan) -> dict[int, date]:
    """Return the first day without them of the posts that somebody left."""
    kept = {(HOME, *own) for own in _OWN}
    others = [post for post in posts if (post.tambon_id, post.worker_type, post.number) not in kept]
    ordered = iter(sorted(others, key=lambda post: roll("leaves", post)))
    replaced = [next(ordered) for _each in range(plan.replaced)]
    found = {post.pk: one_of(_REPLACED_FROM, "replaced", post) for post in replaced}
    for how_many, day in plan.gone:
        found |= {next(ordered).pk: day + timedelta(days=1) for _each in range(how_many)}
    return found


def _hire(
    stints: Sequence[Stint], plan: Plan, programme: Programme, university: University
) -> list[Contract]:  # fmt: skip
    terms = terms_for(programme=programme, university=university)
    wages = {row.worker_type: row.monthly_wage for row in terms.types.all()} if terms else {}
    positions = list(WorkItem.objects.filter(scheme=WorkScheme.POSITION).order_by("number"))
    users = User.objects.in_bulk([name for stint in stints if (name := stint.account)], field_name="username")
    people = crowd.make(_wanted(stints, users))
    numbers, by = count(1), system_user()
    made = [
        Contract(
            number=f"{next(numbers)}/{_YEAR}",
            person=person,
            university=university,
            programme=programme,
            worker_type=stint.post.worker_type,
            position=_position(stint.post, positions),
            monthly_wage=wages[stint.post.worker_type],
            during=stint.during,
            state=stint.state,
            signed_on=_signed_on(stint, plan),
            end_reason="ได้งานประจำ" if stint.state == ContractState.RESIGNED else "",
            origin=Origin.DEMO,
            created_by=by,
            created_at=datetime.combine(_signed_on(stint, plan), datetime.min.time(), UTC),
        )
        for stint, person in zip(stints, people, strict=True)
    ]
    first = {stint.post.pk: contract for stint, contract in zip(stints, made, strict=True) if not stint.is_second}
    # One after the other: who followed somebody names the contract of that person.
    stored = Contract.objects.bulk_create(list(first.values()), batch_size=1000)
    later = [(stint, contract) for stint, contract in zip(stints, made, strict=True) if stint.is_second]
    for stint, contract in later:
        contract.replaces = first[stint.post.pk]
    return [*stored, *Contract.objects.bulk_create([contract for _stint, contract in later])]


def _wanted(stints: Iterable[Stint], users: dict[str, User]) -> Iterator[crowd.Wanted]:
    for stint in stints:
        post = stint.post
        words = (post.tambon_id, post.worker_type, post.number, stint.is_second)
        yield crowd.Wanted(words, post.worker_type, post.tambon_id, users.get(stint.account))


def _position(post: Post, positions: Sequence[WorkItem]) -> WorkItem:
    if post.is_digital:
        return positions[_DIGITAL_POSITION - 1]
    return one_of(positions, "position", post)


def _signed_on(stint: Stint, plan: Plan) -> date:
    first: date = stint.during.lower
    return _SIGNED_ON if first == plan.begins_on else first - timedelta(days=3)


def _seat(stints: Sequence[Stint], contracts: Sequence[Contract]) -> None:
    agencies = agencies_of([stint.post for stint in stints if not stint.is_second])
    rights = {
        m.user.username: m for m in Membership.objects.filter(role__in=_ROLES).select_related("user").order_by("-role")
    }
    by = system_user()
    Placement.objects.bulk_create(
        [
            Placement(
                contract=contract,
                post=stint.post,
                agency_id=agencies.get(stint.post.pk),
                during=stint.during,
                membership=rights.get(stint.account),
                created_by=by,
                created_at=contract.created_at,
            )
            for stint, contract in zip(stints, contracts, strict=True)
        ],
        batch_size=1000,
    )
