"""Signing in to work: once a day however often it is sent; outside the window it says why, and a person decides."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.models import PrivateFile
from u2t.core.pictures import Brought
from u2t.core.templatetags.u2t import thai_date
from workforce.attending import is_within
from workforce.choices import AttendanceMode, ReportState
from workforce.models import Contract, MonthReport, MonthRules, Period, SignIn
from workforce.permissions import Can
from workforce.selectors.logs import contract_running, period_of
from workforce.services.deciding import Deciding
from workforce.services.holding import Holding
from workforce.services.recount import Recount

_OLDEST_DAYS = 31


class SignInError(DomainError):
    """Nobody signs in here now, or the sign-in is not in a state for what was asked."""


class SignInInputError(InputError):
    """What was given of a sign-in cannot be."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A sign-in as the device sends it: its key, the day (none: today), its clock, and where it was, if told."""

    key: UUID
    day: date | None = None
    device_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    late_reason: str = ""


def sign_in(*, stamp: Stamp, by: User, photo: Brought | None = None) -> SignIn:
    """Sign in to a day of the own work; sent again, and signed in twice, the first is the answer."""
    require(by, Can.SIGN_IN)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _known(stamp, by) or _sign_in(stamp, photo, by, stored)
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


@transaction.atomic
def decide_late(*, sign_in: SignIn, accepted: bool, by: User) -> SignIn:
    """Say whether a sign-in outside the window counts.

    A closed month and an approved report stay as they are: only to one nobody decided yet may be said no.
    """
    require(by, Can.DECIDE_SIGN_IN, sign_in)
    sign_in = SignIn.objects.select_for_update(of=("self",)).select_related("contract__person").get(pk=sign_in.pk)
    if sign_in.contract.person.user_id == by.pk:
        raise SignInError(_("Nobody decides about the own sign-in."))
    if not sign_in.late_reason:
        raise SignInError(_("This sign-in was not late."))
    if sign_in.late_accepted != accepted:
        counts_otherwise = accepted or bool(sign_in.late_accepted)
        if counts_otherwise:
            Deciding.countable(sign_in.contract, sign_in.day)
        before, sign_in.late_accepted = sign_in.late_accepted, accepted
        sign_in.save(update_fields=["late_accepted"])
        if counts_otherwise:
            Recount.after(sign_in.contract, sign_in.day)
        audit.record(action="signin.decided", target=sign_in, by=by, changes={"late_accepted": (before, accepted)})
    return sign_in


def look(*, sign_in: SignIn, by: User) -> bytes:
    """Return the photo of a sign-in."""
    require(by, Can.VIEW_SIGN_IN, sign_in)
    if sign_in.photo is None:
        raise SignInError(_("This sign-in has no photo."))
    return files.read(sign_in.photo)


def _known(stamp: Stamp, by: User) -> SignIn | None:
    """Return what was sent under this key before; a page left open over night has the key of another day."""
    there = SignIn.objects.filter(key=stamp.key, contract__person__user=by).first()
    if there is not None and there.day != (stamp.day or clock.today()):
        raise SignInError(_("This page was used to sign in on another day. Open it anew and sign in."))
    return there


def _sign_in(stamp: Stamp, photo: Brought | None, by: User, stored: list[PrivateFile]) -> SignIn:
    day = stamp.day or clock.today()
    contract, period = _work_of(day, by)
    # Two clicks at once come one after the other; and a report counts under the same lock what is in time.
    Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    there = SignIn.objects.filter(contract=contract, day=day).first()
    if there is not None:
        return there
    _check_position(stamp)
    late_reason = _lateness(stamp, day, contract, period)
    if photo is not None:
        stored.append(
            files.store_sealed(name=photo.name, media_type=photo.media_type, content=photo.content, by=by)
        )  # fmt: skip
    made = SignIn.objects.create(
        contract=contract, key=stamp.key, day=day, signed_at=clock.now(), device_at=stamp.device_at,
        latitude=stamp.latitude, longitude=stamp.longitude, photo=stored[0] if stored else None,
        late_reason=late_reason,
    )  # fmt: skip
    audit.record(action="signin.signed", target=made, by=by)
    return made


def _work_of(day: date, by: User) -> tuple[Contract, Period]:
    """Return the own contract and the month of a day on which people sign in."""
    age = (clock.today() - day).days
    if not 0 <= age <= _OLDEST_DAYS:
        raise SignInInputError(
            _("%(day)s cannot be signed in to now.") % {"day": thai_date(day)}, extra={"field": "day"}
        )
    contract = contract_running(by, day)
    if contract is None:
        raise SignInInputError(
            _("You have no contract on %(day)s. Choose a day of your work.") % {"day": thai_date(day)},
            extra={"field": "day"},
        )
    period = period_of(contract, day)
    if period is None:
        raise SignInError(_("The university has not opened this month yet. Ask it to."))
    if period.rules.attendance != AttendanceMode.CLOCK:
        raise SignInError(_("Your university counts the days by the day log. Write what you did; nobody signs in."))
    return contract, period


def _lateness(stamp: Stamp, day: date, contract: Contract, period: Period) -> str:
    """Return why a sign-in comes outside its window; empty where it does not.

    Raises:
        SignInError: it is outside and does not say why.
    """
    why = _outside(day, period.rules) or _shut(contract, period)
    if not why:
        return ""
    if not stamp.late_reason.strip():
        raise SignInError(
            _("%(why)s Say why the sign-in comes late, and your lecturer decides whether it counts.") % {"why": why},
            extra={"field": "late_reason", "late": True},
        )
    return stamp.late_reason.strip()


def _outside(day: date, rules: MonthRules) -> str:
    first, last = rules.sign_in_from, rules.sign_in_until
    if first is None or last is None or (day == clock.today() and is_within(first, last, clock.now())):
        return ""
    return _("People sign in from %(first)s to %(last)s.") % {"first": f"{first:%H.%M}", "last": f"{last:%H.%M}"}


def _shut(contract: Contract, period: Period) -> str:
    try:
        Holding.open(period)
    except DomainError as error:
        return str(error)
    sent = MonthReport.objects.filter(contract=contract, period=period)
    is_sent = sent.exclude(state__in=[ReportState.DRAFT, ReportState.RETURNED]).exists()
    return _("The report of this month is sent.") if is_sent else ""


def _check_position(stamp: Stamp) -> None:
    given = (stamp.latitude, stamp.longitude)
    if given == (None, None):
        return
    latitude, longitude = given
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
        raise SignInInputError(_("The position is not one on earth. Leave it out."), extra={"field": "latitude"})
