"""Forms of imports and corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.models import Dataset, DatasetField
from datasets.selectors.columns import LONGEST_TEXT
from datasets.selectors.periods import example_of


class UploadForm(forms.Form):
    file = forms.FileField(
        # An empty file is answered as every other that cannot be read: with what to do.
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or .xlsx, at most 50 MB. Nothing is stored before you say so."),
    )
    period = forms.CharField(label=_("Period"), required=False, max_length=10)

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"
        if dataset.default_period:
            self.fields["period"].initial = dataset.default_period
        about = _("A year of the Buddhist era, such as %(example)s, unless the rows name it.")
        if dataset.frequency == "month":
            about = _("A year of the Buddhist era and the month, such as %(example)s, unless the rows name it.")
        self.fields["period"].help_text = about % {"example": example_of(dataset)}


class SpreadsheetForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or .xlsx, at most 50 MB. You see what its columns seem to be before anything is made of it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class CorrectionForm(forms.Form):
    field = forms.ChoiceField(label=_("Field"))
    new = forms.CharField(
        label=_("Right value"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 1}),
        help_text=_("Leave it empty for “no data”."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    is_rounding = False
    accept_rounding = forms.BooleanField(
        label=_("I accept that people are rounded to whole numbers"), required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: list[DatasetField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(column.name, column.label) for column in columns]  # type: ignore[attr-defined]

    def ask_to_accept_rounding(self) -> None:
        """Show the box that accepts it, once there is something to accept."""
        self.fields["accept_rounding"].widget = forms.CheckboxInput()
        self.is_rounding = True
