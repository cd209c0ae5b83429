"""Receipts: entered once, never above what a tambon was given, cancelled for a reason instead of being changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files, pictures
from u2t.core.access import key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.models import PrivateFile
from u2t.core.once import once
from workforce.models import Activity, BudgetLine, Spending
from workforce.money_choices import ActivityState
from workforce.permissions import Can
from workforce.selectors.balances import balance_of
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.wording import baht

_LONGEST = 500


class SpendingError(DomainError):
    """There is not so much money left, or the receipt does not stand any more."""


class SpendingInputError(InputError):
    """What was given of a receipt cannot be."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; `file` is its picture or PDF, `key` makes a second click find the first."""

    line: BudgetLine
    key: UUID
    spent_on: date
    payee: str
    document_number: str
    about: str
    amount: Decimal
    activity: Activity | None = None
    file: pictures.Brought | None = None


def enter(*, receipt: Receipt, by: User) -> Spending:
    """Enter a receipt of a tambon.

    Raises:
        SpendingError: it is more than is left; the message has what is.
    """
    require(by, Can.SPEND, receipt.line)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _enter(receipt, by, stored)
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


@transaction.atomic
def cancel(*, spending: Spending, reason: str, by: User) -> Spending:
    """Cancel a receipt that was entered wrongly; it stays to be seen, and its money is there again."""
    require(by, Can.CANCEL_SPENDING, spending)
    if not reason.strip() or len(reason.strip()) > _LONGEST:
        raise SpendingInputError(_("Say why."), extra={"field": "reason"})
    spending = Spending.objects.select_for_update(of=("self",)).select_related("line").get(pk=spending.pk)
    if spending.cancelled_at is not None:
        raise SpendingError(_("This receipt is cancelled already."))
    Holding.tambon(BudgetLine.objects.select_for_update().get(pk=spending.line_id))
    spending.cancelled_at, spending.cancelled_by, spending.cancel_reason = clock.now(), by, reason.strip()
    spending.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    audit.record(action="spending.cancelled", target=spending, by=by, reason=reason.strip())
    Figures.changed_in([spending.line.tambon_id])
    return spending


def look(*, spending: Spending, by: User) -> bytes:
    """Return the receipt itself; that somebody looked is remembered first."""
    require(by, Can.VIEW_SPENDING, spending)
    if spending.file is None:
        raise SpendingError(_("No file was brought with this receipt."))
    audit.record(action="spending.opened", target=spending, by=by)
    return files.read(spending.file)


def _enter(receipt: Receipt, by: User, stored: list[PrivateFile]) -> Spending:
    # All receipts of a line go through here one by one: two that only together are too much cannot both stand.
    rows = BudgetLine.objects.select_for_update(of=("self",)).select_related("category", "programme")
    line = rows.get(pk=receipt.line.pk)
    # A form sent again after its receipt was cancelled enters it anew.
    same = Spending.objects.standing().filter(key=receipt.key).first()
    if same is not None:
        return _the_same(same, receipt, by)
    Holding.tambon(line)
    _check(receipt, line)
    _check_left(line, receipt.amount)
    if receipt.file is not None:
        file = files.store_sealed(
            name=receipt.file.name, media_type=receipt.file.media_type, content=receipt.file.content, by=by
        )
        stored.append(file)
    said = _("This document of this payee is entered already. If it is another, give it its own number.")
    with once("spending_document_once", otherwise=SpendingError(said, extra={"field": "document_number"})):
        made = Spending.objects.create(
            line=line, activity=receipt.activity, key=receipt.key, spent_on=receipt.spent_on,
            payee=receipt.payee.strip(), document_number=receipt.document_number.strip(), about=receipt.about.strip(),
            amount=receipt.amount, file=stored[0] if stored else None, created_by_id=key_of(by),
            created_at=clock.now(),
        )  # fmt: skip
    changes = {"amount": (None, made.amount), "spent_on": (None, made.spent_on)}
    audit.record(action="spending.entered", target=made, by=by, changes=changes)
    Figures.changed_in([line.tambon_id])
    return made


def _the_same(there: Spending, receipt: Receipt, by: User) -> Spending:
    told = (there.line_id, there.amount, there.document_number, there.created_by_id)
    if told != (receipt.line.pk, receipt.amount, receipt.document_number.strip(), by.pk):
        raise SpendingError(_("This form was sent already with other figures. Open a new one."))
    return there


def _check(receipt: Receipt, line: BudgetLine) -> None:
    if line.is_payroll:
        raise SpendingInputError(_("Wages are paid by the payroll, not by receipts."), extra={"field": "line"})
    if receipt.amount <= 0:
        raise SpendingInputError(_("Enter an amount above zero."), extra={"field": "amount"})
    for name in ("payee", "document_number", "about"):
        if not getattr(receipt, name).strip():
            raise SpendingInputError(_("Fill this in: it stands on the receipt."), extra={"field": name})
    if not line.programme.starts_on <= receipt.spent_on <= min(clock.today(), line.programme.ends_on):
        raise SpendingInputError(
            _("The day lies outside the programme, or ahead."), extra={"field": "spent_on"}
        )  # fmt: skip
    _check_activity(receipt.activity, line)


def _check_activity(activity: Activity | None, line: BudgetLine) -> None:
    if activity is None:
        return
    whose = (activity.programme_id, activity.university_id, activity.tambon_id)
    if whose != (line.programme_id, line.university_id, line.tambon_id):
        raise SpendingInputError(_("This activity is of another tambon."), extra={"field": "activity"})
    if activity.state in {ActivityState.PLANNED, ActivityState.CANCELLED}:
        raise SpendingInputError(
            _("Money is spent for an activity under way or done. Begin it first."), extra={"field": "activity"}
        )


def _check_left(line: BudgetLine, amount: Decimal) -> None:
    left = balance_of(line).remaining
    if amount > left:
        raise SpendingError(
            _("%(left)s baht are left of what the tambon was given; this receipt is %(over)s baht more.")
            % {"left": baht(left), "over": baht(amount - left)},
            extra={"field": "amount", "left": str(left)},
        )
