"""Who guides the people of a tambon: lecturers (one leads) and area managers, dated, with the rights they need."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tambon.models import Agency, Allocation, Area, Membership, Programme, Unit, User
from u2t.core import audit, clock
from u2t.core.access import reach, require
from u2t.core.errors import DomainError, InputError
from workforce.choices import SupervisorRole
from workforce.days import day_after
from workforce.models import Supervision
from workforce.permissions import Can
from workforce.selectors.days import ends_of
from workforce.services.guiding import Guiding


class SupervisionError(DomainError):
    """A supervision is not in a state for what was asked."""


class SupervisionInputError(InputError):
    """Person, faculty, agency and days do not fit together."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who shall guide the people of a tambon, as what, from when, until when.

    If no last day is said: until the reports of the programme's last months are checked.
    """

    user: User
    role: str
    programme: Programme
    tambon: Area
    from_on: date
    until_on: date | None = None
    unit: Unit | None = None
    agency: Agency | None = None
    is_leading: bool = False

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return self.until_on or self.programme.guided_until

    @property
    def during(self) -> DateRange:
        """Return the days as a range."""
        return DateRange(self.from_on, day_after(self.last_day, field="until_on"))


@transaction.atomic
def name(*, appointment: Appointment, by: User) -> Supervision:
    """Name a lecturer or an area manager of a tambon; the same once more is the same."""
    require(by, Can.CHANGE_SUPERVISION)
    held = _held_by(appointment, by)
    _check(appointment, held)
    _check_agency(appointment)
    Area.objects.select_for_update().get(pk=appointment.tambon.pk)  # one appointment of a tambon at a time
    same = _of(appointment).filter(user=appointment.user, role=appointment.role, during__overlap=appointment.during)
    found = same.first()
    if found is not None and found.during == appointment.during:
        return found
    if found is not None:
        raise SupervisionError(_("This person guides this tambon on some of these days already."))
    if appointment.is_leading:
        _check_nobody_leads(appointment)
    made = _make(appointment, held.university_id, by)
    changes = {"user": (None, appointment.user.pk), "during": (None, str(made.during))}
    audit.record(action="supervision.named", target=made, by=by, changes=changes)
    return made


@transaction.atomic
def end(*, supervision: Supervision, on: date, by: User, reason: str = "") -> Supervision:
    """End a supervision after the day `on`."""
    require(by, Can.CHANGE_SUPERVISION, supervision)
    supervision, after = _locked(supervision), day_after(on)
    old = supervision.during
    if old.upper == after:
        return supervision
    first, limit = ends_of(old)
    if not first < after <= limit:
        raise SupervisionInputError(_("The last day lies outside these days."), extra={"field": "on"})
    _shorten(supervision, after, by)
    changes = {"during": (str(old), str(supervision.during))}
    audit.record(action="supervision.ended", target=supervision, by=by, changes=changes, reason=reason)
    return supervision


@transaction.atomic
def lead(*, supervision: Supervision, on: date, by: User) -> Supervision:
    """Let another lecturer of the tambon lead from the day `on`; who led until then goes on beside."""
    require(by, Can.CHANGE_SUPERVISION, supervision)
    Area.objects.select_for_update().get(pk=supervision.tambon_id)
    supervision = _locked(supervision)
    if supervision.role != SupervisorRole.PM:
        raise SupervisionInputError(_("Only a lecturer leads."))
    first, after = ends_of(supervision.during)
    if not first <= on < after:
        raise SupervisionInputError(_("The day lies outside these days."), extra={"field": "on"})
    if supervision.is_leading:
        return supervision
    rest = DateRange(on, after)
    others = Supervision.objects.select_for_update(of=("self",)).filter(
        programme=supervision.programme_id, tambon=supervision.tambon_id, is_leading=True, during__overlap=rest
    )
    for other in others.select_related("membership", "tambon", "user"):
        _turn(other, max(on, ends_of(other.during)[0]), by, is_leading=False)
    made = _turn(supervision, on, by, is_leading=True)
    audit.record(action="supervision.led", target=made, by=by, changes={"is_leading": (False, True)})
    return made


def _held_by(appointment: Appointment, by: User) -> Allocation:
    """Return the allocation of the tambon on the first day; it must be of a university that `by` answers for."""
    found = Allocation.objects.filter(
        programme=appointment.programme, tambon=appointment.tambon, during__contains=appointment.from_on
    ).first()
    where = reach(by, Can.CHANGE_SUPERVISION)
    if found is None or not (where.everywhere or found.university_id in where.universities):
        raise SupervisionInputError(
            _("%(tambon)s is not among your tambons on that day.") % {"tambon": appointment.tambon.name_th},
            extra={"field": "tambon"},
        )
    return found


def _check(appointment: Appointment, held: Allocation) -> None:
    if appointment.last_day < appointment.from_on:
        raise SupervisionInputError(_("The last day lies before the first."), extra={"field": "until_on"})
    if appointment.role not in set(SupervisorRole):
        raise SupervisionInputError(_("There is no such role."), extra={"field": "role"})
    if appointment.role == SupervisorRole.AM and appointment.agency is None:
        raise SupervisionInputError(_("An area manager belongs to an agency. Name it."), extra={"field": "agency"})
    if appointment.role == SupervisorRole.AM and appointment.is_leading:
        raise SupervisionInputError(_("Only a lecturer leads."), extra={"field": "is_leading"})
    if appointment.unit is not None and appointment.unit.university_id != held.university_id:
        raise SupervisionInputError(_("This faculty is of another university."), extra={"field": "unit"})
    if appointment.unit is not None and appointment.unit.is_closed_on(appointment.from_on):
        raise SupervisionInputError(_("This faculty is closed before this day."), extra={"field": "unit"})


def _check_agency(appointment: Appointment) -> None:
    """Stop where the agency lies elsewhere, or the person answers for other agencies and not for this one."""
    agency = appointment.agency
    if agency is None:
        return
    if not appointment.tambon.code.startswith(agency.area_id):
        raise SupervisionInputError(_("This agency lies in another area than the tambon."), extra={"field": "agency"})
    of_user = Membership.objects.filter(user=appointment.user, role="agency", during__overlap=appointment.during)
    agencies = set(of_user.values_list("agency", flat=True))
    if agencies and agency.pk not in agencies:
        raise SupervisionInputError(
            _("%(person)s belongs to another agency. Name that one, or give the role at this agency first.")
            % {"person": appointment.user},
            extra={"field": "agency"},
        )


def _of(appointment: Appointment) -> "QuerySet[Supervision]":
    return Supervision.objects.filter(programme=appointment.programme, tambon=appointment.tambon)


def _check_nobody_leads(appointment: Appointment) -> None:
    leader = _of(appointment).filter(is_leading=True, during__overlap=appointment.during).select_related("user").first()
    if leader is not None:
        raise SupervisionError(
            _("%(person)s leads on some of these days. Name this person without leading, then change who leads.")
            % {"person": leader.user}
        )


def _make(appointment: Appointment, university: str | None, by: User) -> Supervision:
    membership = Guiding.right(
        user=appointment.user, role=appointment.role, tambon=appointment.tambon, during=appointment.during, by=by
    )  # fmt: skip
    made = Supervision.objects.create(
        programme=appointment.programme, tambon=appointment.tambon, university_id=university, user=appointment.user,
        role=appointment.role, membership=membership, unit=appointment.unit, agency=appointment.agency,
        is_leading=appointment.is_leading, during=appointment.during, created_at=clock.now(),
    )  # fmt: skip
    Guiding.follow(made, by=by)
    made.refresh_from_db(fields=["membership"])
    return made


def _locked(supervision: Supervision) -> Supervision:
    rows = Supervision.objects.select_for_update(of=("self",))
    return rows.select_related("membership", "tambon", "user", "programme", "unit", "agency").get(pk=supervision.pk)


def _shorten(supervision: Supervision, after: date, by: User) -> None:
    supervision.during = DateRange(supervision.during.lower, after)
    supervision.save(update_fields=["during"])
    Guiding.follow(supervision, by=by)


def _turn(supervision: Supervision, on: date, by: User, *, is_leading: bool) -> Supervision:
    """Let a row say from a day on whether its person leads; the days before stay as they were."""
    if supervision.during.lower == on:
        supervision.is_leading = is_leading
        supervision.save(update_fields=["is_leading"])
        return supervision
    last = ends_of(supervision.during)[1] - timedelta(days=1)
    _shorten(supervision, on, by)
    appointment = Appointment(
        user=supervision.user, role=supervision.role, programme=supervision.programme, tambon=supervision.tambon,
        from_on=on, until_on=last, unit=supervision.unit, agency=supervision.agency, is_leading=is_leading,
    )  # fmt: skip
    return _make(appointment, supervision.university_id, by)
