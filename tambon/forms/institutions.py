"""Forms of networks, universities, their parts, and who leads a province."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level, UnitKind, UniversityKind
from tambon.forms.people import Day
from tambon.models import Area, Network, University
from tambon.services import networks, units, universities
from u2t.core import clock

_NOTHING = ("", "–")
_CODE = _("Small letters, digits and hyphens. It stays for ever.")


def _provinces() -> list[tuple[str, str]]:
    rows = Area.objects.public().current().filter(level=Level.PROVINCE).order_by("sort_key")
    return [_NOTHING, *rows.values_list("code", "name_th")]


def _universities() -> list[tuple[str, str]]:
    return [_NOTHING, *University.objects.public().order_by("sort_key").values_list("code", "name_th")]


class EntryForm(forms.Form):
    """What people say of a thing. Of one that is there, `seen_*` are what the page showed; its code stays."""

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            return
        self.fields.pop("code", None)
        for name in list(self.fields):
            hidden = forms.HiddenInput()
            first = self.initial.get(name)
            self.fields[f"seen_{name}"] = forms.CharField(required=False, strip=False, widget=hidden, initial=first)

    def said(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: text for name, text in self.cleaned_data.items() if name != "code" and name[:5] != "seen_"}

    def saw(self) -> dict[str, str]:
        """Return what the page showed."""
        return {name[5:]: text for name, text in self.cleaned_data.items() if name[:5] == "seen_"}


class NetworkForm(EntryForm):
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_CODE)
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    lead = forms.ChoiceField(label=_("University that leads it"), choices=_universities, required=False)

    def entry(self) -> networks.Entry:
        return networks.Entry(**self.said())

    def seen(self) -> networks.Entry:
        return networks.Entry(**self.saw())


class UniversityForm(EntryForm):
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_CODE)
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=160)
    name_en = forms.CharField(label=_("Name (English)"), max_length=160, required=False)
    short_th = forms.CharField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=UniversityKind.choices)
    province = forms.ChoiceField(label=_("Province"), choices=_provinces, required=False)

    def entry(self) -> universities.Entry:
        return universities.Entry(**self.said())

    def seen(self) -> universities.Entry:
        return universities.Entry(**self.saw())


class UnitForm(EntryForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=160)
    name_en = forms.CharField(label=_("Name (English)"), max_length=160, required=False)
    province = forms.ChoiceField(label=_("Province"), choices=_provinces, required=False)

    def entry(self) -> units.Entry:
        return units.Entry(**self.said())

    def seen(self) -> units.Entry:
        return units.Entry(**self.saw())


class JoinForm(forms.Form):
    """A network, and from which day on."""

    network = forms.ModelChoiceField(
        queryset=Network.objects.order_by("sort_key"), label=_("Network"), empty_label=_("Choose a network")
    )
    from_on = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)


class LeadForm(forms.Form):
    """The university that leads a province, and from which day on."""

    province = forms.ModelChoiceField(
        queryset=Area.objects.filter(level=Level.PROVINCE, abolished_on=None).order_by("sort_key"), label=_("Province"),
        empty_label=_("Choose a province"),
    )  # fmt: skip
    university = forms.ModelChoiceField(
        queryset=University.objects.order_by("sort_key"), label=_("University"), empty_label=_("Choose a university")
    )
    from_on = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
