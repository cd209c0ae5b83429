"""Forms of wages: an account, a correction, the file of the bank and what came back."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.models import University
from workforce.banking import Bank
from workforce.choices import PayMethod
from workforce.forms.months import VersionForm
from workforce.models import BankAccount, Contract, Period
from workforce.selectors.pay import paid_periods
from workforce.services.banking import Given
from workforce.wording import month_name

_BANKS = [("", _("Choose a bank")), *Bank.choices]


class AccountForm(forms.Form):
    """The account somebody is paid to."""

    bank = forms.ChoiceField(label=_("Bank"), choices=_BANKS)
    branch = forms.CharField(label=_("Branch"), max_length=100, required=False)
    number = forms.CharField(
        label=_("Account number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("As it stands in the passbook; hyphens do no harm."),
    )
    holder = forms.CharField(
        label=_("Name on the account"), max_length=200, help_text=_("As it stands in the passbook.")
    )

    def given(self) -> Given:
        """Return what was typed."""
        names = ("bank", "number", "holder", "branch")
        return Given(**{name: self.cleaned_data[name] for name in names})

    @staticmethod
    def of(account: BankAccount | None, name: str) -> dict[str, Any]:
        """Return what a form begins with: the number itself is never sent back to a page."""
        if account is None:
            return {"holder": name}
        return {"bank": account.bank, "branch": account.branch, "holder": account.holder}


class ComputeForm(forms.Form):
    """How those who are ready are paid."""

    method = forms.ChoiceField(choices=PayMethod.choices)


class AgainForm(forms.Form):
    """Why a payment that failed is made again as it was."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the bank says that its system was down."),
    )


class AdjustmentForm(forms.Form):
    """An amount of a later month that mends one that was paid."""

    period = forms.ModelChoiceField(label=_("Month that was wrong"), queryset=Period.objects.none())
    amount = forms.DecimalField(
        label=_("Amount (baht)"), max_digits=12, decimal_places=2,
        help_text=_("To be added to the next wage; with a minus it is taken from it."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What was wrong, and the evidence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["period"]
        field.queryset = paid_periods(contract)
        field.label_from_instance = lambda period: month_name(period.month)


class DecideForm(VersionForm):
    """Yes or no to a correction somebody else asked for."""

    agreed = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Agree")), ("no", _("Refuse"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when it is refused."),
    )  # fmt: skip


class FormatForm(forms.Form):
    """The format of the file the bank takes."""

    university = forms.ModelChoiceField(label=_("University"), queryset=University.objects.none())
    bank = forms.ChoiceField(label=_("Bank the university pays through"), choices=_BANKS)
    written = forms.CharField(
        label=_("Format"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24, "class": "form-control font-monospace", "spellcheck": "false"}),
        help_text=_("Records and fields as the bank's manual gives them; widths in bytes."),
    )  # fmt: skip

    def __init__(self, *args: Any, universities: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = University.objects.filter(pk__in=universities)
        self.fields["university"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows

    def clean_written(self) -> Any:
        """Read the JSON, or say on which line it ends to be one."""
        try:
            return json.loads(self.cleaned_data["written"])
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            raise ValidationError(gettext("Line %(line)d: this is not JSON.") % {"line": line}) from error


class ResultsForm(forms.Form):
    """The file the bank sent back, or the workbook of a batch with what the bank said of each."""

    paid_on = forms.DateField(label=_("Paid on"))
    file = forms.FileField(
        label=_("File with the results"),
        help_text=_("The file the bank sent back, or the workbook of this batch with its last two columns filled in."),
    )
