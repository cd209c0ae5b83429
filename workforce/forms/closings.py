"""Forms of the end of somebody's work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Programme, University
from u2t.core import clock
from workforce.closing_choices import Condition, TickKind
from workforce.services.closings import Returned
from workforce.services.tambonclosings import Letter


class TickForm(forms.Form):
    """One thing that was handed back, how, and by which evidence."""

    kind = forms.ChoiceField(label=_("What it is"), choices=TickKind)
    text = forms.CharField(label=_("Which one, how many"), max_length=200)
    condition = forms.ChoiceField(label=_("How it came back"), choices=Condition)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=300, help_text=_("For example the number and day of the receipt.")
    )

    def returned(self) -> Returned:
        """Return what was typed."""
        return Returned(**{name: self.cleaned_data[name] for name in Returned.__slots__})


class ReopenForm(forms.Form):
    """Why what was closed is opened again, at the version seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class TambonCloseForm(forms.Form):
    """Whose work in a tambon is closed, and the letter its complete report was handed over by."""

    programme = forms.ModelChoiceField(Programme.objects.all(), widget=forms.HiddenInput)
    university = forms.ModelChoiceField(University.objects.all(), widget=forms.HiddenInput)
    number = forms.CharField(label=_("Number of the letter"), max_length=80)
    on = forms.DateField(label=_("Date of the letter"), widget=Day(), initial=clock.today)

    def letter(self) -> Letter:
        """Return what was typed."""
        return Letter(self.cleaned_data["number"], self.cleaned_data["on"])
