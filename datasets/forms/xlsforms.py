"""The form that brings forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class XlsFormForm(forms.Form):
    file = forms.FileField(
        label=_("XLSForm"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("A workbook (.xlsx) with the sheets survey, choices and settings, or its CSV; at most 5 MB."),
    )
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Kept with the version, for whoever asks later.")
    )
