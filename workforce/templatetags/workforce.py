"""Words and marks of people at work."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workforce.choices import ContractState
from workforce.models import Contract

register = template.Library()
_TONES = {
    ContractState.DRAFT: "warn", ContractState.SIGNED: "good", ContractState.ENDED: "quiet",
    ContractState.RESIGNED: "bad", ContractState.CANCELLED: "quiet",
}  # fmt: skip


@register.filter
def last_day(during: Any) -> date | None:
    """Return the last day of a range of days."""
    return during.upper - timedelta(days=1) if during and during.upper else None


@register.filter
def state_pill(contract: Contract) -> SafeString:
    """Mark the state of a contract in a word."""
    tone = _TONES.get(ContractState(contract.state), "quiet")
    return format_html('<span class="pill pill-{}">{}</span>', tone, contract.get_state_display())
