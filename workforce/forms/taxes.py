"""Forms of tax: what is withheld."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import University
from workforce.models import TaxRule
from workforce.pay_choices import IncomeClass
from workforce.services.taxes import MOST_BRACKETS, Withholding

_SPARE = 2
_PLAIN = ("applies_from", "income_class", "floor", "note", "payer_tax_id", "payer_address")


class TaxRuleForm(forms.Form):
    """What a university withholds from payments, by one rate or by several."""

    university = forms.ModelChoiceField(label=_("University"), queryset=University.objects.none(), empty_label=None)
    applies_from = forms.DateField(
        label=_("For payments from"), widget=Day(), help_text=_("By the day of payment, not by the month worked.")
    )
    income_class = forms.ChoiceField(label=_("Class of income"), choices=IncomeClass.choices)
    floor = forms.DecimalField(
        label=_("Withheld from payments of at least (baht)"), min_value=0, max_digits=12, decimal_places=2
    )
    note = forms.CharField(
        label=_("Where this is ordered"), max_length=300, required=False,
        help_text=_("For example the letter of the finance division."),
    )  # fmt: skip

    payer_tax_id = forms.CharField(label=_("Tax ID of the university"), max_length=13, required=False)
    payer_address = forms.CharField(
        label=_("Address of the university"), max_length=300, required=False,
        help_text=_("Both stand on the certificates of tax withheld."),
    )  # fmt: skip

    def __init__(self, *args: Any, universities: frozenset[str], present: TaxRule | None, **kwargs: Any) -> None:
        given = present.brackets if present else [{"above": "0", "rate": "0"}]
        values: dict[str, Any] = {"floor": Decimal(0)}
        if present is not None:
            names = ("university", *_PLAIN)
            values = {name: getattr(present, name) for name in names}
        values |= {f"{name}_{place}": Decimal(one[name]) for place, one in enumerate(given) for name in one}
        kwargs["initial"] = values
        super().__init__(*args, **kwargs)
        rows = University.objects.filter(pk__in=universities).order_by("sort_key")
        self.fields["university"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
        self.count = min(MOST_BRACKETS, len(given) + _SPARE)
        for place in range(MOST_BRACKETS):
            self.fields[f"above_{place}"] = forms.DecimalField(
                label=_("Of what lies above (baht)"), min_value=0, max_digits=12, decimal_places=2, required=place == 0
            )
            self.fields[f"rate_{place}"] = forms.DecimalField(
                label=_("Rate (per cent)"), min_value=0, max_value=100, max_digits=5, decimal_places=2,
                required=place == 0,
            )  # fmt: skip

    @property
    def rates(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each rate that is shown."""
        return [(self[f"above_{place}"], self[f"rate_{place}"]) for place in range(self.count)]

    def given(self) -> Withholding:
        """Return what was typed; a row with nothing in it is none."""
        data = self.cleaned_data
        rows = [(data.get(f"above_{place}"), data.get(f"rate_{place}")) for place in range(MOST_BRACKETS)]
        brackets = [(above or Decimal(0), rate or Decimal(0)) for above, rate in rows if (above, rate) != (None, None)]
        return Withholding(brackets=brackets, **{name: data[name] for name in _PLAIN})


class CancelForm(forms.Form):
    """Why something that was issued is taken out of force."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
