"""Forms of the kinds of money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.models import Programme
from workforce.models import BudgetCategory
from workforce.money_choices import BudgetBasis
from workforce.services.budgetcategories import Kind


class KindForm(forms.Form):
    """What a kind of money is called, and what the amount of a tambon follows from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name_th = forms.CharField(label=_("Name in Thai"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    basis = forms.ChoiceField(label=_("What the amount follows from"), choices=BudgetBasis)
    per_tambon = forms.DecimalField(
        label=_("Baht for each tambon"), min_value=0, max_digits=14, decimal_places=2, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
        help_text=_("Only where it is an amount for each tambon."),
    )  # fmt: skip
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, required=False, initial=0)

    def kind(self) -> Kind:
        """Return what was typed."""
        data = self.cleaned_data
        return Kind(data["name_th"], data["name_en"], data["basis"], data["per_tambon"], data["position"] or 0)

    @staticmethod
    def of(category: BudgetCategory) -> dict[str, Any]:
        """Return what a correction begins with."""
        names = ("version", "name_th", "name_en", "basis", "per_tambon", "position")
        return {name: getattr(category, name) for name in names}


class NewKindForm(KindForm):
    """A kind of money of a programme that has none of this code."""

    programme = forms.ModelChoiceField(Programme.objects.order_by("-starts_on"), label=_("Programme"), empty_label=None)
    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Letters a to z, digits and hyphens; it stays as it is.")
    )
    field_order = ("programme", "code", "name_th", "name_en", "basis", "per_tambon", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
