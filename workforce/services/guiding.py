"""What who guides a tambon may see follows from their supervisions: memberships are kept in step with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from tambon.models import Area, Membership, User
from tambon.services import memberships
from workforce.models import Supervision
from workforce.selectors.days import ends_of


@dataclass(slots=True)
class _Stretch:
    """Supervisions of one person in one tambon that overlap or touch: two programmes, or a change of who leads."""

    during: DateRange
    rows: list[Supervision] = field(default_factory=list)


class Guiding:
    """Writes memberships; a name for what only services may call, inside their transaction.

    Nobody holds a role in a tambon twice on a day, yet somebody may guide it for the next programme while the reports
    of the last one are still being checked: such supervisions share one membership, which lasts as long as they do.
    """

    @staticmethod
    def right(*, user: User, role: str, tambon: Area, during: DateRange, by: User) -> Membership:
        """Return the membership for new days of guiding: one that the person has beside them, else a new one."""
        beside = Supervision.objects.filter(
            Q(during__overlap=during) | Q(during__adjacent_to=during), user=user, role=role, tambon=tambon
        )
        found = beside.select_related("membership").order_by("during").first()
        if found is not None:
            return found.membership
        offer = memberships.Offer(role, tambon, during.lower, _last(during))
        return memberships.give_for_work(user=user, offer=offer, by=by)

    @staticmethod
    def follow(supervision: Supervision, *, by: User) -> None:
        """Let the memberships of this person in this tambon last exactly as long as the supervisions do."""
        same = Supervision.objects.filter(user=supervision.user_id, role=supervision.role, tambon=supervision.tambon_id)
        rows = list(same.select_related("membership", "user", "tambon").order_by("during"))
        wanted: list[tuple[Membership | None, _Stretch]] = []
        kept: set[int] = set()
        for stretch in _stretches(rows):
            free = (row.membership for row in stretch.rows if row.membership_id not in kept)
            membership = next(free, None)
            kept |= {membership.pk} if membership else set()
            wanted.append((membership, stretch))
        for membership in {row.membership_id: row.membership for row in rows}.values():
            if membership.pk not in kept:
                first = membership.during.lower
                memberships.follow_work(membership=membership, during=DateRange(first, first), by=by)
        # One that becomes shorter makes room first: no two may overlap at any moment.
        for held, stretch in sorted(wanted, key=lambda one: not _is_within(one[1].during, one[0])):
            _hold(held, stretch, by)


def _hold(membership: Membership | None, stretch: _Stretch, by: User) -> None:
    if membership is None:
        first = stretch.rows[0]
        offer = memberships.Offer(first.role, first.tambon, stretch.during.lower, _last(stretch.during))
        membership = memberships.give_for_work(user=first.user, offer=offer, by=by)
    else:
        memberships.follow_work(membership=membership, during=stretch.during, by=by)
    Supervision.objects.filter(pk__in=[row.pk for row in stretch.rows]).update(membership=membership)


def _stretches(rows: list[Supervision]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and row.during.lower <= last.during.upper:
            last.during = DateRange(last.during.lower, max(last.during.upper, row.during.upper))
            last.rows.append(row)
        else:
            found.append(_Stretch(row.during, [row]))
    return found


def _is_within(during: DateRange, membership: Membership | None) -> bool:
    if membership is None or membership.during.isempty:
        return False
    there = membership.during
    starts_within = there.lower is None or there.lower <= during.lower
    return bool(starts_within and (there.upper is None or during.upper <= there.upper))


def _last(during: DateRange) -> date:
    return ends_of(during)[1] - timedelta(days=1)
