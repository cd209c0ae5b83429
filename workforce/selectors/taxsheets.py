"""Lists for the Revenue Department as workbooks, with national IDs and addresses in full: only for who pays."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.models import University
from u2t.core.exports import Column, Sheet
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.models import PayLine
from workforce.pay_choices import IncomeClass
from workforce.selectors.papers import address_of
from workforce.selectors.taxyears import people_paid_in, withheld_in
from workforce.wording import month_name

_WHO = (
    Column(_("Number"), "", 8),
    Column(_("National ID"), "", 18),
    Column(_("Name"), "", 30),
    Column(_("Address"), "", 60),
)
_YEAR = (*_WHO, Column(_("Payments"), "", 10), Column(_("Paid in the year"), "", 16), Column(_("Tax withheld"), "", 14))
_MONTH = (
    *_WHO,
    Column(_("Paid on"), "", 14),
    Column(_("Class of income"), "", 10),
    Column(_("Rate (per cent)"), "", 10),
    Column(_("Wage due"), "", 14),
    Column(_("Tax withheld"), "", 14),
    Column(_("Condition"), "", 10),
)
_FORMS = ("ภ.ง.ด.1", "ภ.ง.ด.3")


def year_sheet(university: University, year: int) -> Sheet:
    """Return everybody paid in a tax year by name."""
    notes = [f"{local_name(university)} · {gettext('Tax year')} {year}"]
    return Sheet(name=str(year), columns=_YEAR, rows=_year_rows(university, year), notes=notes)


def month_sheets(university: University, month: date) -> list[Sheet]:
    """Return what was withheld in a calendar month, a sheet for each of the returns it goes on."""
    lines = list(withheld_in(university, month))
    notes = [f"{local_name(university)} · {month_name(month)}", gettext("Condition 1: withheld from the payment.")]
    return [Sheet(name=form, columns=_MONTH, rows=_month_rows(lines, form), notes=notes) for form in _FORMS]


def _year_rows(university: University, year: int) -> Iterator[tuple[Any, ...]]:
    rows = people_paid_in(university, year).order_by("sort_key", "pk")
    for number, person in enumerate(rows.iterator(chunk_size=500), start=1):
        yield (
            number, person.national_id or gettext("missing"), person.full_name,
            address_of(person) or gettext("missing"), person.payments, person.gross, person.withheld,
        )  # fmt: skip


def _month_rows(lines: list[PayLine], form: str) -> Iterator[tuple[Any, ...]]:
    chosen = [line for line in lines if _form_of(line) == form]
    for number, line in enumerate(chosen, start=1):
        person, rule = line.contract.person, line.batch.tax_rule
        rate = rule.brackets[0]["rate"] if rule and len(rule.brackets) == 1 else ""
        yield (
            number, person.national_id or gettext("missing"), person.full_name,
            address_of(person) or gettext("missing"), thai_date(line.paid_on), rule.income_class if rule else "", rate,
            line.gross, line.withheld, "1",
        )  # fmt: skip


def _form_of(line: PayLine) -> str:
    """Return the return a payment goes on; without a class it is hire of service."""
    rule = line.batch.tax_rule
    return IncomeClass(rule.income_class).form if rule else IncomeClass.SERVICE.form
