"""Forms of leave."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from u2t.core import clock
from workforce.day_choices import LeaveKind
from workforce.services.leaves import Wish


class LeaveForm(forms.Form):
    """Which days, why, and with which paper; `key` makes a retry find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("Kind"), choices=LeaveKind)
    first = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    last = forms.DateField(label=_("Last day"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(
        label=_("Paper"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("A certificate or an order, photographed or as PDF. Only who decides and you can open it."),
    )  # fmt: skip

    def wish(self) -> Wish:
        """Return what was typed."""
        return Wish(**{name: self.cleaned_data[name] for name in Wish.__slots__})


class DecideForm(forms.Form):
    """A decision about a leave at the version seen; the note is needed for a refusal."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Decision"), choices=[("approve", _("Approve")), ("refuse", _("Refuse"))])
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the leave is refused."),
    )  # fmt: skip

    def decision(self) -> dict[str, Any]:
        """Return what was decided."""
        data = self.cleaned_data
        return {"version": data["version"], "approved": data["answer"] == "approve", "note": data["note"]}
