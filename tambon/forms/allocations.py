"""Forms of allocations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.forms.people import Day
from tambon.models import Area, Unit, University
from tambon.services import allocations
from u2t.core import clock

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

    university = forms.ModelChoiceField(
        queryset=University.objects.order_by("sort_key"), label=_("University"), empty_label=_("Choose a university")
    )
    unit = UnitField(queryset=Unit.objects.none(), label=_("Faculty, unit or campus"), required=False, empty_label="–")
    from_on = forms.DateField(label=_("First day"), widget=Day())
    reference = forms.CharField(label=_("Reference of the approval"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.open_on(clock.today()).select_related("university")
        self.fields["unit"].queryset = units.order_by("university__sort_key", "kind", "sort_key")  # type: ignore[attr-defined]  # a choice of rows

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
