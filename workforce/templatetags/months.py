"""Words and marks of the month."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.templatetags.u2t import is_thai, local_name, number, thai_date
from workforce.choices import ProblemState, ReportState
from workforce.models import MonthReport, PayLine, ProblemItem

register = template.Library()
_ERA = 543
_TONES = {
    ReportState.DRAFT: "quiet", ReportState.SENT: "info", ReportState.RETURNED: "bad", ReportState.APPROVED: "good",
}  # fmt: skip
_PROBLEM_TONES = {ProblemState.OPEN: "warn", ProblemState.IN_HAND: "info", ProblemState.DONE: "good"}


@register.filter
def month_name(month: date) -> str:
    """Say a month: พฤศจิกายน 2564."""
    name = formats.date_format(month, "F")
    return f"{name} {month.year + _ERA}" if is_thai() else f"{name} {month.year}"


@register.filter
def month_short(month: date) -> str:
    """Say a month in a narrow column: พ.ย. 64."""
    return " ".join((thai_date(month).split()[1], str(month.year + _ERA if is_thai() else month.year)[2:]))


@register.filter
def thai_weekday(day: date) -> str:
    """Say the day of the week in short: จ., พ."""
    return formats.date_format(day, "D")


@register.filter
def month_code(month: date) -> str:
    """Write a month as filters take it: 2564-11."""
    return f"{month.year + _ERA}-{month:%m}"


@register.filter
def baht(amount: Decimal) -> str:
    """Write an amount: satang only where there are any."""
    return number(amount, 2 if amount % 1 else 0)


@register.filter
def report_pill(report: MonthReport) -> SafeString:
    """Mark where a report stands: its state, or the step that holds it."""
    tone = _TONES.get(ReportState(report.state), "quiet")
    said = report.get_state_display() if report.step is None else local_name(report.step)
    return format_html('<span class="pill pill-{}">{}</span>', tone, said)


@register.filter
def problem_pill(item: ProblemItem) -> SafeString:
    """Mark where a problem stands; late ones say so."""
    is_late = item.state != ProblemState.DONE and item.due_on is not None and item.due_on < clock.today()
    said = _("Late: %(state)s") % {"state": item.get_state_display()} if is_late else item.get_state_display()
    tone = "bad" if is_late else _PROBLEM_TONES[ProblemState(item.state)]
    return format_html('<span class="pill pill-{}">{}</span>', tone, said)


@register.filter
def explained(line: PayLine) -> str:
    """Say a wage as it was computed: "15,000 - 2 days x 500 = 14,000"."""
    said = baht(line.wage)
    if line.covered_days != line.period_days:
        days = {"wage": baht(line.monthly_wage), "covered": line.covered_days, "days": line.period_days}
        said = _("%(wage)s × %(covered)s of %(days)s days") % days
    if line.deduction and line.deduction != line.absent_days * line.per_day:
        said = f"{said} − {baht(line.deduction)}"
    elif line.deduction:
        days = {"said": said, "days": number(line.absent_days, 1 if line.absent_days % 1 else 0)}
        said = _("%(said)s − %(days)s days × %(per_day)s") % (days | {"per_day": baht(line.per_day)})
    if line.adjusted:
        said = f"{said} {'+' if line.adjusted > 0 else '−'} {baht(abs(line.adjusted))}"
    return f"{said} = {baht(line.gross)}" if said != baht(line.gross) else said
