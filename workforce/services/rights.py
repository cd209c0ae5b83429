"""What an account may see follows from where its person works: memberships are kept in step with placements."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import Agency, Area, Membership, User
from tambon.services import memberships
from workforce.choices import ContractState
from workforce.models import Contract, Placement

_WORKS = frozenset({ContractState.SIGNED, ContractState.ENDED, ContractState.RESIGNED})


@dataclass(slots=True)
class _Stretch:
    """Placements in a row that bring the same role in the same place."""

    role: str
    place: Area | Agency
    during: DateRange
    placements: list[Placement]


class Rights:
    """Writes memberships; a name for what only services may call, inside their transaction."""

    @staticmethod
    def follow(contract: Contract, *, by: User) -> None:
        """Give, prolong, shorten and take away what this contract brings to the person's account."""
        user = contract.person.user
        if user is None:
            return
        placements = list(
            Placement.objects.filter(contract=contract)
            .select_related("post__tambon", "agency", "membership")
            .order_by("during")
        )
        wanted = _stretches(placements) if contract.state in _WORKS else []
        kept = {Rights._hold(stretch, user=user, by=by) for stretch in wanted}
        for membership in {p.membership_id: p.membership for p in placements if p.membership}.values():
            if membership.pk not in kept:
                memberships.follow_work(membership=membership, during=_never(membership), by=by)

    @staticmethod
    def offer(contract: Contract) -> tuple[memberships.Offer, list[int]]:
        """Return the role that the latest work of a signed contract brings, and the placements that bring it."""
        rows = Placement.objects.filter(contract=contract).select_related("post__tambon", "agency").order_by("during")
        last = _stretches(list(rows))[-1]
        offer = memberships.Offer(last.role, last.place, last.during.lower, _last(last.during))
        return offer, [placement.pk for placement in last.placements]

    @staticmethod
    def _hold(stretch: _Stretch, *, user: User, by: User) -> int:
        found = next((p.membership for p in stretch.placements if _fits(p.membership, stretch)), None)
        if found is None:
            last = _last(stretch.during)
            offer = memberships.Offer(stretch.role, stretch.place, stretch.during.lower, last)
            found = memberships.give_for_work(user=user, offer=offer, by=by)
        else:
            memberships.follow_work(membership=found, during=stretch.during, by=by)
        Placement.objects.filter(pk__in=[p.pk for p in stretch.placements]).update(membership=found)
        return int(found.pk)


def _stretches(placements: list[Placement]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for placement in placements:
        if placement.is_cancelled:
            continue
        role, place = _right_of(placement)
        last = found[-1] if found else None
        if last and (last.role, last.place) == (role, place) and last.during.upper == placement.during.lower:
            last.during = DateRange(last.during.lower, placement.during.upper)
            last.placements.append(placement)
        else:
            found.append(_Stretch(role, place, placement.during, [placement]))
    return found


def _right_of(placement: Placement) -> tuple[str, Area | Agency]:
    """Digital data managers work at their agency; until it is known they are workers of the tambon."""
    if placement.post.is_digital and placement.agency is not None:
        return "digital", placement.agency
    return "worker", placement.post.tambon


def _fits(membership: Membership | None, stretch: _Stretch) -> bool:
    return membership is not None and (membership.role, membership.place) == (stretch.role, stretch.place)


def _last(during: DateRange) -> date | None:
    return during.upper - timedelta(days=1) if during.upper else None


def _never(membership: Membership) -> DateRange:
    first = membership.during.lower
    return DateRange(first, first) if first else DateRange(empty=True)
