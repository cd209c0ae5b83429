"""Forms of money: letters of the ministry, budgets of tambons, receipts."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Programme, University
from u2t.core import clock
from workforce.forms.months import VersionForm, WhyForm
from workforce.models import Activity, BudgetLine, Instalment
from workforce.money_choices import BudgetBasis
from workforce.selectors.budgets import Calendar, calendar_year
from workforce.selectors.overview import Asked, programmes_of, universities_of
from workforce.services.instalments import Letter, Return

_ERA = 543
_LEVELS = (("university", _("University")), ("province", _("Province")), ("tambon", _("Tambon")))
_CALENDARS = (
    ("", _("The whole programme")), ("fiscal", _("Fiscal year (October to September)")),
    ("tax", _("Tax year (January to December)")),
)  # fmt: skip


def amount_field(label: Any, *, minimum: Decimal = Decimal("0.01")) -> forms.DecimalField:
    """Return a field of an amount in baht."""
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=minimum,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


class OverviewForm(forms.Form):
    """Which part of the money is looked at."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None, required=False)
    by = forms.ChoiceField(label=_("Added up by"), choices=_LEVELS, required=False)
    university = forms.ModelChoiceField(
        University.objects.none(), label=_("University"), empty_label=_("All"), required=False
    )
    province = forms.RegexField(r"^\d{2}$", label=_("Province (code)"), required=False)
    calendar = forms.ChoiceField(label=_("Paid in"), choices=_CALENDARS, required=False)
    year = forms.IntegerField(label=_("Year (B.E.)"), min_value=2560, max_value=2600, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes, universities = programmes_of(user), universities_of(user)
        self.fields["programme"].queryset = self.programmes  # type: ignore[attr-defined]  # a choice of rows
        self.fields["university"].queryset = universities  # type: ignore[attr-defined]  # as above
        self.is_one = len(universities[:2]) < 2  # noqa: PLR2004 - of several

    def asked(self) -> Asked | None:
        """Return what was asked for; None where a user sees no money at all. Who sees one university sees tambons."""
        data = self.cleaned_data
        programme = data.get("programme") or self.programmes.first()
        if programme is None:
            return None
        university = data["university"].pk if data.get("university") else ""
        by = data.get("by") or ("tambon" if self.is_one or university or data.get("province") else "university")
        return Asked(programme, by, university, data.get("province", ""), self._calendar())

    def _calendar(self) -> Calendar | None:
        kind = self.cleaned_data.get("calendar")
        today = clock.today()
        year = self.cleaned_data.get("year") or today.year + _ERA + (kind == "fiscal" and today.month > 9)  # noqa: PLR2004 - October begins it
        return calendar_year(kind, year) if kind else None


class AllocateForm(forms.Form):
    """By which rule tambons are given their budgets."""

    university = forms.ModelChoiceField(University.objects.none(), label=_("University"), empty_label=None)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    months = forms.IntegerField(
        label=_("Months of work"), min_value=1, max_value=60,
        help_text=_("Wages are posts x months x wage of the rules in force. Tambons with a budget keep theirs."),
    )  # fmt: skip
    reason = forms.CharField(label=_("By which decision"), max_length=500)

    def __init__(self, *args: Any, universities: "QuerySet[University]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = universities  # type: ignore[attr-defined]  # a choice of rows
        self.fields["programme"].queryset = Programme.objects.order_by("-starts_on")  # type: ignore[attr-defined]  # as above


class ChangeForm(WhyForm):
    """Another amount for a tambon, and why."""

    amount = amount_field(_("Amount (baht)"), minimum=Decimal(0))
    field_order = ("amount", "reason", "version")


class LetterForm(forms.Form):
    """What the ministry's letter says."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    university = forms.ModelChoiceField(University.objects.none(), label=_("University"))
    number = forms.IntegerField(label=_("Instalment"), min_value=1, max_value=99)
    letter_number = forms.CharField(label=_("Letter number"), max_length=80)
    letter_on = forms.DateField(label=_("Date of the letter"), widget=Day(), initial=clock.today)
    fund_source = forms.CharField(label=_("Source of the money"), max_length=200)
    amount = amount_field(_("Amount (baht)"))

    def __init__(self, *args: Any, universities: "QuerySet[University]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = universities  # type: ignore[attr-defined]  # a choice of rows
        self.fields["programme"].queryset = Programme.objects.order_by("-starts_on")  # type: ignore[attr-defined]  # as above

    def letter(self) -> Letter:
        """Return what was typed."""
        return Letter(**self.cleaned_data)


class ReceivedForm(VersionForm):
    """The day the money came."""

    on = forms.DateField(label=_("Received on"), widget=Day(), initial=clock.today)
    field_order = ("on", "version")


class ReturnForm(forms.Form):
    """Money that goes back."""

    line = forms.ModelChoiceField(
        BudgetLine.objects.none(), label=_("Of the budget of"), required=False,
        empty_label=_("What no tambon was given"),
    )  # fmt: skip
    amount = amount_field(_("Amount (baht)"))
    letter_number = forms.CharField(label=_("Letter number"), max_length=80)
    returned_on = forms.DateField(label=_("Returned on"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, instalment: Instalment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.filter(university=instalment.university_id, programme=instalment.programme_id)
        chosen = self.fields["line"]
        chosen.queryset = lines.select_related("tambon", "category").order_by("tambon", "category")  # type: ignore[attr-defined]  # a choice of rows
        chosen.label_from_instance = lambda line: f"ต.{line.tambon.name_th} ({line.tambon_id}) {line.category}"  # type: ignore[attr-defined]  # as above

    def back(self) -> Return:
        """Return what was typed."""
        return Return(**self.cleaned_data)


class CancelForm(forms.Form):
    """Why something entered wrongly is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReceiptForm(forms.Form):
    """A receipt; `key` makes a second click find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=_("For the activity"), required=False, empty_label=_("No activity")
    )
    spent_on = forms.DateField(label=_("Date of the receipt"), widget=Day(), initial=clock.today)
    payee = forms.CharField(label=_("Paid to"), max_length=200)
    document_number = forms.CharField(label=_("Number of the receipt"), max_length=80)
    about = forms.CharField(label=_("For what"), max_length=200)
    amount = amount_field(_("Amount (baht)"))
    file = forms.FileField(
        label=_("Receipt (photo or PDF)"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line.category.basis == BudgetBasis.FIXED:
            rows = Activity.objects.filter(
                university=line.university_id, tambon=line.tambon_id, programme=line.programme_id,
                state__in=["running", "done"],
            )  # fmt: skip
            self.fields["activity"].queryset = rows.order_by("-starts_on", "pk")  # type: ignore[attr-defined]  # a choice of rows
