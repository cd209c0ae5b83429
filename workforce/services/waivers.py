"""The penalty for work delivered late, let off wholly or in part; never of a wage that is in a payment."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.chain_choices import Decision
from workforce.choices import BatchState, PayLineState, ReportState
from workforce.models import Approval, MonthReport, PayLine, Period
from workforce.paying import pay_for
from workforce.permissions import Can
from workforce.selectors.pay import penalty_of, rules_for, worked_in
from workforce.services.approving import ApprovalError, ApprovalInputError
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.services.telling import Telling
from workforce.wording import baht

_SATANG = Decimal("0.01")
_COUNTED = frozenset({ReportState.SENT, ReportState.APPROVED})


@transaction.atomic
def waive(*, report: MonthReport, amount: Decimal, reason: str, by: User, version: int) -> MonthReport:
    """Let off so many baht of the penalty of a month, or none again (0), for a reason; clicked twice it is once."""
    require(by, Can.WAIVE_PENALTY, report)
    report = _locked(report)
    if version == report.version - 1 and _is_done(report, amount, reason, by):
        return report
    if version != report.version:
        raise StaleError(_("This report was changed since you opened it. Open it again and look."), of=report)
    _check(report, amount, reason, by)
    was, before = report.waived, report.amount
    report.waived = amount
    if report.state == ReportState.APPROVED:
        report.amount = pay_for(worked_in(report), rules_for(report.period.rules)).gross
    report.version += 1
    report.save(update_fields=["waived", "amount", "version"])
    Approval.objects.create(
        report=report, turn=report.turn, decision=Decision.WAIVED, by=by, at=clock.now(), amount=amount,
        reason=reason.strip(),
    )  # fmt: skip
    changes = {"waived": (str(was), str(amount)), "amount": (str(before), str(report.amount))}
    audit.record(action="monthreport.penalty_waived", target=report, by=by, reason=reason, changes=changes)
    Figures.changed_for([report.contract])
    Telling.worker(report, "monthreport.penalty_waived")
    return report


def _locked(report: MonthReport) -> MonthReport:
    """Return the report, its month open and no payroll of it being computed meanwhile.

    Computing locks the month and then points to the report: the report is held so that it may.
    """
    rows = MonthReport.objects.select_for_update(of=("self",), no_key=True)
    report = rows.select_related("contract__person", "period__rules").get(pk=report.pk)
    Holding.open(report.period)
    Period.objects.select_for_update(no_key=True).get(pk=report.period_id)
    return report


def _is_done(report: MonthReport, amount: Decimal, reason: str, by: User) -> bool:
    last = report.approvals.order_by("-pk").first()
    if last is None or last.decision != Decision.WAIVED:
        return False
    return (last.by_id, last.amount, last.reason) == (by.pk, amount, reason.strip())


def _check(report: MonthReport, amount: Decimal, reason: str, by: User) -> None:
    _check_state(report, by)
    if not reason.strip():
        raise ApprovalInputError(_("Say why."), extra={"field": "reason"})
    if amount < 0 or amount != amount.quantize(_SATANG):
        raise ApprovalInputError(_("Write an amount in baht, with at most two decimals."), extra={"field": "amount"})
    penalty = penalty_of(report)
    if not penalty:
        raise ApprovalError(_("This month has no penalty."))
    if amount > penalty:
        said = _("The penalty of this month is %(penalty)s baht.") % {"penalty": baht(penalty)}
        raise ApprovalInputError(said, extra={"field": "amount"})
    if amount == report.waived:
        raise ApprovalInputError(_("So much is waived already."), extra={"field": "amount"})


def _check_state(report: MonthReport, by: User) -> None:
    if report.contract.person.user_id == by.pk:
        raise ApprovalError(_("Nobody decides about the own wage."))
    if report.state not in _COUNTED:
        raise ApprovalError(_("The report is not sent yet: its penalty is counted when it is."))
    if report.agreed_amount is not None:
        raise ApprovalError(_("Two people agreed what this month comes to; the penalty no longer counts."))
    lines = PayLine.objects.filter(report=report, covered_days__gt=0).exclude(state=PayLineState.FAILED)
    held = lines.select_related("batch").first()
    if held is None:
        return
    if held.batch.state == BatchState.FROZEN:
        raise ApprovalError(
            _("This month is in a payment that is frozen: its penalty stays. Ask for a correction on the page of the "
              "contract.")
        )  # fmt: skip
    raise ApprovalError(_("This month is in a batch being computed. Throw that draft away first."))
