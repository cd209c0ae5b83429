"""Reports of the month: composed from the logs, shown with where they stand, and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext

from u2t.core import clock
from u2t.core.access import Actor, reach
from u2t.core.templatetags.u2t import local_name
from workforce.chain_choices import Decision
from workforce.choices import PayLineState, PeriodState, ReportState, StepKind, SupervisorRole
from workforce.models import (
    Approval,
    ApprovalStep,
    Contract,
    DayLog,
    Delegation,
    MonthReport,
    Period,
    Placement,
    Supervision,
)
from workforce.models.delegations import standing_in
from workforce.permissions import Can
from workforce.selectors.logs import logs_between
from workforce.selectors.lying import Lies, Lying, last_reasons, taker_of
from workforce.selectors.whose import Holders


@dataclass(frozen=True, slots=True)
class Composed:
    """What the logs of a month say: days, activities, photos, and an entry for each activity."""

    days: int
    logs: Sequence[DayLog]
    photos: int


def composed(contract: Contract, period: Period) -> Composed:
    """Count what was logged in a month; days before the contract that count as work belong to its first month.

    What was logged for days after the last of the contract counts nothing.
    """
    first = period.first_day if period.first_day > contract.first_day else date.min
    rows = logs_between(contract, first, min(period.last_day, contract.last_day)).select_related("area")
    logs = list(rows.annotate(n=Count("photos")).order_by("day", "pk"))
    return Composed(len({log.day for log in logs}), logs, sum(log.n for log in logs))


def reports_seen(user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports a user may see, with what is told of each to programs."""
    rows = MonthReport.objects.visible_to(user, to=Can.VIEW_REPORT)
    return rows.select_related("contract", "period", "step").annotate(
        tambon_code=Subquery(_place().values("post__tambon")[:1])
    )


def reports_of(user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports a user may see, with all that a list of them shows."""
    rows = reports_seen(user).select_related("contract__person", "contract__university", "period__rules", "step")
    return rows.annotate(tambon_name=Subquery(_place().values("post__tambon__name_th")[:1]))


def _place() -> "QuerySet[Placement]":
    place = Placement.objects.filter(contract=OuterRef("contract"), is_cancelled=False)
    return place.filter(during__overlap=OuterRef("period__during")).order_by("-during")


def tambon_of(report: MonthReport) -> str | None:
    """Return the tambon somebody works in for the month of a report: the last, of who was moved."""
    place = Placement.objects.filter(contract=report.contract_id, is_cancelled=False)
    place = place.filter(during__overlap=report.period.during)
    return place.order_by("-during").values_list("post__tambon_id", flat=True).first()


def approvals_of(user: Actor) -> "QuerySet[Approval]":
    """Return the decisions a user may see."""
    return Approval.objects.visible_to(user, to=Can.VIEW_REPORT).select_related("step", "by", "for_whom")


def waiting_for(user: Actor) -> "QuerySet[MonthReport]":
    """Return the reports whose turn is the user's, the longest waiting first; `stands_for` is who is on leave.

    Nobody decides about the own report, nor about one they decided, or that was decided for them, at another step of
    the same turn; a deputy no more than who is away.
    """
    seen = reports_of(user).filter(state=ReportState.SENT, period__state=PeriodState.OPEN)
    own = _turn_of(user)
    lent = [(_turn_as(one), one.holder_id) for one in standing_in(user)]
    stands_for = Case(
        When(own, then=None), *(When(turn, then=Value(key)) for turn, key in lent), output_field=BigIntegerField()
    )
    mine = reduce(or_, (turn for turn, _key in lent), own)
    rows = seen.filter(mine, ~_concerns(user.pk)).annotate(stands_for=stands_for)
    return rows.order_by("step_due_on", "contract__person__sort_key", "pk")


def turns_of(user: Actor, reports: Iterable[int]) -> dict[int, int | None]:
    """Return which of some reports wait for a user, each with who is stood in for, if anybody."""
    rows = waiting_for(user).filter(pk__in=reports).order_by()
    return dict(rows.values_list("pk", "stands_for"))  # type: ignore[misc]  # annotated by waiting_for


def _concerns(user: int | None) -> Q:
    """Match the own report, and those decided by somebody or for them."""
    decided = Approval.objects.filter(report=OuterRef("pk"), decision=Decision.APPROVED, is_standing=True)
    return Q(contract__person__user=user) | Q(Exists(decided.filter(Q(by=user) | Q(for_whom=user))))


def _turn_as(one: Delegation) -> Q:
    """Match what waits for somebody on leave, in the role and at the university of the substitution."""
    turn = _turn_of(one.holder) & Q(step__kind=one.role, contract__university=one.university_id)
    return turn & ~_concerns(one.holder_id)


def _turn_of(user: Actor) -> Q:
    checks, certifies = reach(user, Can.CHECK_REPORT), reach(user, Can.CERTIFY_REPORT)
    found = Q(pk__in=[])
    if checks:
        there = _at_work()
        guides = _guiding().filter(user=user.pk)
        found |= Q(Exists(there.filter(Exists(guides.filter(role=SupervisorRole.PM)))), step__kind=StepKind.PM)
        found |= Q(Exists(_hosted(there, guides.filter(role=SupervisorRole.AM))), step__kind=StepKind.AM)
        if checks.agencies:
            found |= Q(Exists(there.filter(agency__in=checks.agencies)), step__kind=StepKind.AGENCY)
    if certifies:
        steps = ApprovalStep.objects.filter(kind=StepKind.CERTIFIER)
        named = steps.filter(Q(certifiers=user.pk) | Q(certifiers__isnull=True))
        found |= Q(step__in=named.values("pk"), contract__university__in=certifies.universities)
    return found


def _at_work() -> "QuerySet[Placement]":
    there = Placement.objects.filter(is_cancelled=False, contract=OuterRef("contract"))
    return there.filter(during__overlap=OuterRef("period__during"))


def _guiding() -> "QuerySet[Supervision]":
    return Supervision.objects.on(clock.today()).of_seat()


def _hosted(there: "QuerySet[Placement]", mine: "QuerySet[Supervision]") -> "QuerySet[Placement]":
    """Keep who sits at the agency of an area manager, and who sits where the tambon has none of its own."""
    of_the_agency = _guiding().filter(role=SupervisorRole.AM, agency=OuterRef("agency"))
    return there.filter(Exists(mine.filter(agency=OuterRef("agency"))) | Q(Exists(mine)) & ~Q(Exists(of_the_agency)))


def chain_of(report: MonthReport) -> "QuerySet[ApprovalStep]":
    """Return the steps a report goes through, in order."""
    # Of somebody who is a digital data manager, or of the others.
    digital = Placement.objects.filter(contract=report.contract_id, is_cancelled=False, post__is_digital=True)
    return report.period.rules.steps.filter(Q(is_digital__isnull=True) | Q(is_digital=Exists(digital)))


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way to the wage: what it is, how it stands, who holds or took it, and until when.

    `state` is done, now or next.
    """

    name: str
    state: str
    who: str = ""
    on: "date | None" = None
    said: str = ""
    telephone: str = ""
    is_payment: bool = False

    @property
    def telephones(self) -> list[str]:
        """Return the numbers one by one, to be dialled."""
        return self.telephone.split(", ") if self.telephone else []


def journey_of(report: MonthReport) -> list[Stage]:
    """Return the way of a report from being written to being paid, as everybody concerned sees it."""
    standing = {
        one.step_id: one
        for one in report.approvals.filter(decision=Decision.APPROVED, is_standing=True).select_related(
            "by", "for_whom"
        )
    }
    lies = Lying([report.contract], report.period).of(report.contract)
    is_written = report.state in {ReportState.SENT, ReportState.APPROVED}
    written = timezone.localdate(report.sent_at) if is_written and report.sent_at else None
    person = str(report.contract.person)
    first = gettext("Report written and sent")
    stages = [Stage(first, "done", person, written) if is_written else _now(first, lies)]
    for step in chain_of(report):
        taken = standing.get(step.pk)
        if taken is not None:
            said = taken.reason
            stages.append(Stage(local_name(step), "done", taker_of(taken), timezone.localdate(taken.at), said))
        elif report.step_id == step.pk:
            stages.append(_now(local_name(step), lies))
        else:
            stages.append(Stage(local_name(step), "next"))
    return [*stages, _payment(report, lies)]


def _now(name: str, lies: Lies) -> Stage:
    return Stage(name, "now", lies.who, lies.due, lies.said, ", ".join(lies.telephones), is_payment=lies.is_ours)


def last_reason(report: MonthReport) -> str:
    """Return why a report was returned or reopened last, as long as that is what its holder is to mend."""
    return last_reasons([report]).get(report.pk, "")


def holders_of(report: MonthReport) -> tuple[str, str]:
    """Return the names of those whose turn a report is, and the telephones to call; of one on leave the deputy's."""
    held = Holders([report]).of(report)
    return held.who, ", ".join(held.telephones)


def _payment(report: MonthReport, lies: Lies) -> Stage:
    name, university = gettext("Wage paid"), report.contract.university.name_th
    paid = report.pay_lines.filter(covered_days__gt=0, state=PayLineState.PAID).order_by("-pk").first()
    if paid is not None:
        return Stage(name, "done", university, paid.paid_on)
    if report.state == ReportState.APPROVED:
        return _now(name, lies)
    return Stage(name, "next", university, report.period.pay_on, is_payment=True)


def own_last(report: MonthReport, user: Actor) -> Approval | None:
    """Return the user's approval of a report while it is the last one: it can be withdrawn."""
    if report.state != ReportState.SENT:
        return None
    standing = report.approvals.filter(decision=Decision.APPROVED, is_standing=True).select_related("step")
    last = standing.order_by("-step__position").first()
    return last if last is not None and user.pk in {last.by_id, last.for_whom_id} else None
