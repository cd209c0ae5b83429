"""Forms of this app."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.selectors.periods import Period
from u2t.core.models import Origin


class ReportForm(forms.Form):
    """What the national report shall say, of when, as what."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.Select({"class": "form-select"}))
    as_of = forms.DateTimeField(
        label=_("As known at"),
        required=False,
        help_text=_("Empty: as known now."),
        widget=forms.DateTimeInput({"class": "form-control", "type": "datetime-local"}),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("xlsx", "XLSX"), ("csv", "CSV"), ("pdf", "PDF")],
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, *args: Any, periods: Sequence[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["period"]
        field.choices = [(period.value, _label(period)) for period in periods]


def _label(period: Period) -> str:
    return period.label if period.origin == Origin.REAL else f"{period.label} ({Origin.DEMO.label})"
