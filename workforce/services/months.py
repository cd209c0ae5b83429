"""The rules of the month and the months themselves: laid down, opened, closed, opened again for a reason."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tambon.models import Programme, University, User
from u2t.core import audit, clock
from u2t.core.access import key_of, require
from u2t.core.errors import InputError, StaleError
from workforce.chain_choices import EscalateTo
from workforce.choices import AttendanceMode, PayRule, PeriodState
from workforce.models import ApprovalStep, Leave, MonthRules, Period, Placement
from workforce.pay_choices import PenaltyRule
from workforce.permissions import Can
from workforce.selectors.periods import rules_of
from workforce.services.figures import Figures
from workforce.services.holding import Holding, MonthError
from workforce.services.opening import Opening

__all__ = ["Counting", "MonthError", "MonthInputError", "Step"]

_MOST_STEPS, _ALL, _MOST_DAYS = 6, 100, 60
#: From where to where the numbers of the rules go; months are named by their last day, wages divided by days.
_RANGES: dict[str, tuple[Decimal | int, Decimal | int]] = {
    "cutoff_day": (1, 31), "due_days": (0, _MOST_DAYS), "pay_days": (0, 90), "day_divisor": (1, Decimal("999.99")),
    "remind_before": (0, _MOST_DAYS), "remind_every": (0, _MOST_DAYS), "escalate_after": (0, _MOST_DAYS),
}  # fmt: skip
_REMINDING = ("remind_before", "remind_every", "escalate_after", "escalate_to")


class MonthInputError(InputError):
    """What was given of a month cannot be."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How a month is counted and paid; see `MonthRules` for the units."""

    attendance: str = AttendanceMode.LOG
    sign_in_from: time | None = None
    sign_in_until: time | None = None
    cutoff_day: int = 31
    due_days: int = 3
    pay_days: int = 15
    pay_rule: str = PayRule.ABSENT_DAY
    day_divisor: Decimal = Decimal(30)
    penalty_rule: str = PenaltyRule.NONE
    penalty_rate: Decimal = Decimal(0)
    penalty_cap: Decimal = Decimal(100)
    counts_absence: bool | None = None
    pays_sick: bool = True
    pays_personal: bool = False
    pays_quarantine: bool = True
    pays_closure: bool = True
    remind_before: int = 2
    remind_every: int = 3
    escalate_after: int = 7
    escalate_to: str = EscalateTo.NEXT

    def settled(self) -> "Counting":
        """Return it with nothing left open: absences count by themselves where people sign in, unless said."""
        if self.counts_absence is not None:
            return self
        return replace(self, counts_absence=self.attendance == AttendanceMode.CLOCK)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the chain as it is laid down; `certifiers` are keys of users."""

    kind: str
    name_th: str
    name_en: str = ""
    due_days: int = 3
    is_digital: bool | None = None
    certifiers: tuple[int, ...] = ()
    remind_before: int = 1
    remind_every: int = 3
    escalate_after: int = 7
    escalate_to: str = EscalateTo.NEXT

    def __post_init__(self) -> None:
        object.__setattr__(self, "certifiers", tuple(sorted(self.certifiers)))


@transaction.atomic
def lay_down(
    *, university: University, programme: Programme, counting: Counting, steps: Sequence[Step], by: User
) -> MonthRules:
    """Store a new version of the rules; months that have begun keep theirs. The very same finds the present one."""
    require(by, Can.CHANGE_MONTH_RULES, university)
    University.objects.select_for_update().get(pk=university.pk)
    counting = counting.settled()
    _check(counting, steps)
    present = rules_of(university, programme)
    if present is not None and _same(present, counting, steps):
        return present
    version = present.version + 1 if present is not None else 1
    made = MonthRules.objects.create(
        university=university, programme=programme, version=version, created_by_id=key_of(by), created_at=clock.now(),
        **{field.name: getattr(counting, field.name) for field in fields(Counting)},
    )  # fmt: skip
    for position, step in enumerate(steps, start=1):
        values = {name: value for name, value in asdict(step).items() if name != "certifiers"}
        ApprovalStep.objects.create(rules=made, position=position, **values).certifiers.set(step.certifiers)
    if present is not None:
        _take_over(made)
    audit.record(action="monthrules.laid_down", target=made, by=by, changes={"version": (version - 1 or None, version)})
    return made


@transaction.atomic
def open_all(*, university: University, programme: Programme, by: User) -> list[Period]:
    """Give every day of the programme, and of contracts that reach beyond it, a month; return the months that are new.

    What is left of a month that nobody has reported or was paid for yet lengthens it.
    """
    require(by, Can.CHANGE_PERIOD, university)
    return Opening.missing(university, programme, by=by)


@transaction.atomic
def close(*, period: Period, by: User, version: int | None = None) -> Period:
    """Close a month: nothing of it is written, sent or approved any more. Closed twice is closed once.

    Leaves that wait are decided first: nobody could approve them afterwards.
    """
    require(by, Can.CHANGE_PERIOD, period)
    Holding.alone(period)
    period = _locked(period)
    if period.state == PeriodState.CLOSED:
        return period
    _check_version(period, version)
    if period.last_day >= clock.today():
        raise MonthError(_("This month is not over. It can be closed from the day after its last."))
    undecided = Leave.objects.undecided_in(period).count()
    if undecided:
        raise MonthError(
            ngettext(
                "%(count)d leave of this month waits for a decision. Decide it first, or its days count as absence.",
                "%(count)d leaves of this month wait for a decision. Decide them first, or the days count as absence.",
                undecided,
            )
            % {"count": undecided}
        )
    return _move(period, PeriodState.CLOSED, "period.closed", by)


@transaction.atomic
def reopen(*, period: Period, reason: str, by: User, version: int | None = None) -> Period:
    """Open a closed month again, for a reason that stays visible."""
    require(by, Can.CHANGE_PERIOD, period)
    period = _locked(period)
    if period.state == PeriodState.OPEN:
        return period
    _check_version(period, version)
    if not reason.strip():
        raise MonthInputError(_("Say why."), extra={"field": "reason"})
    return _move(period, PeriodState.OPEN, "period.reopened", by, reason=reason)


@transaction.atomic
def fall_due(*, by: User) -> int:
    """Let the day of payment of months pass: who is not paid counts as unpaid from now on; return how many months."""
    require(by, Can.CHANGE_PERIOD)
    due = Period.objects.select_for_update().filter(is_pay_due=False, pay_on__lt=clock.today())
    keys = list(due.values_list("pk", flat=True))
    months = Period.objects.filter(
        pk__in=keys, university=OuterRef("contract__university"), programme=OuterRef("contract__programme"),
        during__overlap=OuterRef("during"),
    )  # fmt: skip
    placed = Placement.objects.filter(Exists(months), is_cancelled=False).order_by()
    tambons = list(placed.values_list("post__tambon", flat=True).distinct())
    Period.objects.filter(pk__in=keys).update(is_pay_due=True)
    Figures.changed_in(tambons)
    return len(keys)


def _take_over(rules: MonthRules) -> None:
    """Let months that have not begun, and nobody writes of, follow the new rules; their days stay as they were cut."""
    rows = Period.objects.filter(university=rules.university_id, programme=rules.programme_id, state=PeriodState.OPEN)
    ahead = rows.filter(during__startswith__gt=clock.today(), reports__isnull=True)
    for period in ahead.select_for_update(of=("self",)):
        period.rules = rules
        period.reports_due_on = period.last_day + timedelta(days=rules.due_days)
        period.pay_on = period.last_day + timedelta(days=rules.pay_days)
        period.version += 1
        period.save(update_fields=["rules", "reports_due_on", "pay_on", "version"])


def _same(present: MonthRules, counting: Counting, steps: Sequence[Step]) -> bool:
    if Counting(**{field.name: getattr(present, field.name) for field in fields(Counting)}) != counting:
        return False
    there = [
        Step(
            row.kind, row.name_th, row.name_en, row.due_days, row.is_digital,
            tuple(user.pk for user in row.certifiers.all()), *(getattr(row, name) for name in _REMINDING),
        )
        for row in present.steps.prefetch_related("certifiers")
    ]  # fmt: skip
    return there == list(steps)


def _check(counting: Counting, steps: Sequence[Step]) -> None:
    if counting.attendance == AttendanceMode.CLOCK and not (
        counting.sign_in_from and counting.sign_in_until and counting.sign_in_until > counting.sign_in_from
    ):
        raise MonthInputError(_("Say from when to when people sign in."), extra={"field": "sign_in_until"})
    _check_numbers(counting, steps)
    _check_penalty(counting)
    if not steps:
        raise MonthInputError(_("The chain needs at least one step."), extra={"field": "steps"})
    of_whom = {step.is_digital for step in steps}
    if None not in of_whom and of_whom != {True, False}:
        raise MonthInputError(
            _("Nobody would check the reports of some people: lay down a step for everybody, or one for each kind."),
            extra={"field": "steps"},
        )
    if len(steps) > _MOST_STEPS:
        raise MonthInputError(
            _("The chain has at most %(most)d steps.") % {"most": _MOST_STEPS}, extra={"field": "steps"}
        )


def _check_numbers(counting: Counting, steps: Sequence[Step]) -> None:
    """Stop at a number of days that cannot be, whoever sent it; the message names the numbers that can."""
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(counting, name) <= most:
            raise MonthInputError(_out_of(least, most), extra={"field": name})
    for name in (*_REMINDING[:3], "due_days"):
        if any(not 0 <= getattr(step, name) <= _MOST_DAYS for step in steps):
            raise MonthInputError(_out_of(0, _MOST_DAYS), extra={"field": "steps"})


def _out_of(least: Decimal | int, most: Decimal | int) -> str:
    return _("Enter a number from %(least)s to %(most)s.") % {"least": least, "most": most}


def _check_penalty(counting: Counting) -> None:
    if (counting.penalty_rule == PenaltyRule.NONE) != (counting.penalty_rate == 0) or counting.penalty_rate < 0:
        raise MonthInputError(
            _("Say how much a day late costs, above 0; where there is no penalty, 0."), extra={"field": "penalty_rate"}
        )
    if counting.penalty_rule == PenaltyRule.PERCENT and counting.penalty_rate > _ALL:
        raise MonthInputError(_("Enter from 0 to 100 per cent."), extra={"field": "penalty_rate"})
    if not 0 <= counting.penalty_cap <= _ALL:
        raise MonthInputError(_("Enter from 0 to 100 per cent."), extra={"field": "penalty_cap"})


def _locked(period: Period) -> Period:
    rows = Period.objects.select_for_update(of=("self",)).select_related("university", "programme", "rules")
    return rows.get(pk=period.pk)


def _check_version(period: Period, version: int | None) -> None:
    if version is not None and version != period.version:
        raise StaleError(_("This month was changed since you opened it. Open it again and look."), of=period)


def _move(period: Period, state: PeriodState, action: str, by: User, *, reason: str = "") -> Period:
    before, period.state = period.state, state
    period.closed_at = clock.now() if state == PeriodState.CLOSED else None
    period.version += 1
    period.save(update_fields=["state", "closed_at", "version"])
    audit.record(action=action, target=period, by=by, reason=reason, changes={"state": (before, state)})
    return period
