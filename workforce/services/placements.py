"""Where people sit: the host agency of a worker, the partner agency of a digital data manager, dated."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.models import Agency, Programme, User
from u2t.core import audit, clock
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ContractState
from workforce.importing.ground import Days
from workforce.models import AgencyCapacity, Contract, Placement
from workforce.permissions import Can
from workforce.selectors.capacity import most_at, peak
from workforce.selectors.days import ends_of
from workforce.services.figures import Figures
from workforce.services.informing import Informing
from workforce.services.rights import Rights
from workforce.services.seats import Seats


class PlacementError(DomainError):
    """A placement is not in a state for what was asked, or the agency is full."""


class PlacementInputError(InputError):
    """The day or the number cannot be."""


@transaction.atomic
def assign(
    *, placement: Placement, agency: Agency, on: date, by: User, version: int | None = None, is_told: bool = False
) -> Placement:
    """Let a person sit at an agency from the day `on`; where that is not the first day, another placement begins.

    The person, who guides there and both agencies hear of it, unless they are told of what brings it (`is_told`).
    """
    require(by, Can.CHANGE_PLACEMENT, placement)
    contract, placement = _locked(placement)
    if placement.agency_id == agency.pk and on >= ends_of(placement.during)[0]:
        return placement
    _check(contract, placement, on, version)
    Room.check(agency, contract, DateRange(on, placement.during.upper))
    left, is_kept = placement.agency, on > ends_of(placement.during)[0]
    found = _from(placement, agency, on, by)
    Contract.objects.filter(pk=contract.pk).update(version=contract.version + 1)
    Rights.follow(contract, by=by)
    Figures.changed_for([contract])
    changes = {"agency": (left.pk if left else None, agency.pk), "during": (None, str(found.during))}
    audit.record(action="placement.assigned", target=found, by=by, changes=changes)
    if not is_told and contract.state == ContractState.SIGNED:
        Informing.person(contract, "placement.assigned", on, agency=agency.name_th)
        Informing.guides(contract, "placement.came", on, tambon=found.post.tambon, agency=agency)
        if left is not None and left != agency:
            Informing.officers(contract, "placement.gone", on, agency=left, sees=is_kept)
    return found


@transaction.atomic
def set_capacity(*, agency: Agency, programme: Programme, capacity: int, by: User) -> AgencyCapacity:
    """Say how many people an agency takes at a time."""
    require(by, Can.CHANGE_PLACEMENT, agency)
    if capacity < 0:
        raise PlacementInputError(_("A number of people cannot be negative."), extra={"field": "capacity"})
    known = AgencyCapacity.objects.select_for_update().filter(agency=agency, programme=programme).first()
    before = known.capacity if known else None
    if before == capacity and known is not None:
        return known
    found, _new = AgencyCapacity.objects.update_or_create(
        agency=agency, programme=programme, defaults={"capacity": capacity}
    )
    audit.record(action="agencycapacity.set", target=found, by=by, changes={"capacity": (before, capacity)})
    return found


def _locked(placement: Placement) -> tuple[Contract, Placement]:
    contract = Contract.objects.select_for_update(of=("self",)).select_related("person__user", "programme")
    found = contract.get(pk=placement.contract_id)
    return found, Placement.objects.select_related("post__tambon", "agency").get(pk=placement.pk)


def _check(contract: Contract, placement: Placement, on: date, version: int | None) -> None:
    if version is not None and version != contract.version:
        raise StaleError(_("This contract was changed since you opened it. Open it again and look."), of=contract)
    if placement.is_cancelled or contract.state not in {ContractState.DRAFT, ContractState.SIGNED}:
        raise PlacementError(_("This placement is over. Open the person again and look."))
    first, after = ends_of(placement.during)
    if not first <= on < after:
        raise PlacementInputError(_("The day lies outside the present placement."), extra={"field": "on"})


class Room:
    """Looks whether an agency takes one more; for what only services may call, inside their transaction."""

    @staticmethod
    def check_longer(seat: Placement, during: DateRange) -> None:
        """Look whether the agency where somebody sits takes the person on more days; of no agency nothing is asked."""
        if seat.agency is not None:
            Room.check(seat.agency, seat.contract, during)

    @staticmethod
    def check(agency: Agency, contract: Contract, during: DateRange) -> None:
        """Lock the agency's limit and count: two who place at once see one another."""
        limit = AgencyCapacity.objects.select_for_update().filter(agency=agency, programme=contract.programme).first()
        if limit is None:
            return
        if most_at(agency, contract.programme, during, apart_from=contract.pk) >= limit.capacity:
            raise _full(limit)

    @staticmethod
    def check_seated(seated: Iterable[tuple[str, Days]], programme: Programme) -> None:
        """Lock the limits of agencies, each named with days on which somebody was just seated there, and count.

        It comes after the posts are taken, as where one person is seated: locks in two orders would deadlock.
        """
        asked: dict[str, set[Days]] = {}
        for agency, days in seated:
            asked.setdefault(agency, set()).add(days)
        rows = AgencyCapacity.objects.select_for_update(of=("self",)).select_related("agency")
        limits = {one.agency_id: one for one in rows.filter(agency__in=asked, programme=programme).order_by("agency")}
        taken: dict[str, list[Days]] = {agency: [] for agency in limits}
        there = Placement.objects.filter(agency__in=limits, post__programme=programme, is_cancelled=False)
        for agency, during in there.values_list("agency", "during"):
            taken[agency].append(ends_of(during))
        for agency, limit in limits.items():
            if any(peak(taken[agency], days) > limit.capacity for days in asked[agency]):
                raise _full(limit)


def _full(limit: AgencyCapacity) -> PlacementError:
    said = _("%(agency)s takes %(limit)s people at a time, and has them. Choose another agency or raise the limit.")
    return PlacementError(said % {"agency": limit.agency.name_th, "limit": limit.capacity})


def _from(placement: Placement, agency: Agency, on: date, by: User) -> Placement:
    if placement.during.lower == on:
        placement.agency = agency
        placement.save(update_fields=["agency"])
        return placement
    rest = DateRange(on, placement.during.upper)
    placement.during = DateRange(placement.during.lower, on)
    with Seats.last_word():
        placement.save(update_fields=["during"])
        return Placement.objects.create(
            contract_id=placement.contract_id, post=placement.post, agency=agency, during=rest,
            created_by_id=key_of(by), created_at=clock.now(),
        )  # fmt: skip
