"""Forms of this app."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.choices import Counting
from dashboards.selectors.periods import Period
from dashboards.selectors.places import in_thai
from dashboards.selectors.programmes import programme_of
from datasets.models import Dataset
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


class IndicatorForm(forms.Form):
    """What is counted of which data set, in words."""

    code = forms.CharField(label=_("Code"), max_length=75, initial="data.", help_text=_("Such as data.wells.dry."))
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    dataset = forms.ModelChoiceField(label=_("Data set"), queryset=Dataset.objects.order_by("sort_key"))
    counting = forms.ChoiceField(label=_("What is counted"), choices=Counting.choices)
    field = forms.CharField(label=_("Field"), max_length=80, required=False, help_text=_("Not for a count of records."))
    answer = forms.CharField(
        label=_("Answer"), max_length=60, required=False, help_text=_("For the share of an answer.")
    )
    base = forms.CharField(label=_("Divided by"), max_length=80, required=False, help_text=_("For a ratio."))
    unit_th = forms.CharField(label=_("Unit (Thai)"), max_length=40, required=False)
    unit_en = forms.CharField(label=_("Unit (English)"), max_length=40, required=False)
