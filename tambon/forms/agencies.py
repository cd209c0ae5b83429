"""Forms of agencies."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import AgencyKind
from tambon.forms.institutions import EntryForm
from tambon.models import Agency, Area
from tambon.services.agencies import Entry


class AgencyForm(EntryForm):
    """An agency as people know it."""

    name_th = forms.CharField(label=_("Name (Thai)"), max_length=160)
    name_en = forms.CharField(label=_("Name (English)"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgencyKind.choices)
    area = forms.CharField(
        label=_("Code of the tambon, amphoe or province"), max_length=6,
        help_text=_("For example 6301 for an office of อ.เมืองตาก."),
    )  # fmt: skip
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, areas: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = areas

    def clean_area(self) -> Area:
        """Return the area of the code."""
        found = self._areas.filter(code=self.cleaned_data["area"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no such area."))
        return found

    def entry(self) -> Entry:
        """Return what was typed."""
        said: dict[str, Any] = self.said()
        return Entry(**said)

    def seen(self) -> Entry:
        """Return what the page showed; its area stays."""
        saw: dict[str, Any] = self.saw()
        return Entry(**saw | {"area": self.cleaned_data["area"]})

    @staticmethod
    def of(agency: Agency) -> dict[str, Any]:
        """Return what a form of an agency begins with."""
        names = ("name_th", "name_en", "kind", "telephone")
        return {name: getattr(agency, name) for name in names} | {"area": agency.area_id}
