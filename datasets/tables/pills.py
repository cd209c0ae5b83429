"""How states look in every list of this app."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from datasets.choices import CorrectionState, DoubtState, EntryState, TwinState

#: Numbers stand at the end of their column.
NUMBER = {"td": {"class": "text-end"}, "th": {"class": "text-end"}}
#: What is short is not broken where there is room.
ONE_LINE = {"td": {"class": "one-line"}}
_TONES: dict[str, str] = {
    CorrectionState.PROPOSED: "warn", CorrectionState.APPLIED: "good", CorrectionState.REFUSED: "bad",
    EntryState.DRAFT: "quiet", EntryState.SUBMITTED: "warn", EntryState.RETURNED: "bad", EntryState.VERIFIED: "good",
    EntryState.REFUSED: "bad", TwinState.OPEN: "warn", TwinState.MERGED: "good", TwinState.DISMISSED: "quiet",
    DoubtState.OPEN: "warn", DoubtState.SETTLED: "good",
}  # fmt: skip


def tone_of(value: str) -> str:
    """Return the tone of a state, for a pill that a template draws."""
    return _TONES.get(value, "quiet")


def pill(value: str, text: str) -> SafeString:
    """Return a state as a pill."""
    return format_html('<span class="pill pill-{}">{}</span>', tone_of(value), text)
