"""Substitutions: an approver on leave names a colleague who takes the same step; staff name one for somebody ill."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import University, User
from u2t.core import audit, clock, notifications
from u2t.core.access import key_of, reach, require
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import local_name
from workforce.days import day_after
from workforce.models import Delegation
from workforce.permissions import Can
from workforce.selectors.delegations import ROLES, universities_as

#: A substitution is for a leave, not for a change of who holds the step.
LONGEST = timedelta(days=92)


class DelegationError(DomainError):
    """The substitution is not in a state for what was asked."""


class DelegationInputError(InputError):
    """The people, the role and the days do not fit together."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands in for whom, in which role, on which days and why; for which university, where both have several."""

    holder: User
    deputy: User
    role: str
    first: date
    last: date
    reason: str
    university: University | None = None

    @property
    def during(self) -> DateRange:
        """Return the days as a range."""
        return DateRange(self.first, day_after(self.last, field="last"))


@transaction.atomic
def give(*, standing: Standing, by: User) -> Delegation:
    """Let a colleague take the own steps for some days, or as staff those of somebody of the own university."""
    require(by, Can.DELEGATE)
    _check(standing)
    university = _university(standing, by)
    User.objects.select_for_update().get(pk=standing.holder.pk)  # one substitution of somebody at a time
    there = Delegation.objects.filter(
        holder=standing.holder, role=standing.role, university=university, during__overlap=standing.during,
        ended_at__isnull=True,
    ).select_related("deputy")  # fmt: skip
    for found in there:
        if found.deputy_id == standing.deputy.pk and found.during == standing.during:
            return found
        said = _("%(deputy)s stands in on some of these days already. Take that back first.")
        raise DelegationError(said % {"deputy": found.deputy})
    made = Delegation.objects.create(
        holder=standing.holder, deputy=standing.deputy, university=university, role=standing.role,
        during=standing.during, reason=standing.reason.strip(), given_by_id=key_of(by), given_at=clock.now(),
    )  # fmt: skip
    changes = {"holder": (None, standing.holder.pk), "deputy": (None, standing.deputy.pk)}
    audit.record(action="delegation.given", target=made, by=by, changes=changes | {"during": (None, str(made.during))})
    _tell(made, "delegation.given", on=standing.first.isoformat(), until=standing.last.isoformat())
    return made


@transaction.atomic
def end(*, delegation: Delegation, by: User) -> Delegation:
    """Take a substitution back, or give it back; ended once more, nothing changes."""
    require(by, Can.END_DELEGATION, delegation)
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("holder", "deputy")
    delegation = rows.get(pk=delegation.pk)
    if delegation.ended_at is not None:
        return delegation
    if delegation.is_over:
        raise DelegationError(_("Its last day is past: it has ended by itself."))
    delegation.ended_at, delegation.ended_by_id = clock.now(), key_of(by)
    delegation.save(update_fields=["ended_at", "ended_by"])
    audit.record(action="delegation.ended", target=delegation, by=by)
    _tell(delegation, "delegation.ended")
    return delegation


def _check(standing: Standing) -> None:
    if standing.role not in ROLES:
        raise DelegationInputError(_("Choose one of the answers offered."), extra={"field": "role"})
    if standing.holder.pk == standing.deputy.pk:
        raise DelegationInputError(_("Nobody stands in for oneself."), extra={"field": "deputy"})
    if not standing.reason.strip():
        raise DelegationInputError(_("Say why."), extra={"field": "reason"})
    if standing.last < standing.first or standing.last < clock.today():
        raise DelegationInputError(
            _("The last day is on or after the first, and not past."), extra={"field": "last"}
        )  # fmt: skip
    if standing.last - standing.first > LONGEST:
        said = _("A substitution is for at most %(days)d days. For longer, name another person for the step.")
        raise DelegationInputError(said % {"days": LONGEST.days}, extra={"field": "last"})


def _university(standing: Standing, by: User) -> University:
    """Return for whom both take steps of the role; somebody else's steps are given by staff of it only."""
    held = universities_as(standing.holder, standing.role)
    if standing.holder.pk != by.pk:
        held = held.filter(pk__in=reach(by, Can.END_DELEGATION).universities)
    if not held.exists():
        raise DelegationInputError(
            _("This person takes no such step for a university you may decide for."), extra={"field": "holder"}
        )
    common = list(held.filter(pk__in=universities_as(standing.deputy, standing.role).values("pk")).order_by("sort_key"))
    if not common or not standing.deputy.is_active:
        raise DelegationInputError(
            _("%(deputy)s could not take this step: it needs the same role at the same university.")
            % {"deputy": standing.deputy},
            extra={"field": "deputy"},
        )
    return _chosen(standing.university, common)


def _chosen(wanted: University | None, common: list[University]) -> University:
    """Return the university a substitution is for: the only one, or the one named."""
    if wanted is None and len(common) == 1:
        return common[0]
    names = ", ".join(local_name(one) for one in common)
    if wanted is None:
        said = _(
            "Both take this step for several universities: choose one of %(names)s, each has its own substitution."
        )
        raise DelegationInputError(said % {"names": names}, extra={"field": "university"})
    if wanted not in common:
        said = _("Both take this step only for %(names)s.")
        raise DelegationInputError(said % {"names": names}, extra={"field": "university"})
    return wanted


def _tell(delegation: Delegation, kind: str, **values: str) -> None:
    names = {"deputy": str(delegation.deputy), "holder": str(delegation.holder)}
    whom = [delegation.holder_id, delegation.deputy_id]
    notifications.tell_many(user_ids=whom, kind=kind, link=reverse("delegation-list"), **names, **values)
