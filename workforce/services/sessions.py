"""Orientation and training: planned, corrected, called off, and who attended them for how many hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Allocation, Area, Programme, University, User
from u2t.core import audit, clock, notifications
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import short
from workforce.models import Attendance, Contract, Session
from workforce.permissions import Can
from workforce.selectors.training import invited_to
from workforce.services.figures import Figures
from workforce.services.recount import Recount

_MOST_HOURS_A_DAY = 12
#: How many people a sentence names.
_NAMED = 5


class SessionError(DomainError):
    """A session is not in a state for what was asked."""


class SessionInputError(InputError):
    """What was given of a session or of who attended cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is about, where and when, and for how many hours."""

    kind: str
    skill: str
    name_th: str
    place: str
    starts_on: date
    ends_on: date
    hours: Decimal
    counts_as_work: bool = True


@transaction.atomic
def plan(*, university: University, programme: Programme, plan: Plan, by: User, tambon: Area | None = None) -> Session:
    """Plan a session of a tambon, or without one of all the university's people, and tell whom it is for.

    The very same again finds the first.
    """
    require(by, Can.CHANGE_SESSION, tambon or university)
    University.objects.select_for_update().get(pk=university.pk)  # one at a time: a double click finds the first
    if tambon is not None:
        _check_held(tambon, university, programme, plan.starts_on)
    _check(plan)
    values = {"university": university, "programme": programme, "tambon": tambon, **_values(plan)}
    there = Session.objects.filter(**values, cancelled_at__isnull=True).first()
    if there is not None:
        return there
    session = Session.objects.create(**values, created_by_id=key_of(by), created_at=clock.now())
    require(by, Can.CHANGE_SESSION, session)  # who held the tambon once does not plan for who holds it now
    audit.record(action="session.planned", target=session, by=by, changes=_changes(None, plan))
    _tell(session, "session.planned")
    return session


@transaction.atomic
def amend(*, session: Session, plan: Plan, by: User) -> Session:
    """Correct a session; those it is for are told where the day, the place or the hours are others."""
    require(by, Can.CHANGE_SESSION, session)
    session = _locked(session)
    _check(plan)
    before = Plan(**{field.name: getattr(session, field.name) for field in fields(Plan)})
    if before == plan:
        return session
    if session.tambon is not None and before.starts_on != plan.starts_on:
        _check_held(session.tambon, session.university, session.programme, plan.starts_on)
    most = session.attendances.order_by("-hours").values_list("hours", flat=True).first()
    if most is not None and plan.hours < most:
        raise SessionInputError(
            _("Somebody attended for %(hours)s hours already. Correct the attendance first.") % {"hours": short(most)},
            extra={"field": "hours"},
        )
    for name, value in _values(plan).items():
        setattr(session, name, value)
    there = set(session.attendances.values_list("contract", flat=True))
    if there and (before.starts_on, before.ends_on) != (plan.starts_on, plan.ends_on):
        _check_attended(session, there)
    session.save(update_fields=list(_values(plan)))
    if there and (before.starts_on, before.ends_on, before.counts_as_work) != (
        plan.starts_on, plan.ends_on, plan.counts_as_work
    ):  # fmt: skip
        Recount.attended(there, min(before.starts_on, plan.starts_on), max(before.ends_on, plan.ends_on))
    Figures.changed_for(Contract.objects.filter(attendances__session=session))
    audit.record(action="session.amended", target=session, by=by, changes=_changes(before, plan))
    if (before.starts_on, before.ends_on, before.place) != (plan.starts_on, plan.ends_on, plan.place):
        _tell(session, "session.moved")
    return session


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User) -> Session:
    """Call a session off, for a reason; one that somebody attended was held."""
    require(by, Can.CHANGE_SESSION, session)
    there = Session.objects.select_for_update().get(pk=session.pk)
    if there.cancelled_at is not None and there.cancel_reason == reason:
        return there
    session = _locked(session)
    _check_reason(reason)
    if session.attendances.exists():
        raise SessionError(_("People have attended this session. Take their attendance out first."))
    session.cancelled_at, session.cancel_reason = clock.now(), reason
    session.save(update_fields=["cancelled_at", "cancel_reason"])
    audit.record(action="session.cancelled", target=session, by=by, reason=reason)
    _tell(session, "session.cancelled")
    return session


@transaction.atomic
def record(*, session: Session, hours: Mapping[int, Decimal], by: User) -> int:
    """Enter for many contracts at once how many hours each attended; return how many entries are new or others.

    Raises:
        SessionInputError: with `errors` by contract: all are right, or none is stored.
    """
    require(by, Can.CHANGE_SESSION, session)
    session = _locked(session)
    if session.starts_on > clock.today():
        raise SessionError(_("This session has not begun. Attendance is entered from its first day."))
    invited = {contract.pk: contract for contract in invited_to(session, user=by).filter(pk__in=hours)}
    _check_hours(session, hours, invited)
    before = dict(session.attendances.filter(contract__in=hours).values_list("contract", "hours"))
    changed = {key: value for key, value in hours.items() if before.get(key) != value}
    now, who = clock.now(), key_of(by)
    Attendance.objects.bulk_create(
        [Attendance(session=session, contract_id=k, hours=v, by_id=who, recorded_at=now) for k, v in changed.items()],
        update_conflicts=True, unique_fields=["session", "contract"], update_fields=["hours", "by", "recorded_at"],
    )  # fmt: skip
    if changed:
        if session.counts_as_work:
            Recount.attended(set(changed) - set(before), session.starts_on, session.ends_on)
        Figures.changed_for(Contract.objects.filter(pk__in=changed))
        changes = {f"contract {key}": (before.get(key), value) for key, value in changed.items()}
        audit.record(action="session.attended", target=session, by=by, changes=changes)
    return len(changed)


@transaction.atomic
def remove(*, session: Session, contract: Contract, reason: str, by: User) -> None:
    """Take an attendance out that was entered by mistake, for a reason."""
    require(by, Can.CHANGE_SESSION, session)
    session = _locked(session)
    _check_reason(reason)
    found = session.attendances.filter(contract=contract).first()
    if found is None:
        raise SessionError(_("No attendance of this person is entered."))
    found.delete()
    if session.counts_as_work:
        Recount.attended([contract.pk], session.starts_on, session.ends_on)
    Figures.changed_for([contract])
    changes = {f"contract {contract.pk}": (found.hours, None)}
    audit.record(action="session.unattended", target=session, by=by, reason=reason, changes=changes)


def _locked(session: Session) -> Session:
    found = Session.objects.select_for_update(of=("self",)).select_related("university", "programme", "tambon")
    session = found.get(pk=session.pk)
    if session.cancelled_at is not None:
        raise SessionError(_("This session was called off. Plan another one."))
    return session


def _values(plan: Plan) -> dict[str, object]:
    return {field.name: getattr(plan, field.name) for field in fields(Plan)}


def _changes(before: Plan | None, after: Plan) -> audit.Changes:
    old = _values(before) if before else {}
    return {name: (old.get(name), value) for name, value in _values(after).items() if old.get(name) != value}


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise SessionInputError(_("Say why."), extra={"field": "reason"})


def _check(plan: Plan) -> None:
    for field in ("starts_on", "ends_on"):
        if not clock.is_plausible(getattr(plan, field)):
            raise SessionInputError(_("This year cannot be right."), extra={"field": field})
    if plan.ends_on < plan.starts_on:
        raise SessionInputError(_("The last day lies before the first."), extra={"field": "ends_on"})
    if not plan.hours > 0:
        raise SessionInputError(_("A session lasts longer than 0 hours."), extra={"field": "hours"})
    most = _MOST_HOURS_A_DAY * ((plan.ends_on - plan.starts_on).days + 1)
    if plan.hours > most:
        raise SessionInputError(
            _("That is more than %(most)d hours in the days of this session. Check the days or the hours.")
            % {"most": most},
            extra={"field": "hours"},
        )


def _check_held(tambon: Area, university: University, programme: Programme, day: date) -> None:
    day = min(max(day, programme.starts_on), programme.ends_on)
    held = Allocation.objects.filter(tambon=tambon, university=university, programme=programme, during__contains=day)
    if not held.exists():
        raise SessionInputError(
            _("%(tambon)s is not among the tambons of %(university)s on that day.")
            % {"tambon": tambon.name_th, "university": university.name_th},
            extra={"field": "tambon"},
        )


def _check_attended(session: Session, there: Collection[int]) -> None:
    """Stop where those who attended could not have, on the days a session shall have."""
    if session.starts_on > clock.today():
        raise SessionInputError(
            _("People have attended this session: it cannot lie ahead. Take their attendance out, or plan another."),
            extra={"field": "starts_on"},
        )
    away = Contract.objects.filter(pk__in=there).exclude(pk__in=invited_to(session).values("pk"))
    names = [contract.person.full_name for contract in away.select_related("person").order_by("person__sort_key", "pk")]
    if names:
        said = _("%(count)s who attended do not work on these days: %(people)s. Correct the days or the attendance.")
        told = {"people": ", ".join(names[:_NAMED]), "count": len(names)}
        raise SessionInputError(said % told, extra={"field": "starts_on"})


def _check_hours(session: Session, hours: Mapping[int, Decimal], invited: Mapping[int, Contract]) -> None:
    errors = {}
    for key, value in hours.items():
        if key not in invited:
            errors[key] = _("This person does not work in the days and the place of this session.")
        elif not 0 < value <= session.hours:
            errors[key] = _("Enter more than 0 and at most %(hours)s hours.") % {"hours": short(session.hours)}
    if errors:
        raise SessionInputError(_("Some hours cannot be accepted; nothing was stored."), extra={"errors": errors})


def _tell(session: Session, kind: str) -> None:
    users = invited_to(session).exclude(person__user=None).values_list("person__user", flat=True)
    notifications.tell_many(
        user_ids=list(users), kind=kind, link=reverse("session-detail", args=[session.pk]),
        name=session.name_th, place=session.place, on=session.starts_on.isoformat(),
    )  # fmt: skip
