"""Words and marks of the month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from u2t.core import clock
from u2t.core.templatetags.u2t import local_name
from workforce.choices import ProblemState, ReportState
from workforce.closing_choices import ArticleState
from workforce.models import Article, Assignment, MonthReport, ProblemItem
from workforce.wording import baht, explained, month_code, month_name, month_short, withheld_by

register = template.Library()
for said in (month_name, month_short, month_code, baht, explained, withheld_by):
    register.filter(said)
_TONES = {
    ReportState.DRAFT: "quiet", ReportState.SENT: "info", ReportState.RETURNED: "bad", ReportState.APPROVED: "good",
}  # fmt: skip
_ARTICLE_TONES = {
    ArticleState.DRAFT: "quiet", ArticleState.SENT: "info", ArticleState.RETURNED: "bad",
    ArticleState.PUBLISHED: "good", ArticleState.WITHDRAWN: "warn",
}  # fmt: skip
_PROBLEM_TONES = {ProblemState.OPEN: "warn", ProblemState.IN_HAND: "info", ProblemState.DONE: "good"}


@register.filter
def thai_weekday(day: date) -> str:
    """Say the day of the week in short: จ., พ."""
    return formats.date_format(day, "D")


@dataclass(frozen=True, slots=True)
class Week:
    """The days, or what is of a day, from a Monday to a Sunday."""

    first: date
    last: date
    days: list[Any]

    @property
    def is_now(self) -> bool:
        """Tell whether today lies in it."""
        return self.first <= clock.today() <= self.last


@register.filter
def weeks(things: Iterable[Any] | None) -> list[Week]:
    """Put what has a `day` together by week; this week stands first, the others as they came."""
    found: dict[date, list[Any]] = {}
    for one in things or ():  # a page that shows no days gives none
        found.setdefault(one.day - timedelta(days=one.day.weekday()), []).append(one)
    made = [Week(monday, monday + timedelta(days=6), days) for monday, days in found.items()]
    return sorted(made, key=lambda one: not one.is_now)


@register.filter
def report_pill(report: MonthReport) -> SafeString:
    """Mark where a report stands: its state, or the step that holds it."""
    tone = _TONES.get(ReportState(report.state), "quiet")
    said = report.get_state_display() if report.step is None else local_name(report.step)
    return format_html('<span class="pill pill-{}">{}</span>', tone, said)


@register.filter
def due_pill(day: date | None) -> SafeString | str:
    """Mark how late something is, in days; what is not late yet is not marked."""
    late = (clock.today() - day).days if day is not None else 0
    if late <= 0:
        return ""
    said = ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
    return format_html('<span class="pill pill-bad">{}</span>', said)


@register.filter
def problem_pill(item: ProblemItem) -> SafeString:
    """Mark where a problem stands; late ones say so."""
    is_late = item.state != ProblemState.DONE and item.due_on is not None and item.due_on < clock.today()
    said = _("Late: %(state)s") % {"state": item.get_state_display()} if is_late else item.get_state_display()
    tone = "bad" if is_late else _PROBLEM_TONES[ProblemState(item.state)]
    return format_html('<span class="pill pill-{}">{}</span>', tone, said)


@register.filter
def assignment_pill(assignment: Assignment) -> SafeString:
    """Mark whether its worker acknowledged an assignment as it stands."""
    if assignment.is_acknowledged:
        return format_html('<span class="pill pill-good">{}</span>', _("Acknowledged"))
    said = _("Changed, not yet acknowledged") if assignment.seen_version else _("Not yet acknowledged")
    return format_html('<span class="pill pill-warn">{}</span>', said)


@register.filter
def article_pill(article: Article) -> SafeString:
    """Mark where an article stands."""
    tone = _ARTICLE_TONES[ArticleState(article.state)]
    return format_html('<span class="pill pill-{}">{}</span>', tone, article.get_state_display())
