"""Forms of money to be paid back: a claim, what came, why it is cancelled."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from u2t.core import clock
from workforce.forms.budgets import amount_field
from workforce.forms.months import VersionForm
from workforce.models import Contract, Period
from workforce.selectors.pay import paid_periods
from workforce.services.receivables import Back, Claim
from workforce.wording import month_name


class CorrectionClaimForm(forms.Form):
    """By which letter, and until when, an agreed correction is claimed back."""

    document_number = forms.CharField(label=_("Number of the letter that claims it"), max_length=80)
    due_on = forms.DateField(label=_("To be paid back until"), widget=Day())


class ClaimForm(CorrectionClaimForm):
    """What of a paid month is claimed back."""

    period = forms.ModelChoiceField(label=_("Month that was paid too much"), queryset=Period.objects.none())
    amount = amount_field(_("Amount (baht)"))
    reason = forms.CharField(
        label=_("What was wrong, and the evidence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("period", "amount", "reason", "document_number", "due_on")

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["period"]
        field.queryset = paid_periods(contract).order_by("month")
        field.label_from_instance = lambda period: month_name(period.month)

    def claim(self) -> Claim:
        """Return what was typed."""
        return Claim(**self.cleaned_data)


class BackForm(forms.Form):
    """An amount that came back; `key` makes a second click find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    amount = amount_field(_("Amount (baht)"))
    paid_on = forms.DateField(label=_("Received on"), widget=Day(), initial=clock.today)
    evidence = forms.CharField(
        label=_("How it came"), max_length=200, help_text=_("In cash, or the reference of the transfer.")
    )  # fmt: skip

    field_order = ("amount", "paid_on", "evidence", "key")

    def back(self) -> Back:
        """Return what was typed."""
        return Back(**self.cleaned_data)


class ReceivableCancelForm(VersionForm):
    """Why a claim was wrong."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
