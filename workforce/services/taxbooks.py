"""Lists for the Revenue Department: taken by who pays, and each taking remembered."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from tambon.models import University, User
from u2t.core import audit
from u2t.core.access import require
from u2t.core.exports import Sheet, write_xlsx
from workforce.permissions import Can
from workforce.selectors.taxsheets import month_sheets, year_sheet
from workforce.services.transfers import TransferFile


@transaction.atomic
def of_year(*, university: University, year: int, by: User) -> TransferFile:
    """Write everybody paid in a tax year, with national IDs and addresses in full."""
    require(by, Can.TRANSFER_PAYROLL, university)
    file = _written([year_sheet(university, year)], f"tax-{university.pk}-{year}.xlsx")
    changes = {"year": (None, year), "count": (None, file.count)}
    audit.record(action="taxyear.taken", target=university, by=by, changes=changes)
    return file


@transaction.atomic
def of_month(*, university: University, month: date, by: User) -> TransferFile:
    """Write what was withheld from the payments of a calendar month, by the return it goes on."""
    require(by, Can.TRANSFER_PAYROLL, university)
    file = _written(month_sheets(university, month), f"tax-{university.pk}-{month:%Y-%m}.xlsx")
    changes = {"month": (None, f"{month:%Y-%m}"), "count": (None, file.count)}
    audit.record(action="taxmonth.taken", target=university, by=by, changes=changes)
    return file


def _written(sheets: list[Sheet], name: str) -> TransferFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tax.xlsx"
        count = sum(write_xlsx(path, sheets).values())
        return TransferFile(name, path.read_bytes(), count)
