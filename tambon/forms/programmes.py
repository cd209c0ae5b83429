"""Forms of programmes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.services import programmes


class ProgrammeForm(forms.Form):
    """What people say of a programme."""

    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    short_th = forms.CharField(label=_("Short name"), max_length=40)
    starts_on = forms.DateField(label=_("First day"), widget=Day())
    ends_on = forms.DateField(label=_("Last day"), widget=Day())
    closing_days = forms.IntegerField(
        label=_("Days for checking after the end"), initial=90, min_value=0, max_value=366,
        help_text=_("So long after the last day lecturers and area managers still check the last months."),
    )  # fmt: skip

    def entry(self) -> programmes.Entry:
        """Return what the form asks for."""
        return programmes.Entry(**{name: self.cleaned_data[name] for name in ProgrammeForm.base_fields})


class AddForm(ProgrammeForm):
    """A new programme."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and hyphens, for example u2t-bcg.")
    )
    field_order = ("code",)


class EditForm(ProgrammeForm):
    """A programme as it shall be; `seen_*` are what the page showed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in ProgrammeForm.base_fields.items():
            self.fields[f"seen_{name}"] = type(field)(
                required=False, widget=forms.HiddenInput(), initial=self.initial.get(name)
            )

    def seen(self) -> programmes.Entry:
        """Return what the page showed."""
        return programmes.Entry(**{name: self.cleaned_data[f"seen_{name}"] for name in ProgrammeForm.base_fields})
