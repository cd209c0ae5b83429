"""Where people sit because of a hand-over, when its day is corrected or somebody was listed by mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import key_of
from u2t.core.templatetags.u2t import thai_date
from workforce.models import Contract, Handover, Placement
from workforce.selectors.days import ends_of
from workforce.selectors.recorded import first_recorded, last_recorded
from workforce.services.figures import Figures
from workforce.services.placements import PlacementError, Room
from workforce.services.rights import Rights
from workforce.services.seats import Seats

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Seat:
    """The placement that a hand-over began, and the one the person had on the same post until then."""

    now: Placement
    before: Placement | None

    @property
    def name(self) -> str:
        return self.now.contract.person.full_name


class Sitting:
    """Moves placements with their hand-over; a name for what only services may call, inside their transaction."""

    @staticmethod
    def move(handover: Handover, old: date, *, by: User) -> None:
        """Let the people sit at the agency from the day of the hand-over on, instead of from `old`.

        Who sat there before is not moved.

        Raises:
            PlacementError: for whom it cannot be, and why, one by one.
        """
        new, seats = handover.held_on, _seats(handover, old)
        keys = [seat.now.contract_id for seat in seats]
        recorded = first_recorded(keys, min(old, new), max(old, new) - _DAY)
        found = [(seat.name, why) for seat in seats if (why := _why_not(seat, old, new, recorded))]
        if found:
            people = "; ".join(f"{name}: {why}" for name, why in found)
            raise PlacementError(
                _("The day cannot be moved for these people: %(people)s") % {"people": people},
                extra={"field": "held_on", "people": [name for name, _why in found]},
            )
        with Seats.last_word():
            for seat in seats:
                _begin(seat, new, by) if new > old else _begin_earlier(seat, new, handover)
        events = [(seat.now, {"during": (str(old), str(new))}, "") for seat in seats]
        audit.record_many(action="placement.moved", by=by, events=events)
        _follow([seat.now.contract for seat in seats], by)

    @staticmethod
    def leave(handover: Handover, contract: Contract, reason: str, *, by: User) -> bool:
        """Let somebody no longer sit at the agency: from its day on, or after the last day that is recorded there.

        Who sat there before is not moved, nor who has work recorded there to the end; tell whether anybody was.
        """
        has_left = False
        for seat in _seats(handover, handover.held_on, only=contract.pk):
            last = last_recorded(contract.pk, handover.held_on)
            day = max(handover.held_on, last + _DAY) if last else handover.held_on
            if day >= ends_of(seat.now.during)[1]:
                continue
            with Seats.last_word():
                _end(seat, day, reason, by)
            changes = {"agency": (handover.agency_id, None), "on": (None, str(day))}
            audit.record(action="placement.left", target=seat.now, by=by, reason=reason, changes=changes)
            _follow([seat.now.contract], by)
            has_left = True
        return has_left


def _seats(handover: Handover, day: date, only: int | None = None) -> list[_Seat]:
    contracts = handover.lines.filter(**({"contract": only} if only else {})).values("contract")
    held = Contract.objects.select_for_update(of=("self",)).filter(pk__in=contracts).order_by("pk")
    rows = Placement.objects.filter(contract__in=[one.pk for one in held], is_cancelled=False)
    placed = list(
        rows.select_related("contract__person__user", "contract__programme", "post", "agency").order_by(
            "contract", "during"
        )
    )
    until = {(row.contract_id, row.post_id): row for row in placed if ends_of(row.during)[1] == day}
    return [
        _Seat(row, until.get((row.contract_id, row.post_id)))
        for row in placed
        if row.agency_id == handover.agency_id and row.post.tambon_id == handover.tambon_id
        and ends_of(row.during)[0] == day
    ]  # fmt: skip


def _why_not(seat: _Seat, old: date, new: date, recorded: dict[int, date]) -> str:
    day = recorded.get(seat.now.contract_id)
    if day is not None:
        return _("work of %(day)s is recorded already") % {"day": thai_date(day)}
    after = ends_of(seat.now.during)[1]
    if new >= after:
        return _("sat at the agency until %(day)s only") % {"day": thai_date(after - _DAY)}
    if new < old and (seat.before is None or new < ends_of(seat.before.during)[0]):
        first = old if seat.before is None else ends_of(seat.before.during)[0]
        return _("came to this post on %(day)s only") % {"day": thai_date(first)}
    return ""


def _begin(seat: _Seat, new: date, by: User) -> None:
    """Begin later; until then the person is where they were before, or at no agency."""
    old, after = ends_of(seat.now.during)
    _set(seat.now, new, after)
    if seat.before is not None:
        Room.check_longer(seat.before, DateRange(old, new))
        _set(seat.before, ends_of(seat.before.during)[0], new)
        return
    _made(seat.now, None, DateRange(old, new), by)


def _begin_earlier(seat: _Seat, new: date, handover: Handover) -> None:
    (old, after), before = ends_of(seat.now.during), seat.before
    Room.check(handover.agency, seat.now.contract, DateRange(new, old))
    if before is not None and ends_of(before.during)[0] == new:
        before.is_cancelled = True
        before.save(update_fields=["is_cancelled"])
    elif before is not None:
        _set(before, ends_of(before.during)[0], new)
    _set(seat.now, new, after)


def _end(seat: _Seat, day: date, reason: str, by: User) -> None:
    first, after = ends_of(seat.now.during)
    before = seat.before
    if day > first:
        _set(seat.now, first, day)
        _made(seat.now, before.agency_id if before else None, DateRange(day, after), by)
    elif before is None:
        seat.now.agency = None
        seat.now.save(update_fields=["agency"])
    else:
        seat.now.is_cancelled, seat.now.reason = True, reason
        seat.now.save(update_fields=["is_cancelled", "reason"])
        _set(before, ends_of(before.during)[0], after)


def _set(placement: Placement, first: date, after: date) -> None:
    placement.during = DateRange(first, after)
    placement.save(update_fields=["during"])


def _made(like: Placement, agency: str | None, during: DateRange, by: User) -> Placement:
    return Placement.objects.create(
        contract_id=like.contract_id, post_id=like.post_id, agency_id=agency, during=during,
        created_by_id=key_of(by), created_at=clock.now(),
    )  # fmt: skip


def _follow(contracts: Iterable[Contract], by: User) -> None:
    """Let rights, figures and the versions that pages saw follow."""
    found = list(contracts)
    Contract.objects.filter(pk__in=[one.pk for one in found]).update(version=F("version") + 1)
    for contract in found:
        Rights.follow(contract, by=by)
    Figures.changed_for(found)
