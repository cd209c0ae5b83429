"""Where a wage lies that is not paid: why, who holds it and until when; the same for everybody who may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from u2t.core.templatetags.u2t import thai_date
from workforce.chain_choices import Decision
from workforce.choices import BatchState, PayLineState, PayMethod, ReportState
from workforce.models import Approval, BankAccount, Contract, MonthReport, PayBatch, PayLine, Period
from workforce.selectors.amounts import Answerers, awaited, proposals
from workforce.selectors.whose import Holders
from workforce.wording import baht, month_short

#: What is decided about an amount says nothing of where the report goes.
_AMOUNTS = (Decision.PROPOSED, Decision.AGREED, Decision.REFUSED, Decision.DROPPED, Decision.WAIVED)


@dataclass(frozen=True, slots=True)
class Lies:
    """Who holds a wage, whom to call, until when, and why it lies there, in words.

    `is_ours` tells that the university is to pay now; `lacks_account` that no account is confirmed to pay into;
    `failed` is the payment that failed and waits.
    """

    who: str
    telephones: tuple[str, ...] = ()
    due: date | None = None
    said: str = ""
    is_ours: bool = False
    lacks_account: bool = False
    failed: int | None = None


class Lying:
    """Where the wages of some contracts of a month lie, asked for all of them at once."""

    def __init__(self, contracts: Sequence[Contract], period: Period) -> None:
        self._period = period
        rows = MonthReport.objects.filter(contract__in=contracts, period=period).prefetch_related("step__certifiers")
        rows = rows.select_related("step", "contract__person", "contract__university", "period__university")
        self.reports = {one.contract_id: one for one in rows}
        reports = list(self.reports.values())
        self._holders = Holders(reports)
        self._reasons = last_reasons(reports)
        asked = proposals().filter(report__in=reports).select_related("by", "for_whom")
        self._proposed = {one.report_id: one for one in asked}
        self._answerers = Answerers([(one, self._proposed[one.pk]) for one in reports if one.pk in self._proposed])
        lines = PayLine.objects.filter(contract__in=contracts, period=period, covered_days__gt=0)
        newest = lines.order_by("contract", "-pk").distinct("contract").select_related("batch", "period")
        self._lines = {one.contract_id: one for one in newest}
        accounts = BankAccount.objects.confirmed().filter(person__in=[one.person_id for one in contracts])
        self._accounts = set(accounts.values_list("person", flat=True))
        people = [one.person_id for one in contracts]
        waiting = PayLine.objects.waiting().filter(
            contract__person__in=people, contract__university=period.university_id
        )
        failed = list(waiting.select_related("batch", "period", "contract").order_by("failed_at", "pk"))
        self._waiting = {one.contract_id: one for one in failed}
        # An account that sent money back is the same for every contract of the person.
        self._transfers = {one.contract.person_id: one for one in failed if one.account_id}
        self._by_transfer = _by_transfer(period)

    def of(self, contract: Contract) -> Lies:
        """Say of one contract."""
        report, person = self.reports.get(contract.pk), str(contract.person)
        if report is None or report.state in {ReportState.DRAFT, ReportState.RETURNED}:
            due = report.step_due_on if report is not None else None
            said = self._reasons.get(report.pk, "") if report is not None else ""
            return Lies(person, due=due or self._period.reports_due_on, said=said)
        if report.state == ReportState.SENT:
            return self._at_a_step(report)
        return self._approved(contract)

    def _at_a_step(self, report: MonthReport) -> Lies:
        proposal = self._proposed.get(report.pk)
        if proposal is not None:
            managers = self._answerers.of(report, proposal)
            numbers = tuple(dict.fromkeys(one.telephone for one in managers if one.telephone))
            return Lies(awaited(report, managers), numbers, report.step_due_on, _proposed(proposal))
        held = self._holders.of(report)
        return Lies(held.who, held.telephones, report.step_due_on, self._reasons.get(report.pk, ""))

    def _approved(self, contract: Contract) -> Lies:
        line = self._lines.get(contract.pk)
        waiting = self._waiting.get(contract.pk) or self._transfers.get(contract.person_id)
        office = self._holders.office(contract)
        is_due = line is not None and line.state == PayLineState.DUE
        if line is not None and is_due and (line.batch.state == BatchState.FROZEN or waiting is None):
            due = self._period.pay_on if line.batch.state == BatchState.DRAFT else line.batch.pay_on
            return Lies(office.who, office.telephones, due, is_ours=True)
        if waiting is not None:
            return self._after_a_failure(contract, waiting)
        is_failed = line is not None and line.state == PayLineState.FAILED
        failure = _mended(line) if line is not None and is_failed else ""
        due = line.batch.pay_on if line is not None and is_failed else self._period.pay_on
        if contract.person_id not in self._accounts and self._by_transfer:
            said = gettext("No bank account is confirmed to pay into.")
            return Lies(str(contract.person), due=due, said=" ".join(filter(None, [failure, said])), lacks_account=True)
        return Lies(office.who, office.telephones, due, failure, is_ours=True)

    def _after_a_failure(self, contract: Contract, failed: PayLine) -> Lies:
        """Say that a wage waits because a payment failed, of this month or another; a cheque is the office's again."""
        said, due = failed_words(failed), failed.batch.pay_on
        if failed.account_id is None:
            office = self._holders.office(contract)
            waits = gettext("It waits until the university lets it be paid again.")
            return Lies(office.who, office.telephones, due, f"{said} {waits}", is_ours=True, failed=failed.pk)
        waits = gettext("It waits until %(person)s confirms an account.") % {"person": contract.person}
        lacks = contract.person_id not in self._accounts
        return Lies(str(contract.person), due=due, said=f"{said} {waits}", lacks_account=lacks, failed=failed.pk)


def failed_words(line: PayLine) -> str:
    """Say which payment failed, when and why."""
    said = gettext("The payment of %(month)s failed on %(day)s: %(why)s.")
    day = thai_date(timezone.localdate(line.failed_at)) if line.failed_at else ""
    return said % {"month": month_short(line.period.month), "day": day, "why": line.failure.rstrip(". ")}


def _mended(line: PayLine) -> str:
    if line.retry_reason:
        said = gettext("It is paid again: %(reason)s.") % {"reason": line.retry_reason.rstrip(". ")}
    else:
        said = gettext("An account was confirmed since.")
    return f"{failed_words(line)} {said}"


def last_reasons(reports: Iterable[MonthReport]) -> dict[int, str]:
    """Return why each of some reports was returned or reopened last, as long as its holder is to mend that."""
    open_ = {one.pk: one for one in reports if one.state in {ReportState.RETURNED, ReportState.SENT}}
    rows = Approval.objects.filter(report__in=open_).exclude(decision__in=_AMOUNTS)
    found: dict[int, str] = {}
    for one in rows.order_by("report", "-pk").distinct("report"):
        report = open_[one.report_id]
        is_his = report.state == ReportState.RETURNED or one.returned_to_id == report.step_id
        if one.decision in {Decision.RETURNED, Decision.REOPENED} and is_his:
            found[report.pk] = one.reason
    return found


def _by_transfer(period: Period) -> bool:
    """Tell whether wages of a month are paid into accounts: as its batches are, else as the last of the university."""
    methods = set(PayBatch.objects.filter(period=period).values_list("method", flat=True))
    if methods:
        return PayMethod.TRANSFER in methods
    last = PayBatch.objects.filter(period__university=period.university_id).order_by("-pk").first()
    return last is None or last.method == PayMethod.TRANSFER


def _proposed(proposal: Approval) -> str:
    said = gettext("%(who)s proposes %(amount)s baht for this month; a second person has to agree.")
    return said % {"who": taker_of(proposal), "amount": baht(proposal.amount or Decimal(0))}


def taker_of(approval: Approval) -> str:
    """Return who decided, and for whom."""
    if approval.for_whom is None:
        return str(approval.by)
    return gettext("%(deputy)s for %(holder)s") % {"deputy": approval.by, "holder": approval.for_whom}
