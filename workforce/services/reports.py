"""The report of a month: begun from the logs, written, certified and sent, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import require, require_locked
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import WORKS, ProblemKind, ReportState, Skill, Standing
from workforce.models import AssignmentItem, Contract, MonthReport, Period, ReportLine, WorkArea
from workforce.permissions import Can
from workforce.selectors.assignments import assigned_in, result_of
from workforce.selectors.reports import chain_of, composed
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.services.raising import Problem, Raising
from workforce.services.recount import Recount

MOST_LINES = 40
MOST_PROBLEMS = 20
#: What is asked of a report that is written or sent.
_BESIDE = ("contract__person", "period__rules", "step")
_WRITTEN = frozenset({ReportState.DRAFT, ReportState.RETURNED})


class ReportError(DomainError):
    """The report is not in a state for what was asked."""


class ReportInputError(InputError):
    """Something in the report is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """One result against the plan."""

    text: str
    standing: str
    note: str = ""
    area: WorkArea | None = None
    item: AssignmentItem | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the worker adds to what the logs say."""

    lines: Sequence[Line] = ()
    learned: dict[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    next_plan: str = ""


@transaction.atomic
def begin(*, contract: Contract, period: Period, by: User) -> MonthReport:
    """Begin the report of an own month, a line for each kind of activity logged; begun twice is begun once."""
    require(by, Can.WRITE_REPORT)
    _check_own(contract, by)
    Holding.open(period)
    fits = (contract.university_id, contract.programme_id) == (period.university_id, period.programme_id)
    if not fits or contract.first_day > period.last_day or contract.last_day < period.first_day:
        raise ReportError(_("This contract has no day in this month."))
    if contract.state not in WORKS:
        raise ReportError(_("This contract is not signed."))
    report, is_new = MonthReport.objects.get_or_create(contract=contract, period=period)
    report.contract, report.period = contract, period
    if is_new:
        ReportLine.objects.bulk_create(_proposed(report))
        audit.record(action="monthreport.begun", target=report, by=by)
    return report


@transaction.atomic
def save(*, report: MonthReport, written: Written, by: User, version: int) -> MonthReport:
    """Store what was written so far; nothing has to be complete yet."""
    report = require_locked(by, Can.WRITE_REPORT, report, *_BESIDE)
    _check_writable(report, by, version)
    _check_shapes(written)
    _check_items(written, report)
    report.learned = {skill: text.strip() for skill, text in written.learned.items() if text.strip()}
    report.next_plan = written.next_plan.strip()
    report.version += 1
    report.save(update_fields=["learned", "next_plan", "version"])
    Raising.keep(report, written.problems)
    report.lines.all().delete()
    kept = [line for line in written.lines if line.text.strip()]
    ReportLine.objects.bulk_create(
        ReportLine(
            report=report, position=position, text=line.text.strip(), standing=line.standing, note=line.note.strip(),
            area=line.area, item=line.item,
        )
        for position, line in enumerate(kept, start=1)
    )  # fmt: skip
    return report


@transaction.atomic
def send(*, report: MonthReport, certified: bool, by: User, version: int) -> MonthReport:
    """Certify the report and send it on its way; the days are counted now. Sent twice is sent once."""
    report = require_locked(by, Can.WRITE_REPORT, report, *_BESIDE)
    if report.state == ReportState.SENT and version == report.version - 1:
        return report
    _check_writable(report, by, version)
    # Who writes a log takes this lock too: it is counted here, or it comes late. Who ends a contract holds its reports
    # first: what was read of it while this one was waited for may be over.
    report.contract = Contract.objects.select_for_update(no_key=True).get(pk=report.contract_id)
    _check_complete(report, certified=certified)
    first = chain_of(report).first()
    if first is None:
        raise ReportError(_("The university has laid down no step for this report. Ask it to."))
    Recount.count(report)
    if report.sent_at is None:  # what comes back and is sent again was delivered in time
        report.days_late = max(0, (clock.today() - report.period.reports_due_on).days)
    before, report.state, report.step = report.state, ReportState.SENT, first
    report.turn += 1 if before == ReportState.RETURNED else 0
    report.sent_at, report.step_due_on = clock.now(), clock.today() + timedelta(days=first.due_days)
    report.version += 1
    report.save(
        update_fields=[
            *Recount.FIELDS,
            "days_late",
            "state",
            "step",
            "turn",
            "sent_at",
            "step_due_on",
            "version",
        ]
    )
    Raising.all_of(report, by)
    Figures.changed_for([report.contract])
    audit.record(action="monthreport.sent", target=report, by=by, changes={"state": (before, report.state)})
    return report


def _proposed(report: MonthReport) -> list[ReportLine]:
    """Propose a line for each task, then for each other activity of the logs; the standing is the worker's."""
    assigned = assigned_in(report.contract, report.period)
    tasks = (
        [ReportLine(report=report, item=one.item, text=result_of(one)) for one in assigned.tasks] if assigned else []
    )
    found: dict[str, ReportLine] = {}
    for log in composed(report.contract, report.period).logs:
        if log.item_id is None:
            found.setdefault(log.activity, ReportLine(report=report, area=log.area, text=log.activity))
    lines = [*tasks, *found.values()][:MOST_LINES]
    for position, line in enumerate(lines, start=1):
        line.position = position
    return lines


def _check_writable(report: MonthReport, by: User, version: int) -> None:
    _check_own(report.contract, by)
    if version != report.version:
        raise StaleError(_("This report was changed since you opened it. Open it again and look."), of=report)
    Holding.open(report.period)
    if report.state not in _WRITTEN:
        raise ReportError(_("This report is sent. It can be changed when it comes back to you."))


def _check_own(contract: Contract, by: User) -> None:
    if contract.person.user_id != by.pk:
        raise ReportError(_("Only who did the work writes its report."))


def _check_shapes(written: Written) -> None:
    if len(written.lines) > MOST_LINES:
        raise ReportInputError(
            _("A report has at most %(most)d lines.") % {"most": MOST_LINES}, extra={"field": "lines"}
        )
    for position, line in enumerate(written.lines, start=1):
        if line.standing and line.standing not in Standing:
            raise ReportInputError(
                _("Line %(position)d: choose how the result stands against the plan.") % {"position": position},
                extra={"field": "lines"},
            )
    if len(written.problems) > MOST_PROBLEMS:
        raise ReportInputError(
            _("A report names at most %(most)d problems and suggestions.") % {"most": MOST_PROBLEMS},
            extra={"field": "problems"},
        )
    if {one.kind for one in written.problems} - set(ProblemKind):
        raise ReportInputError(_("Choose one of the answers offered."), extra={"field": "problems"})
    if set(written.learned) - set(Skill):
        raise ReportInputError(_("Choose one of the answers offered."), extra={"field": "learned"})


def _check_items(written: Written, report: MonthReport) -> None:
    month = (report.contract_id, report.period_id)
    tasks = [line.item.assignment for line in written.lines if line.item is not None]
    if any((one.contract_id, one.period_id) != month for one in tasks):
        raise ReportInputError(_("A line names a task of another month."), extra={"field": "lines"})


def _check_complete(report: MonthReport, *, certified: bool) -> None:
    """Stop at what is missing, all of it at once."""
    prefetch_related_objects([report], "lines")  # whoever shows what was sent has them
    lines = list(report.lines.all())
    missing = [] if lines else [_("Write at least one result.")]
    unsaid = [str(line.position) for line in lines if not line.standing]
    if unsaid:
        missing.append(_("Say how the result stands against the plan: line %(lines)s.") % {"lines": ", ".join(unsaid)})
    if not report.next_plan:
        missing.append(_("Write the plan for the next month."))
    if not certified:
        missing.append(_("Certify that you did this work."))
    if clock.today() < min(report.period.last_day, report.contract.last_day):
        missing.append(_("The month is not over: send the report from its last day."))
    if missing:
        raise ReportInputError(" ".join(missing), extra={"missing": missing})
