"""What is asked of the times of the steps."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from workforce.chain_choices import StepPlace
from workforce.filters.months import month_of


class StepTimesForm(forms.Form):
    """A month, written as 2564-11, and by which places."""

    period = forms.CharField(label=_("Month (2564-11)"), required=False, max_length=7)
    by = forms.ChoiceField(label=_("Added up by"), choices=StepPlace.choices, required=False, initial=StepPlace.NATION)

    def clean_period(self) -> date | None:
        """Return the first day of the month."""
        written = self.cleaned_data["period"]
        return month_of(written) if written else None

    def place(self) -> str:
        """Return by which places; nothing chosen is the nation."""
        return str(self.cleaned_data["by"] or StepPlace.NATION)
