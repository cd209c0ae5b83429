"""Forms of pairs of records that may be one thing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.models import Twin


class MergeForm(forms.Form):
    keep = forms.TypedChoiceField(label=_("Which is kept"), coerce=int, widget=forms.RadioSelect)
    take = forms.MultipleChoiceField(label=_("Taken over from the other"), required=False)
    first = forms.IntegerField(widget=forms.HiddenInput)
    second = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, twin: Twin, fields: list[str], **kwargs: Any) -> None:
        seen = {"first": twin.first.version, "second": twin.second.version}
        super().__init__(*args, **kwargs)
        self.initial = {**seen, **self.initial}
        keys = [(twin.first_id, _("The first")), (twin.second_id, _("The second"))]
        self.fields["keep"].choices = keys  # type: ignore[attr-defined]
        self.fields["take"].choices = [(name, name) for name in fields]  # type: ignore[attr-defined]


class TwinReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
