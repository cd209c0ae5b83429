"""Words and marks of people at work."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tambon.models import Agency, Area
from tambon.permissions import Can as Where
from u2t.core.access import reach
from u2t.core.templatetags.u2t import local_name
from workforce.choices import ApplicationState, ContractState
from workforce.models import Contract
from workforce.selectors.staffing import may_open_tambons

register = template.Library()
_TONES = {
    ContractState.DRAFT: "warn", ContractState.SIGNED: "good", ContractState.ENDED: "quiet",
    ContractState.RESIGNED: "bad", ContractState.CANCELLED: "quiet",
}  # fmt: skip


@register.filter
def last_day(during: Any) -> date | None:
    """Return the last day of a range of days."""
    return during.upper - timedelta(days=1) if during and during.upper else None


@register.simple_tag(takes_context=True)
def tambon_link(context: Mapping[str, Any], tambon: Area) -> str:
    """Name a tambon, with the page of its people for whom that is open."""
    name = local_name(tambon)
    if not may_open_tambons(context["user"]):
        return name
    return format_html('<a href="{}">{}</a>', reverse("tambon-staffing", args=[tambon.pk]), name)


@register.simple_tag(takes_context=True)
def agency_link(context: Mapping[str, Any], agency: Agency) -> str:
    """Name an agency, with the page of the people at it for whom agencies are open."""
    name = local_name(agency)
    if not reach(context["user"], Where.VIEW_AGENCY):
        return name
    return format_html('<a href="{}">{}</a>', reverse("agency-people", args=[agency.pk]), name)


@register.filter
def state_pill(contract: Contract) -> SafeString:
    """Mark the state of a contract in a word."""
    tone = _TONES.get(ContractState(contract.state), "quiet")
    return format_html('<span class="pill pill-{}">{}</span>', tone, contract.get_state_display())


@register.filter
def application_state(state: str) -> str:
    """Return the state of an application in words."""
    return str(ApplicationState(state).label)
