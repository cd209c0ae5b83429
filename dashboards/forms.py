"""Forms of this app."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.selectors.periods import Period
from dashboards.selectors.places import in_thai
from dashboards.selectors.programmes import programme_of
from tambon.models import Programme
from u2t.core.models import Origin


class ReportForm(forms.Form):
    """What the national report shall say, of when, as what."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.Select({"class": "form-select"}))
    programme = forms.ChoiceField(
        label=_("Programme, for universities"), required=False, widget=forms.Select({"class": "form-select"})
    )
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

    def __init__(self, *args: Any, periods: Sequence[Period], programmes: Sequence[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        programme: Any = self.fields["programme"]
        programme.choices = [
            (each.code, each.name_th if in_thai() else each.name_en or each.name_th) for each in programmes
        ]
        programme.initial = programme_of("", list(programmes))
        field: Any = self.fields["period"]
        field.choices = [(period.value, _label(period)) for period in periods]


def _label(period: Period) -> str:
    return period.label if period.origin == Origin.REAL else f"{period.label} ({Origin.DEMO.label})"
