"""Holidays: entered by an order, moved, called off; nothing of what held before is lost."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area, University
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.once import once
from u2t.core.templatetags.u2t import thai_date
from workforce.day_choices import HolidayKind, Office
from workforce.known_holidays import HOLIDAYS, Known
from workforce.models import Holiday
from workforce.permissions import Can

_LEVELS = frozenset({Level.REGION, Level.PROVINCE})
_LONGEST = 300


class HolidayError(DomainError):
    """The holiday does not stand any more, or there is one already."""


class HolidayInputError(InputError):
    """What was given of a holiday cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A day off: what it is called, by which order, where and for which offices; `university` closes it alone."""

    day: date
    name_th: str
    reference: str
    name_en: str = ""
    kind: str = HolidayKind.HOLIDAY
    offices: str = Office.ALL
    area: Area | None = None
    university: University | None = None


@transaction.atomic
def add(*, plan: Plan, by: Actor) -> Holiday:
    """Enter a day off; the nation's by who answers for the nation, a university's by its staff."""
    require(by, Can.CHANGE_HOLIDAY, plan.university)
    _check(plan)
    made = _create(plan, by)
    require(by, Can.CHANGE_HOLIDAY, made)  # without a university it is everybody's
    audit.record(action="holiday.added", target=made, by=by, reason=made.reference)
    return made


@transaction.atomic
def move(*, holiday: Holiday, to: date, reason: str, by: Actor) -> Holiday:
    """Move a day off to another; return the one that stands now."""
    require(by, Can.CHANGE_HOLIDAY, holiday)
    holiday = _standing(holiday)
    if to == holiday.day:
        raise HolidayInputError(_("It is on this day already. Choose another."), extra={"field": "to"})
    _end(holiday, reason, by)
    names = ("name_th", "reference", "name_en", "kind", "offices", "area", "university")
    made = _create(Plan(day=to, **{name: getattr(holiday, name) for name in names}), by, replaces=holiday)
    changes = {"day": (holiday.day, made.day)}
    audit.record(action="holiday.moved", target=made, by=by, reason=reason.strip(), changes=changes)
    return made


@transaction.atomic
def cancel(*, holiday: Holiday, reason: str, by: Actor) -> Holiday:
    """Call a day off off; that it once held stays visible."""
    require(by, Can.CHANGE_HOLIDAY, holiday)
    holiday = _standing(holiday)
    _end(holiday, reason, by)
    audit.record(action="holiday.cancelled", target=holiday, by=by, reason=reason.strip())
    return holiday


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the known holidays that are not there; what staff moved or called off stays so. Return how many."""
    require(by, Can.CHANGE_HOLIDAY)
    there = set(Holiday.objects.filter(university__isnull=True).values_list("day", "name_th", "area"))
    areas = set(Area.objects.filter(level=Level.REGION).values_list("code", flat=True))
    wanted = [
        one
        for one in HOLIDAYS
        if (one.day, one.name_th, one.area or None) not in there and (not one.area or one.area in areas)
    ]
    for one in wanted:
        _ship(one, by)
    return len(wanted)


def _ship(one: Known, by: Actor) -> None:
    values = {name: value for name, value in asdict(one).items() if name in {"name_th", "name_en", "kind", "reference"}}
    common = values | {"area_id": one.area or None, "created_by_id": key_of(by), "created_at": clock.now()}
    made = Holiday.objects.create(day=one.day, **common, **_ended(one, by))
    audit.record(action="holiday.added", target=made, by=by, reason=made.reference)
    if one.moved_to is not None:
        moved = Holiday.objects.create(day=one.moved_to, replaces=made, **common)
        changes = {"day": (one.day, one.moved_to)}
        audit.record(action="holiday.moved", target=moved, by=by, reason=one.end_reason, changes=changes)


def _ended(one: Known, by: Actor) -> dict[str, object]:
    if one.ended_on is None:
        return {}
    ended_at = datetime.combine(one.ended_on, time(5), UTC)
    return {"ended_at": ended_at, "ended_by_id": key_of(by), "end_reason": one.end_reason}


def _create(plan: Plan, by: Actor, replaces: Holiday | None = None) -> Holiday:
    values = {name: getattr(plan, name) for name in Plan.__slots__}
    said = _("%(name)s is entered for %(day)s already.") % {"name": plan.name_th, "day": thai_date(plan.day)}
    with once("holiday_stands_once", otherwise=HolidayError(said)):
        return Holiday.objects.create(
            **values, replaces=replaces, created_by_id=key_of(by), created_at=clock.now()
        )  # fmt: skip


def _standing(holiday: Holiday) -> Holiday:
    holiday = Holiday.objects.select_for_update(of=("self",)).select_related("area", "university").get(pk=holiday.pk)
    if holiday.ended_at is not None:
        raise HolidayError(_("This holiday was moved or called off already. Open the list again and look."))
    return holiday


def _end(holiday: Holiday, reason: str, by: Actor) -> None:
    if not reason.strip() or len(reason.strip()) > _LONGEST:
        raise HolidayInputError(_("Say why, and by which order."), extra={"field": "reason"})
    holiday.ended_at, holiday.ended_by_id, holiday.end_reason = clock.now(), key_of(by), reason.strip()
    holiday.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _check(plan: Plan) -> None:
    if not plan.name_th.strip():
        raise HolidayInputError(_("Name the day."), extra={"field": "name_th"})
    if not plan.reference.strip():
        raise HolidayInputError(_("Name the order that set the day."), extra={"field": "reference"})
    if not clock.is_plausible(plan.day):
        raise HolidayInputError(_("This year cannot be right."), extra={"field": "day"})
    if plan.area is not None and plan.area.level not in _LEVELS:
        raise HolidayInputError(_("Choose a province or a group of provinces."), extra={"field": "area"})
    if plan.university is not None and plan.kind != HolidayKind.CLOSURE:
        raise HolidayInputError(
            _("A university's own day is a closure by order. Holidays of all are entered by the ministry."),
            extra={"field": "kind"},
        )
