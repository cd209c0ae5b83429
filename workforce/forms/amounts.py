"""Forms of amounts no rule gives, and of a penalty that is let off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workforce.forms.months import VersionForm
from workforce.services.amounts import Wanted


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


def _baht(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, help_text=help_text)


class ProposeForm(VersionForm):
    """What a month is to come to, why, and what shows it."""

    amount = _baht(
        _("Amount of the month (baht)"), _("The whole wage of the month before tax, at most what the contract says.")
    )
    reason = _text(_("Why no rule gives the right amount"))
    evidence = _text(_("Evidence"), _("For example a document with its number and day."))

    def wanted(self) -> Wanted:
        """Return what was typed."""
        return Wanted(**{name: self.cleaned_data[name] for name in ("amount", "reason", "evidence")})


class WaiveForm(VersionForm):
    """How much of a penalty is let off."""

    amount = _baht(_("How much is waived (baht)"), _("All of the penalty, or a part of it; 0 waives nothing."))
    reason = _text(_("Reason"))
