"""Forms of the lists of work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from u2t.core.templatetags.u2t import local_name
from workforce.choices import WorkScheme
from workforce.models import WorkArea
from workforce.services.works import Entry, Names


class NamesForm(forms.Form):
    """What something is called in both languages, at the version seen."""

    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200)
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def names(self) -> Names:
        """Return what was typed."""
        return Names(self.cleaned_data["name_th"], self.cleaned_data["name_en"])

    def seen(self) -> int:
        """Return the version the page saw."""
        return int(self.cleaned_data["edits"] or 0)


class AreaForm(NamesForm):
    """An area of work."""


class NewAreaForm(NamesForm):
    """A new area of work with its code."""

    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Small letters, digits and hyphens, such as data-analytics.")
    )
    field_order = ("code", "name_th", "name_en")


class ItemForm(NamesForm):
    """An entry of a list, and the areas through which it meets those of other lists."""

    areas = forms.MultipleChoiceField(
        label=_("Areas of work it means"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Entries of other lists that mean the same area are counted together."),
    )  # fmt: skip
    is_offered = forms.BooleanField(label=_("Can be chosen from now on"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(one.pk, local_name(one)) for one in WorkArea.objects.all()]  # type: ignore[attr-defined]  # a ChoiceField

    def entry(self) -> Entry:
        """Return what was typed."""
        return Entry(self.names(), self.cleaned_data["areas"], self.cleaned_data["is_offered"])


class NewItemForm(ItemForm):
    """A new entry and its list."""

    scheme = forms.ChoiceField(label=_("List"), choices=WorkScheme.choices)
    field_order = ("scheme", "name_th", "name_en", "areas", "is_offered")
