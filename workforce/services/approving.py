"""Approve at the step a report waits at: one or a thousand in the same few questions to the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.templatetags.u2t import short
from workforce.chain_choices import Decision
from workforce.choices import ReportState
from workforce.models import Approval, ApprovalStep, MonthReport, Period, Placement
from workforce.paying import pay_for
from workforce.selectors.amounts import proposed_among
from workforce.selectors.pay import rules_for, worked_in
from workforce.selectors.reports import turns_of
from workforce.services.figures import Figures
from workforce.services.holding import Holding, MonthError
from workforce.services.telling import Telling

_CHANGED = ("state", "step_id", "step_due_on", "deducted_days", "amount", "approved_at", "version")
_AT_ONCE = 1000


class ApprovalError(DomainError):
    """The report is not in a state for what was asked, or it is somebody else's turn."""


class ApprovalInputError(InputError):
    """What was given of a decision cannot be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report to be approved, at the version it was seen at; `days` are not paid, for a reason and by evidence."""

    key: int
    version: int
    days: Decimal = Decimal(0)
    reason: str = ""
    evidence: str = ""

    @property
    def given(self) -> tuple[Decimal, str, str]:
        """Return what a decision says, as it is stored."""
        return self.days, self.reason.strip(), self.evidence.strip()


class Approving:
    """Approves reports; a name for what only services may call, inside their transaction."""

    @staticmethod
    def approve(asked: Sequence[Asked], by: User) -> dict[int, MonthReport | DomainError]:
        """Approve each that can be, and return for every key the report, or why it was not approved.

        A report this user approved at that very version already (a double click, a retry) is answered as approved.
        """
        rows = _held([one.key for one in asked])
        closed, proposed = _closed(rows.values()), proposed_among(rows)
        mine = turns_of(by, rows)
        again = _decided([one for one in asked if one.key in rows], rows, by)
        found: dict[int, MonthReport | DomainError] = {}
        good: list[tuple[MonthReport, Asked]] = []
        for one in asked:
            report = rows[one.key]
            if one.key in again:
                found[one.key] = report
                continue
            error = _against(report, one, by, is_closed=report.period_id in closed, is_mine=one.key in mine)
            if error is None and one.key in proposed:
                error = ApprovalError(_("An amount is proposed for this report: a second person has to answer first."))
            found[one.key] = error or report
            if error is None:
                good.append((report, one))
        _store(good, by, mine)
        return found


class Turn:
    """Locks a report and says whose turn it is; a name for what only services may call, inside their transaction."""

    @staticmethod
    def held(report: MonthReport, *, version: int) -> MonthReport:
        """Return the report locked, at the version that was seen, its month kept open."""
        report = Turn.locked(report)
        if version != report.version:
            raise StaleError(_("This report was changed since you opened it. Open it again and look."), of=report)
        Holding.open(report.period)
        return report

    @staticmethod
    def locked(report: MonthReport) -> MonthReport:
        """Return the report locked, whatever was seen."""
        rows = MonthReport.objects.select_for_update(of=("self",))
        return rows.select_related("contract__person", "contract__university", "period__rules", "step").get(
            pk=report.pk
        )  # fmt: skip

    @staticmethod
    def taken(report: MonthReport, by: User, version: int) -> tuple[MonthReport, ApprovalStep, int | None]:
        """Return the report locked, its step, and for whom the user stands in, if for anybody."""
        report = Turn.held(report, version=version)
        if report.state != ReportState.SENT or report.step is None:
            raise ApprovalError(_("This report does not wait for an approval."))
        if report.contract.person.user_id == by.pk:
            raise ApprovalError(_("Nobody decides about the own report."))
        mine = turns_of(by, [report.pk])
        if report.pk not in mine:
            said = _("It is not your turn: the report waits for %(step)s.") % {"step": report.step.name_th}
            raise ApprovalError(said)
        return report, report.step, mine[report.pk]


def _held(keys: Sequence[int]) -> dict[int, MonthReport]:
    rows = MonthReport.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    rows = rows.select_related("contract__person", "contract__university", "period__rules", "step")
    return {report.pk: report for report in rows}


def _closed(reports: Iterable[MonthReport]) -> set[int]:
    """Keep the months open until the end, and return those that are closed already."""
    closed = set()
    for period in {report.period_id: report.period for report in reports}.values():
        try:
            Holding.open(period)
        except MonthError:
            closed.add(period.pk)
    return closed


def _decided(asked: Iterable[Asked], rows: Mapping[int, MonthReport], by: User) -> set[int]:
    """Return what this user approved at that version already, with the very same days and reason."""
    again = {one.key: one for one in asked if rows[one.key].version == one.version + 1}
    last = Approval.objects.filter(report__in=again).order_by("report", "-pk").distinct("report")
    return {
        one.report_id
        for one in last
        if one.by_id == by.pk and one.decision == Decision.APPROVED and one.is_standing
        and (one.deducted_days, one.reason, one.evidence) == again[one.report_id].given
    }  # fmt: skip


def _against(report: MonthReport, asked: Asked, by: User, *, is_closed: bool, is_mine: bool) -> DomainError | None:
    """Return what stands against an approval, if anything."""
    if asked.version != report.version:
        return StaleError(_("This report was changed since you opened it. Open it again and look."), of=report)
    if is_closed:
        return MonthError(_("This month is closed. Ask the university if something in it is wrong."))
    if report.state != ReportState.SENT or report.step is None:
        return ApprovalError(_("This report does not wait for an approval."))
    if report.contract.person.user_id == by.pk:
        return ApprovalError(_("Nobody decides about the own report."))
    if not is_mine:
        said = _("It is not your turn: the report waits for %(step)s.") % {"step": report.step.name_th}
        return ApprovalError(said)
    return _against_days(report, asked)


def _against_days(report: MonthReport, asked: Asked) -> DomainError | None:
    days = asked.days
    if days and report.agreed_amount is not None:
        return ApprovalInputError(_("Two people agreed what this month comes to."), extra={"field": "days"})
    if days < 0 or days * 2 != int(days * 2):
        return ApprovalInputError(_("Enter whole or half days."), extra={"field": "days"})
    left = worked_in(report).covered_days - report.deducted_days
    if days > left:
        said = _("The month has only %(left)s days to lower.") % {"left": short(left)}
        return ApprovalInputError(said, extra={"field": "days"})
    if days and not asked.reason.strip():
        return ApprovalInputError(_("Say for which days and why."), extra={"field": "reason"})
    if days and not asked.evidence.strip():
        said = _("Name the evidence: a document with its number and day, for example.")
        return ApprovalInputError(said, extra={"field": "evidence"})
    return None


def _store(good: Sequence[tuple[MonthReport, Asked]], by: User, stands_for: Mapping[int, int | None]) -> None:
    now, following = clock.now(), _followers([report for report, _asked in good])
    Approval.objects.bulk_create(
        [
            Approval(
                report=report, step=report.step, turn=report.turn, decision=Decision.APPROVED, by=by, at=now,
                deducted_days=asked.days, reason=asked.reason.strip(), evidence=asked.evidence.strip(),
                for_whom_id=stands_for[report.pk],
            )
            for report, asked in good
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    changes = []
    for report, asked in good:
        before = report.step
        _advance(report, asked.days, following[report.pk], now)
        steps = (before.name_th if before else None, report.step.name_th if report.step else None)
        told: dict[str, tuple[Any, Any]] = {"step": steps, "deducted_days": (0, str(asked.days))}
        if stands_for[report.pk] is not None:
            told["for_whom"] = (None, stands_for[report.pk])
        changes.append((report, told, asked.reason))
    reports = [report for report, _asked in good]
    _save(reports)
    audit.record_many(action="monthreport.approved", by=by, events=changes)
    if reports:
        Figures.changed_for([report.contract for report in reports])
    _tell([report for report in reports if report.state == ReportState.APPROVED])


def _save(reports: Sequence[MonthReport]) -> None:
    """Store what changed, all that change alike in one statement: a statement of a thousand cases costs seconds."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    for report in reports:
        alike.setdefault(tuple(getattr(report, name) for name in _CHANGED), []).append(report.pk)
    for values, keys in alike.items():
        MonthReport.objects.filter(pk__in=keys).update(**dict(zip(_CHANGED, values, strict=True)))


def _followers(reports: Sequence[MonthReport]) -> dict[int, ApprovalStep | None]:
    """Return the step after the present one of each report."""
    steps: dict[int, list[ApprovalStep]] = {}
    rules = {report.period.rules_id for report in reports}
    for step in ApprovalStep.objects.filter(rules__in=rules).order_by("position"):
        steps.setdefault(step.rules_id, []).append(step)
    contracts = [report.contract_id for report in reports]
    placed = Placement.objects.filter(contract__in=contracts, is_cancelled=False, post__is_digital=True)
    digital = set(placed.values_list("contract", flat=True))
    return {
        report.pk: next(
            (
                step
                for step in steps[report.period.rules_id]
                if report.step is not None
                and step.position > report.step.position
                and step.is_digital in {None, report.contract_id in digital}
            ),
            None,
        )
        for report in reports
    }


def _advance(report: MonthReport, days: Decimal, step: ApprovalStep | None, now: datetime) -> None:
    report.deducted_days += days
    report.version += 1
    report.step = step
    if step is not None:
        report.step_due_on = clock.today() + timedelta(days=step.due_days)
        return
    report.state, report.step_due_on, report.approved_at = ReportState.APPROVED, None, now
    report.amount = pay_for(worked_in(report), rules_for(report.period.rules)).gross


def _tell(reports: Sequence[MonthReport]) -> None:
    by_period: dict[Period, list[tuple[int, int]]] = {}
    for report in reports:
        user = report.contract.person.user_id
        if user is not None:
            by_period.setdefault(report.period, []).append((user, report.pk))
    for period, whom in by_period.items():
        Telling.workers(whom, "monthreport.approved", period)
