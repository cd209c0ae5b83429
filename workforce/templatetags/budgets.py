"""Pills of money and of the activities of tambons."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workforce.models import Activity, Spending
from workforce.money_choices import BUDGET_STANDING, RECEIVABLE_STANDING, ActivityState

register = Library()
_INSTALMENT = {"allotted": "warn", "received": "good", "cancelled": "quiet"}
_RECEIVABLE = {"open": "warn", "late": "bad", "settled": "good", "cancelled": "quiet"}
_ACTIVITY = {
    ActivityState.PLANNED: "quiet", ActivityState.RUNNING: "info", ActivityState.DONE: "good",
    ActivityState.CANCELLED: "bad",
}  # fmt: skip


def _pill(text: str, tone: str) -> SafeString:
    return format_html('<span class="pill pill-{}">{}</span>', tone, text)


@register.filter
def instalment_pill(standing: str) -> SafeString:
    """Show where an instalment stands."""
    return _pill(str(BUDGET_STANDING[standing]), _INSTALMENT[standing])


@register.filter
def receivable_pill(standing: str) -> SafeString:
    """Show where a claim stands."""
    return _pill(str(RECEIVABLE_STANDING[standing]), _RECEIVABLE[standing])


@register.filter
def spending_pill(spending: Spending) -> SafeString:
    """Show whether a receipt stands, and whether its file is there."""
    if spending.cancelled_at is not None:
        return _pill(_("Cancelled"), "bad")
    return _pill(_("With file"), "good") if spending.file_id else _pill(_("No file yet"), "warn")


@register.filter
def activity_pill(activity: Activity) -> SafeString:
    """Show where an activity stands."""
    return _pill(activity.get_state_display(), _ACTIVITY[ActivityState(activity.state)])
