"""Sign-ins as pages show them, and what a worker finds today."""

from dataclasses import dataclass
from datetime import time

from django.db.models import QuerySet

from tambon.models import User
from u2t.core import clock
from u2t.core.access import Actor
from workforce.attending import is_within, is_working
from workforce.choices import AttendanceMode
from workforce.models import SignIn
from workforce.permissions import Can
from workforce.selectors.calendar import holidays_of_work
from workforce.selectors.logs import contract_running, period_of


def signins_of(user: Actor) -> "QuerySet[SignIn]":
    """Return the sign-ins a user may see."""
    rows = SignIn.objects.visible_to(user, to=Can.VIEW_SIGN_IN)
    return rows.select_related("contract__person", "contract__university", "photo")


@dataclass(frozen=True, slots=True)
class Today:
    """Today of somebody whose university lets people sign in: the window, the own sign-in, why nobody has to."""

    first: time
    last: time
    signed: SignIn | None
    holiday: str
    is_working: bool
    is_open: bool


def today_of(user: User) -> Today | None:
    """Return what today asks of a worker; nothing where days are counted by the log."""
    today = clock.today()
    contract = contract_running(user, today)
    period = period_of(contract, today) if contract else None
    if contract is None or period is None or period.rules.attendance != AttendanceMode.CLOCK:
        return None
    first, last = period.rules.sign_in_from or time.min, period.rules.sign_in_until or time.max
    free = holidays_of_work(contract, today, today)
    return Today(
        first=first,
        last=last,
        signed=SignIn.objects.filter(contract=contract, day=today).first(),
        holiday=free.get(today, ""),
        is_working=is_working(today, free),
        is_open=is_within(first, last, clock.now()),
    )
