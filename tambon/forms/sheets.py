"""Forms of spreadsheets that are stored whole."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import InstitutionList
from tambon.forms.people import Day
from u2t.core import clock


class SheetForm(forms.Form):
    """A spreadsheet."""

    file = forms.FileField(label=_("Spreadsheet (.xlsx or .csv)"))


class AllocationSheetForm(SheetForm):
    """A spreadsheet of allocations, and from which day on they hold."""

    from_on = forms.DateField(
        label=_("First day"), widget=Day(), help_text=_("Used where the file has no column of dates.")
    )

    def clean_from_on(self) -> date:
        """Refuse a day of another era."""
        day: date = self.cleaned_data["from_on"]
        if not clock.is_plausible(day):
            raise forms.ValidationError(_("This year cannot be right."))
        return day


class InstitutionSheetForm(SheetForm):
    """A spreadsheet, and what its rows are about."""

    kind = forms.ChoiceField(label=_("What the rows are"), choices=InstitutionList.choices)
    field_order = ("kind", "file")


class StoreForm(forms.Form):
    """What shall become of conflicts and of rows with errors."""

    replaces = forms.BooleanField(label=_("The file replaces what is there"), required=False)
    skips_refused = forms.BooleanField(label=_("Rows with errors stay out"), required=False)
