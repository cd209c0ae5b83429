"""Give tambons to universities, dated: the programme's own map of who answers for what."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Allocation, Area, Programme, Unit, University, User
from tambon.permissions import Can
from u2t.core import audit, clock, marks
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError


class AllocationError(DomainError):
    """An allocation cannot be changed as asked."""


class AllocationInputError(InputError):
    """The tambon, university or dates do not fit each other."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a tambon from a day on, and by which approval."""

    university: University
    from_on: date
    reference: str = ""
    unit: Unit | None = None


@transaction.atomic
def give(*, programme: Programme, tambon: Area, holder: Holder, by: User) -> Allocation:
    """Give a tambon that nobody holds from that day on."""
    require(by, Can.CHANGE_ALLOCATION)
    _check_tambon(tambon)
    _check_holder(programme, holder)
    Area.objects.select_for_update(no_key=True).get(pk=tambon.pk)  # one at a time: a double click gives it once
    during = DateRange(holder.from_on, None)
    taken = Allocation.objects.filter(programme=programme, tambon=tambon, during__overlap=during).first()
    if taken is not None:
        raise AllocationError(_("%(university)s holds this tambon on these days.") % {"university": taken.university})
    allocation = Allocation.objects.create(
        programme=programme,
        tambon=tambon,
        university=holder.university,
        unit=holder.unit,
        during=during,
        reference=holder.reference,
    )
    changes = {"university": (None, holder.university.code), "during": (None, str(during))}
    audit.record(action="allocation.given", target=allocation, by=by, changes=changes)
    _mark(programme.code, [tambon.code])
    return allocation


@transaction.atomic
def end(*, allocation: Allocation, on: date, by: User, reason: str = "") -> Allocation:
    """End an allocation after the day `on`, which stays its last."""
    require(by, Can.CHANGE_ALLOCATION, allocation)
    _check_day(on)
    allocation = _locked(allocation)
    if allocation.during.upper == on + timedelta(days=1):
        raise AllocationError(_("This allocation ends on this day already."))
    allocation = _close(allocation, on)
    changes = {"until": (None, str(on))}
    audit.record(action="allocation.ended", target=allocation, by=by, changes=changes, reason=reason)
    _mark(allocation.programme_id, [allocation.tambon_id])
    return allocation


@transaction.atomic
def move(*, allocation: Allocation, to: Holder, by: User, reason: str = "") -> Allocation:
    """Give a held tambon to another university from a day on; what was before stays with the one before."""
    require(by, Can.CHANGE_ALLOCATION, allocation)
    allocation = _locked(allocation)
    if allocation.university_id == to.university.code:
        raise AllocationError(_("This university holds the tambon already."))
    _check_holder(allocation.programme, to)
    upper = allocation.during.upper
    if upper is not None and upper <= to.from_on:
        raise AllocationError(_("This allocation ends earlier already. Give the tambon anew instead."))
    _close(allocation, to.from_on - timedelta(days=1))
    moved = Allocation.objects.create(
        programme=allocation.programme,
        tambon=allocation.tambon,
        university=to.university,
        unit=to.unit,
        during=DateRange(to.from_on, upper),
        reference=to.reference,
    )
    changes = {"university": (allocation.university_id, to.university.code), "from": (None, str(to.from_on))}
    audit.record(action="allocation.moved", target=moved, by=by, changes=changes, reason=reason)
    _mark(allocation.programme_id, [allocation.tambon_id])
    return moved


@transaction.atomic
def amend(*, allocation: Allocation, reference: str, by: User) -> Allocation:
    """Correct the reference of the approval."""
    require(by, Can.CHANGE_ALLOCATION, allocation)
    allocation = _locked(allocation)
    changes = {"reference": (allocation.reference, reference)}
    allocation.reference = reference
    allocation.save(update_fields=["reference"])
    audit.record(action="allocation.amended", target=allocation, by=by, changes=changes)
    return allocation


def _mark(programme: str, tambons: list[str]) -> None:
    """Tell the roll-up that figures by university may have changed for these tambons."""
    marks.append(f"allocation:{programme}", [(code, "") for code in tambons], known_at=clock.now())


def _locked(allocation: Allocation) -> Allocation:
    rows = Allocation.objects.select_for_update(of=("self",)).select_related("programme", "tambon", "university")
    found = rows.filter(pk=allocation.pk).first()
    if found is None:  # its import was undone
        raise AllocationError(_("This allocation was taken back meanwhile."))
    return found


def _close(allocation: Allocation, on: date) -> Allocation:
    _check_day(on)
    during = allocation.during
    if during.lower is not None and on < during.lower:
        raise AllocationInputError(_("The last day lies before the first."))
    if during.upper is not None and during.upper <= on:
        raise AllocationError(_("This allocation ends earlier already."))
    allocation.during = DateRange(during.lower, on + timedelta(days=1))
    allocation.save(update_fields=["during"])
    return allocation


def _check_tambon(tambon: Area) -> None:
    if tambon.level != Level.TAMBON:
        raise AllocationInputError(_("Only a tambon is given to a university."))
    if tambon.abolished_on is not None:
        raise AllocationInputError(_("This code was abolished. Use its successor."))


def _check_holder(programme: Programme, holder: Holder) -> None:
    _check_day(holder.from_on)
    if holder.from_on > programme.ends_on:
        raise AllocationInputError(_("The programme has ended before this day."))
    if holder.unit is not None and holder.unit.university_id != holder.university.code:
        raise AllocationInputError(_("This faculty belongs to another university."), extra={"field": "unit"})
    if holder.unit is not None and holder.unit.is_closed_on(holder.from_on):
        raise AllocationInputError(_("This faculty is closed before this day."), extra={"field": "unit"})


def _check_day(day: date) -> None:
    if not clock.is_plausible(day):
        raise AllocationInputError(_("This year cannot be right."))
