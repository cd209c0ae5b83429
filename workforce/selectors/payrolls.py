"""The payroll of a batch as a workbook: who is paid what to which account; it goes out, and comes back with results."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from u2t.core.exports import Column, Sheet
from u2t.core.templatetags.u2t import local_name
from workforce.banking import Bank
from workforce.choices import PayLineState, WorkerType
from workforce.models import PayBatch, PayLine, Placement
from workforce.wording import explained, month_name

#: The columns that say which payment a row is, and what the bank said of it.
REFERENCE, RESULT, WHY = _("Reference"), _("Result"), _("Why the bank did not pay")
PAID, FAILED = _("paid"), _("failed")

COLUMNS = (
    Column(_("Number"), "", 8),
    Column(_("Name"), "", 30),
    Column(_("National ID"), "", 18),
    Column(_("Type of worker"), "", 14),
    Column(_("Province"), "", 16),
    Column(_("Amphoe"), "", 16),
    Column(_("Tambon"), "", 16),
    Column(_("How it was computed"), "", 34),
    Column(_("Wage due"), "", 14),
    Column(_("Tax"), "", 12),
    Column(_("Paid (baht)"), "", 14),
    Column(_("Bank"), "", 24),
    Column(_("Account number"), "", 18),
    Column(_("Name on the account"), "", 30),
    Column(REFERENCE, "", 12),
    Column(RESULT, "", 10),
    Column(WHY, "", 30),
)


def sheet_of(batch: PayBatch) -> Sheet:
    """Return the payroll of a batch by name, with accounts and national IDs in full: only for who pays."""
    name = f"{month_name(batch.period.month)} {gettext('Batch')} {batch.number}"
    notes = [f"{local_name(batch.period.university)} · {name}"]
    return Sheet(name=name[:31], columns=COLUMNS, rows=_rows(batch), notes=notes)


def _rows(batch: PayBatch) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(_lines(batch).iterator(chunk_size=500), start=1):
        person, account = line.contract.person, line.account
        state = {PayLineState.PAID: str(PAID), PayLineState.FAILED: str(FAILED)}.get(PayLineState(line.state), "")
        yield (
            number, person.full_name, str(person.national_id), str(WorkerType(line.contract.worker_type).label),
            line.province, line.amphoe, line.tambon, explained(line), line.gross, line.withheld, line.net,
            str(Bank(account.bank).label) if account else "", account.number if account else "",
            account.holder if account else "", str(line.pk), state, line.failure,
        )  # fmt: skip


def _lines(batch: PayBatch) -> "QuerySet[PayLine, Any]":
    place = Placement.objects.filter(contract=OuterRef("contract"), is_cancelled=False).order_by("-during")
    up = {
        "tambon": "post__tambon__name_th", "amphoe": "post__tambon__parent__name_th",
        "province": "post__tambon__parent__parent__name_th",
    }  # fmt: skip
    rows = batch.lines.select_related("contract__person", "account", "batch__tax_rule")
    rows = rows.annotate(**{name: Subquery(place.values(path)[:1]) for name, path in up.items()})
    return rows.order_by("contract__person__sort_key", "pk")
