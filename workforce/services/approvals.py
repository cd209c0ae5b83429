"""Whose turn it is decides: approve, lower by days, return with a reason; withdraw and reopen what was approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError
from workforce.chain_choices import Decision
from workforce.choices import BatchState, ReportState
from workforce.models import Approval, ApprovalStep, MonthReport, Paper, PayLine
from workforce.permissions import Can
from workforce.selectors.monthpapers import MADE_WHEN
from workforce.selectors.reports import chain_of, own_last
from workforce.services.approving import ApprovalError, ApprovalInputError, Approving, Asked, Turn
from workforce.services.figures import Figures
from workforce.services.issuing import Issuing
from workforce.services.telling import Telling

#: An amount falls with the approval of the step it was proposed at.
_AMOUNTS = (Decision.PROPOSED, Decision.AGREED)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of many: the report, or why nothing was done."""

    key: int
    report: MonthReport | None
    error: str = ""


@transaction.atomic
def approve(
    *, report: MonthReport, by: User, version: int, days: Decimal = Decimal(0), reason: str = "", evidence: str = ""
) -> MonthReport:
    """Approve a report at the step it waits at; `days` not paid need a reason and evidence.

    Approved twice is approved once.
    """
    require(by, Can.DECIDE_REPORT, report)
    found = Approving.approve([Asked(report.pk, version, days, reason, evidence)], by)[report.pk]
    if isinstance(found, DomainError):
        raise found
    return found


@transaction.atomic
def approve_many(*, chosen: Sequence[tuple[MonthReport, int]], by: User) -> list[Result]:
    """Approve many at the version each was seen at; one refused holds nobody else up. All are stored, or none."""
    require(by, Can.DECIDE_REPORT)
    found = Approving.approve([Asked(report.pk, version) for report, version in chosen], by)
    return [
        Result(key, None, str(one)) if isinstance(one, DomainError) else Result(key, one) for key, one in found.items()
    ]


@transaction.atomic
def send_back(
    *, report: MonthReport, reason: str, by: User, version: int, to: ApprovalStep | None = None
) -> MonthReport:
    """Return a report to the worker, or to an earlier step, saying why."""
    require(by, Can.DECIDE_REPORT, report)
    report, step, stands_for = Turn.taken(report, by, version)
    if not reason.strip():
        raise ApprovalInputError(_("Say what is to be corrected."), extra={"field": "reason"})
    if to is not None and not chain_of(report).filter(pk=to.pk, position__lt=step.position).exists():
        raise ApprovalInputError(_("Choose a step before this one."), extra={"field": "to"})
    before = _takers_of(report, to) if to else []
    _undo_approvals(report, from_position=to.position if to else 0)
    Approval.objects.create(
        report=report, step=step, turn=report.turn, decision=Decision.RETURNED, by=by, at=clock.now(),
        reason=reason.strip(), returned_to=to, for_whom_id=stands_for,
    )  # fmt: skip
    if to is None:
        report.state, report.step, report.step_due_on = ReportState.RETURNED, None, _mended_by(report, step)
    else:
        report.step, report.step_due_on = to, clock.today() + timedelta(days=to.due_days)
    report.turn += 1 if to is not None else 0
    _store(report)
    Figures.changed_for([report.contract])
    changes = {"step": (step.name_th, to.name_th if to else None)}
    audit.record(action="monthreport.returned", target=report, by=by, reason=reason, changes=changes)
    if to is None:
        Issuing.void(Paper.objects.filter(monthreport=report, kind__in=MADE_WHEN), reason, by)
        Telling.worker(report, "monthreport.returned")
    else:
        Telling.holders(report, before)
    return report


@transaction.atomic
def withdraw(*, report: MonthReport, reason: str, by: User, version: int) -> MonthReport:
    """Take the own approval back while the next step has not decided."""
    require(by, Can.DECIDE_REPORT, report)
    report = Turn.held(report, version=version)
    last = own_last(report, by)
    if last is None or last.step is None:
        raise ApprovalError(_("Your approval is not the last one, so it cannot be withdrawn."))
    if not reason.strip():
        raise ApprovalInputError(_("Say why."), extra={"field": "reason"})
    _undo_approvals(report, from_position=last.step.position)
    Approval.objects.create(
        report=report, step=last.step, turn=report.turn, decision=Decision.WITHDRAWN, by=by, at=clock.now(),
        reason=reason.strip(),
    )  # fmt: skip
    report.step, report.step_due_on = last.step, clock.today() + timedelta(days=last.step.due_days)
    _store(report)
    Figures.changed_for([report.contract])
    audit.record(action="monthreport.withdrawn", target=report, by=by, reason=reason)
    return report


@transaction.atomic
def reopen(*, report: MonthReport, reason: str, by: User, version: int) -> MonthReport:
    """Open an approved report again, for a reason that stays visible; what is in a payment cannot be."""
    require(by, Can.REOPEN_REPORT, report)
    report = Turn.held(report, version=version)
    if report.state != ReportState.APPROVED:
        raise ApprovalError(_("Only an approved report is reopened."))
    held = PayLine.objects.filter(report=report).exclude(state="failed").select_related("batch").first()
    if held is not None and held.batch.state == BatchState.DRAFT:
        raise ApprovalError(_("This month is in a batch being computed. Throw that draft away first."))
    if held is not None:
        raise ApprovalError(_("This month is in a payment. Ask for a correction on the page of the contract."))
    if not reason.strip():
        raise ApprovalInputError(_("Say why."), extra={"field": "reason"})
    _undo_approvals(report, from_position=0)
    Approval.objects.create(
        report=report, turn=report.turn, decision=Decision.REOPENED, by=by, at=clock.now(), reason=reason.strip()
    )
    report.state, report.approved_at, report.amount = ReportState.RETURNED, None, None
    report.step_due_on = _mended_by(report, chain_of(report).first())
    _store(report)
    Figures.changed_for([report.contract])
    audit.record(action="monthreport.reopened", target=report, by=by, reason=reason)
    Issuing.void(Paper.objects.filter(monthreport=report, kind__in=MADE_WHEN), reason, by)
    Telling.worker(report, "monthreport.returned")
    return report


def _mended_by(report: MonthReport, step: ApprovalStep | None) -> date:
    """Return until when the worker sends it again: as long as the step has, and never before the month's own day."""
    days = step.due_days if step is not None else 0
    return max(report.period.reports_due_on, clock.today() + timedelta(days=days))


def _takers_of(report: MonthReport, step: ApprovalStep) -> list[int]:
    """Return who approved a report at a step: they are told that it is back."""
    taken = report.approvals.filter(step=step, decision=Decision.APPROVED, is_standing=True)
    return list(taken.values_list("by", flat=True))


def _undo_approvals(report: MonthReport, *, from_position: int) -> None:
    rows = report.approvals.filter(decision=Decision.APPROVED, is_standing=True, step__position__gte=from_position)
    rows.update(is_standing=False)
    amounts = report.approvals.filter(decision__in=_AMOUNTS, is_standing=True, step__position__gte=from_position)
    if amounts.update(is_standing=False):
        agreed = report.approvals.filter(decision=Decision.AGREED, is_standing=True).order_by("-step__position", "-pk")
        report.agreed_amount = agreed.values_list("amount", flat=True).first()
    standing = report.approvals.filter(decision=Decision.APPROVED, is_standing=True)
    report.deducted_days = sum(standing.values_list("deducted_days", flat=True), Decimal(0))


def _store(report: MonthReport) -> None:
    report.version += 1
    report.save(
        update_fields=[
            "state", "step", "step_due_on", "turn", "deducted_days", "amount", "agreed_amount", "approved_at",
            "version",
        ]
    )  # fmt: skip
