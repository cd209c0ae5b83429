"""Months, wages and what is known of people in words: for pages, lists, workbooks and papers."""

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from u2t.core.templatetags.u2t import is_thai, number, short, thai_date
from workforce.models import PayLine, TaxRule

_ERA = 543


_OF_PERSON = {
    "rank": gettext_lazy("Rank or academic title"),
    "title": gettext_lazy("Title"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Surname"),
    "id_kind": gettext_lazy("National ID"),
    "born_on": gettext_lazy("Date of birth"),
    "birth_precision": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "telephone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "domicile": gettext_lazy("Tambon of the house registration"),
    "registered_address": gettext_lazy("Address"),
    "current_address": gettext_lazy("Address"),
}


def of_person(field: str) -> str:
    """Name a field of a person."""
    return str(_OF_PERSON.get(field, field))


def month_name(month: date) -> str:
    """Say a month: พฤศจิกายน 2564."""
    name = formats.date_format(month, "F")
    return f"{name} {month.year + _ERA}" if is_thai() else f"{name} {month.year}"


def month_short(month: date) -> str:
    """Say a month in a narrow column: พ.ย. 64."""
    return " ".join((thai_date(month).split()[1], str(month.year + _ERA if is_thai() else month.year)[2:]))


def month_code(month: date) -> str:
    """Write a month as filters take it: 2564-11."""
    return f"{month.year + _ERA}-{month:%m}"


def baht(amount: Decimal) -> str:
    """Write an amount: satang only where there are any."""
    return number(amount, 2 if amount % 1 else 0)


def explained(line: PayLine) -> str:
    """Say a wage as it was computed: "15,000 - 2 days x 500 = 14,000"."""
    said = baht(line.wage)
    if not line.covered_days:
        said = _("correction of an earlier month")
    elif not line.worth:
        said = _("these days were paid with an earlier month")
    elif line.worth != 1:
        said = _worth(line)
    elif line.covered_days != line.period_days:
        days = {"wage": baht(line.monthly_wage), "covered": line.covered_days, "days": line.period_days}
        longer = line.covered_days > line.period_days
        said = (
            _("%(wage)s × %(covered)s days ÷ %(days)s") if longer else _("%(wage)s × %(covered)s of %(days)s days")
        ) % days
    if line.deduction and line.deduction != line.absent_days * line.per_day:
        said = f"{said} − {baht(line.deduction)}"
    elif line.deduction:
        days = {"said": said, "days": number(line.absent_days, 1 if line.absent_days % 1 else 0)}
        said = _("%(said)s − %(days)s days × %(per_day)s") % (days | {"per_day": baht(line.per_day)})
    said = _agreed(line, _fined(line, said))
    if line.adjusted and line.covered_days:
        said = f"{said} {'+' if line.adjusted > 0 else '−'} {baht(abs(line.adjusted))}"
    said = f"{said} = {baht(line.gross)}" if said != baht(line.gross) else said
    return f"{said} − {_taxed(line)} = {baht(line.net)}" if line.withheld else said


def _worth(line: PayLine) -> str:
    """Say what a period beside a change of the cut-off day pays."""
    values = {"wage": baht(line.monthly_wage), "months": number(line.worth, 4)}
    if line.covered_days == line.period_days:
        return _("%(wage)s × %(months)s months") % values
    days = {"covered": line.covered_days, "days": line.period_days}
    return _("%(wage)s × %(months)s months × %(covered)s of %(days)s days") % (values | days)


def _fined(line: PayLine, said: str) -> str:
    """Say what is taken for work delivered late, where the cap stopped it, and what of it was waived."""
    if not line.penalty:
        return said
    values = {"said": said, "days": line.late_days, "per_day": baht(line.late_per_day), "amount": baht(line.penalty)}
    if line.penalty != line.late_days * line.late_per_day:
        said = _("%(said)s − penalty %(amount)s (at most; %(days)s days late × %(per_day)s)") % values
    else:
        said = _("%(said)s − penalty %(days)s days late × %(per_day)s") % values
    if not line.waived:
        return said
    return _("%(said)s + penalty waived %(amount)s") % {"said": said, "amount": baht(line.waived)}


def _agreed(line: PayLine, said: str) -> str:
    """Say how far two approvers went above or below the rules, if they did."""
    if not line.agreed:
        return said
    values = {"said": said, "amount": baht(abs(line.agreed))}
    if line.agreed > 0:
        return _("%(said)s + %(amount)s (amount agreed by two)") % values
    return _("%(said)s − %(amount)s (amount agreed by two)") % values


def _taxed(line: PayLine) -> str:
    """Say what is withheld; by one rate, with it."""
    rule = line.batch.tax_rule
    if rule is None or len(rule.brackets) != 1:
        return _("tax withheld %(amount)s") % {"amount": baht(line.withheld)}
    values = {"rate": short(Decimal(rule.brackets[0]["rate"])), "amount": baht(line.withheld)}
    return _("tax withheld %(rate)s %% %(amount)s") % values


def withheld_by(rule: TaxRule) -> list[str]:
    """Say what a rule withholds, a line for each rate."""
    said = [_("from payments of %(amount)s baht") % {"amount": baht(rule.floor)}] if rule.floor else []
    for one in rule.brackets:
        values = {"rate": short(Decimal(one["rate"])), "above": baht(Decimal(one["above"]))}
        said.append(_("%(rate)s %% of what lies above %(above)s baht") % values)
    return said
