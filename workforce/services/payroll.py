"""Wages of a month: computed for those who are ready, computed anew, frozen, and what the bank said of each."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.text import normalise
from workforce.choices import AdjustmentState, BatchState, PayLineState, PayMethod
from workforce.models import Adjustment, Contract, MonthReport, PayBatch, PayLine, Period, Receivable, Repayment
from workforce.permissions import Can
from workforce.selectors.pay import changed_since, worked_in
from workforce.selectors.taxes import rule_on
from workforce.services import receivables
from workforce.services.figures import Figures
from workforce.services.recount import Recount
from workforce.services.telling import Telling
from workforce.services.wages import Wages

#: How many people a refusal names.
_NAMED = 10


class PayrollError(DomainError):
    """The payroll is not in a state for what was asked."""


class PayrollInputError(InputError):
    """What was given of a payment cannot be."""


@transaction.atomic
def compute(*, period: Period, by: User, method: str | None = None) -> PayBatch:
    """Compute the draft batch of a month anew: everybody whose report is approved and who is not paid yet.

    Whose payment failed is in none until an account was confirmed since, or `pay_again`. By transfer only those are in
    it whose account is confirmed; without a `method` the draft keeps its own, a new one is paid by cheque or cash. The
    same reports always give the same lines, however often it is computed.
    """
    require(by, Can.CHANGE_PAYROLL, period)
    period = Period.objects.select_for_update(of=("self",)).select_related("rules").get(pk=period.pk)
    # Who freezes it meanwhile is waited for: then it is no draft any more, and another batch is begun.
    draft = PayBatch.objects.select_for_update(of=("self",)).filter(period=period, state=BatchState.DRAFT)
    batch = draft.first()
    if batch is None:
        number = PayBatch.objects.filter(period=period).count() + 1
        batch = PayBatch.objects.create(
            period=period, number=number, pay_on=max(period.pay_on, clock.today()), created_by_id=key_of(by),
            created_at=clock.now(),
        )  # fmt: skip
    batch.method = PayMethod(method) if method else batch.method
    batch.pay_on = max(period.pay_on, clock.today())
    batch.tax_rule = rule_on(period.university_id, batch.pay_on)
    Wages.discard(batch)
    if not Wages.compute(batch):
        raise PayrollError(_nobody(batch))
    batch.version += 1
    batch.save(update_fields=["version", "method", "pay_on", "tax_rule"])
    audit.record(action="paybatch.computed", target=batch, by=by)
    return batch


@transaction.atomic
def freeze(*, batch: PayBatch, by: User, version: int) -> PayBatch:
    """Freeze a batch: from now on nothing in it changes, and everybody in it sees what is paid and when."""
    require(by, Can.CHANGE_PAYROLL, batch)
    batch = _locked(batch)
    if batch.state == BatchState.FROZEN:
        return batch
    if version != batch.version:
        raise StaleError(_("This batch was computed anew since you opened it. Open it again and look."), of=batch)
    stale = batch.lines.exclude(report__state="approved").count()
    if stale:
        raise PayrollError(_("%(count)d reports were reopened since. Compute the batch again.") % {"count": stale})
    _check_tax(batch)
    _check_nothing_changed(batch)
    _say_what_is_paid(batch, by)
    batch.state, batch.frozen_at = BatchState.FROZEN, clock.now()
    batch.version += 1
    batch.save(update_fields=["state", "frozen_at", "version"])
    audit.record(action="paybatch.frozen", target=batch, by=by)
    _tell(batch.lines.all(), "payline.due", batch, on=batch.pay_on)
    return batch


def _check_tax(batch: PayBatch) -> None:
    """Stop where the day of payment is past, or another rule of tax goes for it than the lines were computed by."""
    if batch.pay_on < clock.today() or rule_on(batch.period.university_id, batch.pay_on) != batch.tax_rule:
        raise PayrollError(
            _("The day of payment has passed, or the rule of tax has changed since. Compute the batch again.")
        )


def _check_nothing_changed(batch: PayBatch) -> None:
    """Stop where a line would be another if it were computed now: a contract, an account, a report or a correction."""
    stale = Wages.stale(batch)
    if not stale:
        return
    people = Contract.objects.filter(pk__in=stale).select_related("person").order_by("person__sort_key", "pk")
    names = ", ".join(str(one.person) for one in people[:_NAMED])
    more = _(" and %(more)s more") % {"more": len(stale) - _NAMED} if stale[_NAMED:] else ""
    said = _("Something changed since this batch was computed, for: %(people)s. Compute the batch again.")
    raise PayrollError(said % {"people": names + more})


@transaction.atomic
def settle(
    *, batch: PayBatch, paid_on: date, failures: dict[int, str], by: User, only: Collection[int] | None = None
) -> int:
    """Enter that a batch was paid on a day; `failures` says for a line why the bank did not. Return how many are paid.

    Those that failed make room for another payment, which waits until the person confirms an account anew, or
    `pay_again`. With `only` the other lines stay to be paid.
    """
    require(by, Can.CHANGE_PAYROLL, batch)
    batch = _locked(batch)
    if batch.state != BatchState.FROZEN:
        raise PayrollError(_("Freeze the batch first."))
    if paid_on > clock.today():
        raise PayrollInputError(_("The day of payment cannot lie ahead."), extra={"field": "paid_on"})
    if batch.frozen_at is not None and paid_on < timezone.localdate(batch.frozen_at):
        raise PayrollInputError(_("The batch was frozen after this day."), extra={"field": "paid_on"})
    due = batch.lines.filter(state=PayLineState.DUE)
    if only is not None:
        due = due.filter(pk__in=only)
    # What the bank sends back days later was paid as far as anybody knew.
    standing = batch.lines.filter(state__in=[PayLineState.DUE, PayLineState.PAID])
    unknown = set(failures) - set(standing.values_list("pk", flat=True))
    if unknown:
        raise PayrollInputError(_("Some of the payments named are not in this batch, or are settled."))
    for failure in set(failures.values()):
        keys = [key for key, said in failures.items() if said == failure]
        standing.filter(pk__in=keys).update(
            state=PayLineState.FAILED, failure=failure, failed_at=clock.now(), paid_on=None
        )
    _tell(batch.lines.filter(pk__in=failures), "payline.failed", batch)
    _claim_no_more(batch, failures, by)
    _count_again(batch, failures, by)
    _ask_again(batch, failures, by)
    whom = due.exclude(pk__in=failures)
    _tell(whom, "payline.paid", batch, on=paid_on)
    paid = whom.update(state=PayLineState.PAID, paid_on=paid_on)
    Figures.changed_in(batch.lines.values_list("contract__placements__post__tambon", flat=True).distinct())
    audit.record(
        action="paybatch.settled", target=batch, by=by, changes={"paid": (None, paid), "failed": (None, len(failures))}
    )
    return paid


@transaction.atomic
def settle_shown(*, batch: PayBatch, paid_on: date, shown: Collection[int], failures: dict[int, str], by: User) -> int:
    """Enter what a page says of the payments it showed, and of no others; the very same said again changes nothing.

    Raises:
        StaleError: something else was entered of one of them since.
    """
    require(by, Can.CHANGE_PAYROLL, batch)
    batch = _locked(batch)
    lines = list(batch.lines.filter(pk__in=shown))
    if lines and len(lines) == len(shown) and all(_is_entered(one, paid_on, failures.get(one.pk, "")) for one in lines):
        return sum(one.state == PayLineState.PAID for one in lines)
    if len(lines) != len(shown) or any(one.state != PayLineState.DUE for one in lines):
        raise StaleError(_("Something was entered of some of these payments since you opened the page. Look again."))
    return settle(batch=batch, paid_on=paid_on, failures=failures, only=shown, by=by)


def _is_entered(line: PayLine, paid_on: date, failure: str) -> bool:
    if failure:
        return (line.state, line.failure) == (PayLineState.FAILED, failure)
    return (line.state, line.paid_on) == (PayLineState.PAID, paid_on)


@transaction.atomic
def pay_again(*, line: PayLine, reason: str, by: User) -> PayLine:
    """Let the next batch pay somebody whose payment failed, though no account was confirmed since: to the same one.

    What else of the contract failed and waits is paid again too. Said twice is said once.
    """
    require(by, Can.CHANGE_PAYROLL, line.batch)
    Contract.objects.select_for_update(of=("self",)).get(pk=line.contract_id)
    waiting = list(PayLine.objects.waiting().filter(contract=line.contract_id).select_for_update(of=("self",)))
    line = PayLine.objects.select_related("contract__person").get(pk=line.pk)
    reason = normalise(reason)
    if reason and line.retry_reason == reason:
        return line
    if line.contract.person.user_id == by.pk:
        raise PayrollError(_("Nobody decides about the own wage."))
    if line not in waiting:
        raise PayrollError(_("This payment does not wait: it did not fail, or the next batch pays it already."))
    if not reason:
        raise PayrollInputError(_("Say why."), extra={"field": "reason"})
    PayLine.objects.filter(pk__in=[one.pk for one in waiting]).update(retry_reason=reason)
    events = [(one, {"retry_reason": ("", reason)}, reason) for one in waiting]
    audit.record_many(action="payline.pay_again", by=by, events=events)
    line.retry_reason = reason
    return line


@transaction.atomic
def discard(*, batch: PayBatch, by: User) -> None:
    """Throw a draft away, so that reports in it can be reopened; the corrections in it wait again."""
    require(by, Can.CHANGE_PAYROLL, batch)
    batch = _locked(batch)
    if batch.state != BatchState.DRAFT:
        raise PayrollError(_("A frozen batch is never thrown away."))
    audit.record(action="paybatch.discarded", target=batch, by=by)
    Wages.discard(batch)
    batch.delete()


def _say_what_is_paid(batch: PayBatch, by: User) -> None:
    """Let reports say what is paid for them where a contract changed after they were approved; that is remembered."""
    changed = list(changed_since(batch))
    for line in changed:
        line.report.amount = line.earned
    MonthReport.objects.bulk_update([line.report for line in changed], ["amount"])
    events = [(line.report, {"amount": (str(line.approved), str(line.earned))}, "") for line in changed]
    audit.record_many(action="monthreport.recounted", by=by, events=events)


def _tell(lines: QuerySet[PayLine], kind: str, batch: PayBatch, on: date | None = None) -> None:
    rows = lines.exclude(contract__person__user=None)
    Telling.workers(rows.values_list("contract__person__user", "report"), kind, batch.period, on=on)


def _claim_no_more(batch: PayBatch, failures: Collection[int], by: User) -> None:
    """Cancel what is claimed back of payments that did not stand: nobody owes what never came.

    Where money came back for a claim already, people look at it: the receipts stand.
    """
    came = Repayment.objects.standing().filter(receivable=OuterRef("pk"))
    claims = Receivable.objects.standing().filter(~Exists(came), period=batch.period_id)
    for line in batch.lines.filter(pk__in=failures, covered_days__gt=0):
        for claim in claims.filter(contract=line.contract_id).order_by("pk"):
            receivables.cancel(receivable=claim, reason=line.failure, version=claim.version, by=by)


def _count_again(batch: PayBatch, failures: Collection[int], by: User) -> None:
    """Let the reports whose payment failed count the days the contract covers now: while it was frozen they stood."""
    lines = batch.lines.filter(pk__in=failures, covered_days__gt=0)
    for line in lines.select_related("report__contract", "report__period").order_by("pk"):
        if line.covered_days != worked_in(line.report).covered_days:
            Recount.covering(line.report.contract, batch.period.during, reason=line.failure, by=by)
            if _is_corrected(line):
                Recount.no_more_than(line.report, line.earned, reason=line.failure, by=by)


def _is_corrected(line: PayLine) -> bool:
    """Tell whether another wage took in what was added to this month: that stands, whatever the bank sends back."""
    taken = Adjustment.objects.filter(contract=line.contract_id, period=line.period_id, state=AdjustmentState.AGREED)
    standing = taken.filter(amount__gt=0, line__batch__state=BatchState.FROZEN).exclude(line__state=PayLineState.FAILED)
    return standing.exists()


def _ask_again(batch: PayBatch, failures: Collection[int], by: User) -> None:
    """Let corrections of payments that did not stand, and that no wage took in, be decided anew.

    The month is paid by the contract as it stands now: a correction that paid days added since would pay them twice.
    """
    failed = batch.lines.filter(pk__in=failures, covered_days__gt=0)
    is_open = Q(line=None) | Q(line__state=PayLineState.FAILED) | Q(line__batch__state=BatchState.DRAFT)
    rows = Adjustment.objects.filter(is_open, contract__in=failed.values("contract"), period=batch.period_id)
    rows = rows.filter(state=AdjustmentState.AGREED).exclude(receivables__in=Receivable.objects.standing())
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    Adjustment.objects.filter(pk__in=[one.pk for one in found]).update(
        state=AdjustmentState.ASKED, decided_by=None, decided_at=None, answer="", line=None, version=F("version") + 1
    )
    events = [(one, {"state": (AdjustmentState.AGREED, AdjustmentState.ASKED)}, "") for one in found]
    audit.record_many(action="adjustment.reopened", by=by, events=events)


def _nobody(batch: PayBatch) -> str:
    if batch.method == PayMethod.TRANSFER:
        return _(
            "Nobody is ready: no approved report of this month is of somebody whose account is confirmed, and after a "
            "payment that failed confirmed anew."
        )
    return _(
        "Nobody is ready to be paid: no approved report of this month waits for payment. Whose payment failed waits "
        "until an account is confirmed, or until you let it be paid again."
    )


def _locked(batch: PayBatch) -> PayBatch:
    return PayBatch.objects.select_for_update(of=("self",)).select_related("period").get(pk=batch.pk)
