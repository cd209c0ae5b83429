"""What rows say of the contract itself: its number, once in the university; the day of signing; the wage."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from u2t.core.importing import issues
from workforce.importing.columns import written
from workforce.importing.ground import in_parts
from workforce.importing.lines import Check, Line
from workforce.models import Contract

issues.add(
    {
        "contract_number_twice": (
            _("The same contract number also stands at row %(line)s."),
            _("Correct one of the two numbers, or leave it empty: the row then gets the next number of the year."),
        ),
        "contract_number_known": (
            _("Another contract of your university has this number already."),
            _("Correct the number, or leave it empty: the row then gets the next number of the year."),
        ),
        "signed_ahead": (
            _("The day of signing lies ahead."),
            _("Correct the day. Whoever has not signed yet is hired on the pages of contracts."),
        ),
        "signed_after_end": (
            _("The contract would be signed after its last day, %(until)s."),
            _("Correct the day of signing, or the last day."),
        ),
        "signed_long_before": (
            _("The day of signing lies more than three months before the first day of work, %(since)s."),
            _("Look whether the year is right."),
        ),
        "wage_differs": (
            _("The terms pay this type %(wage)s baht a month; the contract is stored with the wage of the row."),
            _("Compare it with the contract. Leave the cell empty to store the wage of the terms."),
        ),
    }
)
_LONG = timedelta(days=92)
_DAY = timedelta(days=1)


def is_agreed(check: Check, line: Line) -> bool:
    """Look at the day of signing and the wage of a row; tell whether the row is good."""
    wage, of_terms = line.record.get("wage"), check.ground.wages[line.record["worker_type"]]
    if wage is not None and wage != of_terms:
        check.warn(line.line, "wage_differs", "wage", f"{wage:,}", wage=f"{of_terms:,}")
    signed = line.record.get("signed")
    if signed is None:
        return True
    first, after = line.days
    if signed > check.ground.today:
        return check.refuse(line.line, "signed_ahead", "signed", written(signed))
    if signed >= after:
        until = (after - _DAY).isoformat()
        return check.refuse(line.line, "signed_after_end", "signed", written(signed), until=until)
    if signed < first - _LONG:
        check.warn(line.line, "signed_long_before", "signed", written(signed), since=first.isoformat())
    return True


def numbered(check: Check, lines: list[Line]) -> list[Line]:
    """Keep the rows whose number no row above has, and no contract of the university."""
    numbers = {line.record["number"] for line in lines if line.record.get("number")}
    known: set[str] = set()
    for some in in_parts(numbers):
        rows = Contract.objects.filter(university=check.ground.university, number__in=some)
        known |= set(rows.values_list("number", flat=True))
    above: dict[str, int] = {}
    return [line for line in lines if _has_own_number(check, line, known, above)]


def _has_own_number(check: Check, line: Line, known: set[str], above: dict[str, int]) -> bool:
    number = line.record.get("number")
    if not number:
        return True
    if number in known:
        return check.refuse(line.line, "contract_number_known", "number", number)
    if above.setdefault(number, line.line) != line.line:
        return check.refuse(line.line, "contract_number_twice", "number", number, line=above[number])
    return True
