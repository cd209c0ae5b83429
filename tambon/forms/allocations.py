"""Forms of allocations."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.forms.people import Day
from tambon.models import Area, Unit, University
from tambon.services import allocations

if TYPE_CHECKING:
    _UnitChoice = forms.ModelChoiceField[Unit]
else:
    _UnitChoice = forms.ModelChoiceField  # is generic only for types


class UnitField(_UnitChoice):
    """A part of a university, named with it."""

    def label_from_instance(self, obj: Unit) -> str:
        """Name the university first: faculties of many have the same name."""
        return f"{obj.university.name_th} · {obj.name_th}"


class HolderForm(forms.Form):
    """A university that holds a tambon from a day on."""

    university = forms.ModelChoiceField(queryset=University.objects.order_by("sort_key"), label=_("University"))
    unit = UnitField(
        queryset=Unit.objects.select_related("university").order_by("university__sort_key", "kind", "sort_key"),
        label=_("Faculty, unit or campus"),
        required=False,
    )
    from_on = forms.DateField(label=_("First day"), widget=Day())
    reference = forms.CharField(label=_("Reference of the approval"), max_length=120, required=False)

    def holder(self) -> allocations.Holder:
        """Return what the form asks for."""
        data = self.cleaned_data
        return allocations.Holder(data["university"], data["from_on"], data["reference"], data["unit"])


class GiveForm(HolderForm):
    """A tambon by its code, and who shall hold it."""

    tambon = forms.CharField(label=_("Code of the tambon"), max_length=6)
    field_order = ("tambon", "university", "unit", "from_on", "reference")

    def clean_tambon(self) -> Area:
        found = Area.objects.filter(code=self.cleaned_data["tambon"].strip(), level=Level.TAMBON).first()
        if found is None:
            raise forms.ValidationError(_("There is no tambon with this code."))
        return found


class AmendForm(forms.Form):
    """The reference alone."""

    reference = forms.CharField(label=_("Reference of the approval"), max_length=120, required=False)


class UploadForm(forms.Form):
    """A spreadsheet of allocations."""

    file = forms.FileField(label=_("Spreadsheet (.xlsx or .csv)"))
    from_on = forms.DateField(
        label=_("First day"), widget=Day(), help_text=_("Used where the file has no column of dates.")
    )


class StoreForm(forms.Form):
    """What shall become of conflicts and of rows with errors."""

    replaces = forms.BooleanField(label=_("The file replaces what is there"), required=False)
    skips_refused = forms.BooleanField(label=_("Rows with errors stay out"), required=False)
