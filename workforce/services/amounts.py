"""An amount no rule gives: one approver proposes it, with reason and evidence; another person agrees or refuses."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, notifications
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.chain_choices import Decision
from workforce.models import Approval, MonthReport
from workforce.paying import pay_for
from workforce.permissions import Can
from workforce.selectors.amounts import agreers_of, proposal_of
from workforce.selectors.pay import full_wage, rules_for, worked_in
from workforce.services.approving import ApprovalError, ApprovalInputError, Turn
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.wording import baht

_SATANG = Decimal("0.01")
_ANSWERS = (Decision.AGREED, Decision.REFUSED, Decision.DROPPED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a month is to come to, why, and what shows it."""

    amount: Decimal
    reason: str
    evidence: str


@transaction.atomic
def propose(*, report: MonthReport, wanted: Wanted, by: User, version: int) -> MonthReport:
    """Propose what a month comes to, at the own step; until somebody else agrees nothing changes. Twice is once."""
    require(by, Can.DECIDE_REPORT, report)
    report = Turn.locked(report)
    standing = proposal_of(report)
    if standing is not None and _is_the_same(standing, wanted, by) and version == report.version - 1:
        return report
    report, step, stands_for = Turn.taken(report, by, version)
    if standing is not None:
        raise ApprovalError(_("An amount is proposed for this report: a second person has to answer first."))
    _check(report, wanted)
    made = Approval.objects.create(
        report=report, step=step, turn=report.turn, decision=Decision.PROPOSED, by=by, at=clock.now(),
        for_whom_id=stands_for, amount=wanted.amount, reason=wanted.reason.strip(), evidence=wanted.evidence.strip(),
    )  # fmt: skip
    _store(report)
    changes = {"amount": (None, str(wanted.amount))}
    audit.record(action="monthreport.amount_proposed", target=report, by=by, reason=made.reason, changes=changes)
    _tell(report, agreers_of(report, made), "monthreport.amount_proposed", wanted.amount)
    return report


@transaction.atomic
def answer(*, report: MonthReport, agreed: bool, answer: str, by: User, version: int) -> MonthReport:
    """Agree to the amount somebody else proposed, or refuse it saying why; who proposed it takes it back so."""
    require(by, Can.DECIDE_REPORT, report)
    report = Turn.locked(report)
    if version == report.version - 1 and _has_answered(report, by, agreed=agreed):
        return report
    if version != report.version:
        raise StaleError(_("This report was changed since you opened it. Open it again and look."), of=report)
    Holding.open(report.period)
    proposal = proposal_of(report)
    if proposal is None or proposal.amount is None:
        raise ApprovalError(_("No amount waits for an answer here."))
    decision = _decision(report, proposal, by, agreed=agreed, answer=answer)
    report.approvals.filter(pk=proposal.pk).update(is_standing=False)
    if decision == Decision.AGREED:
        _check_amount(report, proposal.amount)
        # What was agreed at an earlier step stands behind it: it is the amount again if this step falls.
        before = report.approvals.filter(decision=Decision.AGREED, is_standing=True, step=proposal.step)
        before.update(is_standing=False)
        report.agreed_amount = proposal.amount
    given: dict[str, Any] = {"amount": proposal.amount, "asked_by": proposal.by} if decision == Decision.AGREED else {}
    Approval.objects.create(
        report=report, step=proposal.step, turn=report.turn, decision=decision, by=by, at=clock.now(),
        reason=answer.strip(), **given,
    )  # fmt: skip
    _store(report)
    Figures.changed_for([report.contract])
    changes = {"amount": (str(proposal.amount), decision)}
    audit.record(action=f"monthreport.amount_{decision}", target=report, by=by, reason=answer, changes=changes)
    if decision != Decision.DROPPED:
        whom = [key for key in (proposal.by_id, proposal.for_whom_id) if key is not None]
        _tell(report, whom, f"monthreport.amount_{decision}", proposal.amount)
    return report


def _decision(report: MonthReport, proposal: Approval, by: User, *, agreed: bool, answer: str) -> Decision:
    """Return what an answer is; who proposed, or was stood in for, never agrees, and nobody about the own wage."""
    is_mine = by.pk in {proposal.by_id, proposal.for_whom_id}
    if is_mine and agreed:
        raise ApprovalError(_("A second person agrees: this amount was proposed by you or for you."))
    if is_mine:
        return Decision.DROPPED
    require(by, Can.AGREE_AMOUNT, report)
    if report.contract.person.user_id == by.pk:
        raise ApprovalError(_("Nobody decides about the own wage."))
    if not agreed and not answer.strip():
        raise ApprovalInputError(_("Say why it is refused."), extra={"field": "answer"})
    return Decision.AGREED if agreed else Decision.REFUSED


def _is_the_same(standing: Approval, wanted: Wanted, by: User) -> bool:
    given = (wanted.amount, wanted.reason.strip(), wanted.evidence.strip())
    return standing.by_id == by.pk and (standing.amount, standing.reason, standing.evidence) == given


def _has_answered(report: MonthReport, by: User, *, agreed: bool) -> bool:
    last = report.approvals.order_by("-pk").first()
    if last is None or last.by_id != by.pk or last.decision not in _ANSWERS:
        return False
    return agreed == (last.decision == Decision.AGREED)


def _check(report: MonthReport, wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise ApprovalInputError(_("Say why no rule gives the right amount."), extra={"field": "reason"})
    if not wanted.evidence.strip():
        raise ApprovalInputError(
            _("Name the evidence: a document with its number and day, for example."), extra={"field": "evidence"}
        )
    _check_amount(report, wanted.amount)


def _check_amount(report: MonthReport, amount: Decimal) -> None:
    if amount < 0 or amount != amount.quantize(_SATANG):
        raise ApprovalInputError(_("Write an amount in baht, with at most two decimals."), extra={"field": "amount"})
    most = full_wage(report.contract, report.period)
    if amount > most:
        said = _("By the contract this month comes to at most %(most)s baht.") % {"most": baht(most)}
        raise ApprovalInputError(said, extra={"field": "amount"})
    if amount == pay_for(worked_in(report), rules_for(report.period.rules)).gross:
        raise ApprovalInputError(_("The month comes to this amount already."), extra={"field": "amount"})


def _store(report: MonthReport) -> None:
    report.version += 1
    report.save(update_fields=["agreed_amount", "version"])


def _tell(report: MonthReport, whom: list[int], kind: str, amount: Decimal) -> None:
    link = reverse("monthreport-detail", args=[report.pk])
    said = {"month": report.period.month.isoformat(), "amount": str(amount)}
    notifications.tell_many(user_ids=whom, kind=kind, link=link, **said)
