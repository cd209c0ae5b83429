"""The form that brings forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class XlsFormForm(forms.Form):
    file = forms.FileField(
        label=_("XLSForm"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("A workbook (.xlsx) with the sheets survey, choices and settings, or its CSV; at most 5 MB."),
    )
    attached = forms.FileField(
        label=_("Files that come with the form"),
        required=False,
        widget=_SeveralFiles(attrs={"accept": ".csv,.xml,.geojson,.jpg,.jpeg,.png,.mp3,.m4a,.mp4"}),
        help_text=_("Lists of answers, pictures, sounds; at most 30 of 5 MB. Those of the version before come along."),
    )
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Kept with the version, for whoever asks later.")
    )
