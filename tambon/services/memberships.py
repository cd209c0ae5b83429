"""Give and end memberships: a role in an area, dated."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.models import Membership, User
from tambon.permissions import Can
from tambon.places import Place, column_of, kind_of
from tambon.reach import forget_memberships
from tambon.selectors.giving import roles_given_by
from tambon.selectors.last_admin import hold_seats
from u2t.core import audit, clock
from u2t.core.access import require, roles
from u2t.core.errors import DomainError, InputError
from u2t.core.once import once

#: Roles that contracts and supervisions bring and take away.
WORK_ROLES = frozenset({"worker", "digital", "pm", "am"})
_CONSTRAINT = "membership_once_at_a_time"


class MembershipError(DomainError):
    """A membership cannot be given or ended as asked."""


class MembershipInputError(InputError):
    """The role, area or dates asked for do not fit each other."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A role in an area from a day on, perhaps until a last day."""

    role: str
    place: Place
    from_on: date
    until_on: date | None = None

    @property
    def during(self) -> DateRange:
        """Return the days as a range, the last day included."""
        return DateRange(self.from_on, self.until_on + timedelta(days=1) if self.until_on else None)


@transaction.atomic
def give(*, user: User, offer: Offer, by: User) -> Membership:
    """Give `user` a role in an area, if `by` answers for that area and may bring in that role."""
    require(by, Can.GIVE_MEMBERSHIP)
    _check_offer(offer)
    _check_giver(user=user, role=offer.role, by=by)
    membership = _store(user, offer, by)
    # The stored row is asked again through the one door; outside the giver's area everything is rolled back.
    require(by, Can.GIVE_MEMBERSHIP, membership)
    return membership


@transaction.atomic
def end(*, membership: Membership, on: date, by: User, reason: str = "") -> Membership:
    """End a membership after the day `on`, which stays its last."""
    require(by, Can.END_MEMBERSHIP, membership)
    membership = _locked(membership)
    _check_day(on)
    if membership.role not in roles_given_by(by):
        raise MembershipError(_("Only an administrator may end this role."))
    old = membership.during
    if old.isempty or (old.upper is not None and old.upper <= on + timedelta(days=1)):
        raise MembershipError(_("This membership ends on this day or earlier already."))
    if old.lower is not None and on < old.lower - timedelta(days=1):
        raise MembershipInputError(_("The last day lies before the first."))
    _check_not_last_admin(membership)
    # A day before the first gives the empty range: the membership never was in force, and says so.
    membership.during = DateRange(old.lower, on + timedelta(days=1))
    membership.save(update_fields=["during"])
    forget_memberships(membership.user)
    changes = {"during": (str(old), str(membership.during))}
    audit.record(action="membership.ended", target=membership, by=by, changes=changes, reason=reason)
    return membership


@transaction.atomic
def give_for_work(*, user: User, offer: Offer, by: User) -> Membership:
    """Give the role that a contract or a supervision brings with it, wherever that is.

    The service of the work has asked whether `by` may place people there: an agency that takes a digital data manager
    lies in no university's area.
    """
    require(by, Can.GIVE_MEMBERSHIP)
    _check_offer(offer)
    if offer.role not in WORK_ROLES:
        raise MembershipError(_("This role does not come with work."))
    if user.pk == by.pk or user.is_system:
        raise MembershipError(_("Nobody gives a role to themselves. Ask somebody else who may."))
    return _store(user, offer, by)


@transaction.atomic
def follow_work(*, membership: Membership, during: DateRange, by: User) -> Membership:
    """Let a role that came with work last as long as the work does; an empty range says that it never was."""
    require(by, Can.END_MEMBERSHIP)
    membership = _locked(membership)
    old = membership.during
    if membership.role not in WORK_ROLES:
        raise MembershipError(_("This role does not come with work."))
    if old == during:
        return membership
    membership.during = during
    with once(_CONSTRAINT, otherwise=_held_already()):
        membership.save(update_fields=["during"])
    forget_memberships(membership.user)
    changes = {"during": (str(old), str(during))}
    audit.record(action="membership.moved", target=membership, by=by, changes=changes)
    return membership


def _store(user: User, offer: Offer, by: User) -> Membership:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # or two at once could wait for each other for ever
    with once(_CONSTRAINT, otherwise=_held_already()):
        membership = Membership.objects.create(
            user=user, role=offer.role, during=offer.during, given_by=by, **{column_of(offer.place): offer.place}
        )
    forget_memberships(user)
    changes = {"role": (None, offer.role), "place": (None, str(offer.place)), "during": (None, str(offer.during))}
    audit.record(action="membership.given", target=membership, by=by, changes=changes)
    return membership


def _held_already() -> MembershipError:
    return MembershipError(_("This person holds this role in this area on these days already."))


def _locked(membership: Membership) -> Membership:
    if membership.role == "admin":
        hold_seats()
    found = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if found is None:
        raise MembershipError(_("This membership was taken back meanwhile."))
    return found


def _check_day(day: date) -> None:
    if not clock.is_plausible(day):
        raise MembershipInputError(_("This year cannot be right."))


def _check_offer(offer: Offer) -> None:
    role = roles().get(offer.role)
    if role is None:
        raise MembershipInputError(_("There is no such role."))
    kind = kind_of(offer.place)
    if kind not in role.areas:
        raise MembershipInputError(_("The role “%(role)s” is not held in this kind of area.") % {"role": role.name})
    _check_day(offer.from_on)
    if offer.until_on is not None:
        _check_day(offer.until_on)
    if offer.until_on is not None and offer.until_on < offer.from_on:
        raise MembershipInputError(_("The last day lies before the first."))


def _check_giver(*, user: User, role: str, by: User) -> None:
    if user.pk == by.pk:
        raise MembershipError(_("Nobody gives a role to themselves. Ask somebody else who may."))
    if user.is_system:
        raise MembershipError(_("The system account holds no roles."))
    if user.is_self_opened:
        said = _("This person opened the account alone and has proved no e-mail address. Invite the address instead.")
        raise MembershipError(said)
    if role not in roles_given_by(by):
        raise MembershipError(_("You may not give the role “%(role)s”.") % {"role": roles()[role].name})


def _check_not_last_admin(membership: Membership) -> None:
    if membership.role != "admin":
        return
    others = Membership.objects.filter(role="admin", user__is_active=True, during__contains=clock.today())
    if not others.exclude(pk=membership.pk).exists():
        raise MembershipError(_("This is the last administrator. Name another one first."))
