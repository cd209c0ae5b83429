"""Files for the bank: the format laid down, one file for the own bank and one for others, and what came back."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import University, User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.exports import write_xlsx
from workforce import answering, transferring
from workforce.banking import Bank
from workforce.choices import BatchState
from workforce.models import PayBatch, TransferFormat
from workforce.permissions import Can
from workforce.selectors.payrolls import sheet_of
from workforce.selectors.transfers import OWN, format_of, own_bank_of, payments_of
from workforce.transferring import FormatError


class TransferError(DomainError):
    """A batch is not in a state for a transfer."""


class TransferInputError(InputError):
    """What was given of a format cannot be."""


@dataclass(frozen=True, slots=True)
class TransferFile:
    """A file for the bank, with how many payments it holds."""

    name: str
    content: bytes
    count: int


@transaction.atomic
def lay_down(*, university: University, bank: str, written: Any, by: User) -> TransferFormat:
    """Lay down the format the university's bank takes; files made before stay what they were."""
    require(by, Can.TRANSFER_PAYROLL, university)
    if bank not in Bank.values:
        raise TransferInputError(_("Choose a bank."), extra={"field": "bank"})
    try:
        checked = transferring.checked(written)
        if "answer" in checked:
            answering.checked(checked["answer"])
    except FormatError as error:
        raise TransferInputError(str(error), extra={"field": "written"}) from error
    University.objects.select_for_update().get(pk=university.pk)
    last = TransferFormat.objects.filter(university=university).order_by("-version").first()
    if last is not None and (last.bank, last.written) == (bank, checked):
        return last
    made = TransferFormat.objects.create(
        university=university, version=last.version + 1 if last else 1, bank=bank, written=checked, created_by=by,
        created_at=clock.now(),
    )  # fmt: skip
    audit.record(action="transferformat.laid_down", target=made, by=by, changes={"bank": (None, bank)})
    return made


@transaction.atomic
def write(*, batch: PayBatch, which: str, by: User) -> TransferFile:
    """Write the file of a frozen batch for accounts of the own bank, or of all others; that it was taken is kept.

    It holds what waits to be paid: until something of the batch is settled, it is the same bytes each time. Taken after
    the day of payment it names the day it is taken on: no bank pays in the past.
    """
    require(by, Can.TRANSFER_PAYROLL, batch)
    if batch.state != BatchState.FROZEN:
        raise TransferError(_("Freeze the batch first."))
    period = batch.period
    payments = payments_of(batch, is_own=which == OWN)
    if not payments:
        raise TransferError(_("Nobody in this batch waits to be paid to such an account."))
    try:
        content = transferring.compose(
            format_of(period.university_id), payments, paid_on=max(batch.pay_on, clock.today()),
            university=period.university_id,
        )  # fmt: skip
    except FormatError as error:
        raise TransferError(str(error)) from error
    sums = {"count": (None, len(payments)), "sha256": (None, hashlib.sha256(content).hexdigest())}
    audit.record(action="paybatch.transferred", target=batch, by=by, changes={"bank": (None, which), **sums})
    name = f"{period.university_id}-{period.month:%Y-%m}-{batch.number}-{which}-{own_bank_of(period.university_id)}.txt"
    return TransferFile(name, content, len(payments))


@transaction.atomic
def workbook(*, batch: PayBatch, by: User) -> TransferFile:
    """Write the payroll of a batch as XLSX, with national IDs and accounts in full; that it was taken is kept."""
    require(by, Can.TRANSFER_PAYROLL, batch)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "payroll.xlsx"
        count = sum(write_xlsx(path, [sheet_of(batch)]).values())
        content = path.read_bytes()
    audit.record(action="paybatch.taken", target=batch, by=by, changes={"count": (None, count)})
    name = f"{batch.period.university_id}-{batch.period.month:%Y-%m}-{batch.number}.xlsx"
    return TransferFile(name, content, count)
