"""Forms of the activities of tambons: the plan, how far it came, who took part, what came of it."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Area, Programme, University
from u2t.core import clock
from workforce.choices import WorkScheme
from workforce.forms.months import VersionForm
from workforce.models import Activity, WorkItem
from workforce.money_choices import Dimension, TakingPart
from workforce.services.activities import MOST_PEOPLE, Place, Plan


class PlanForm(forms.Form):
    """What is to be done, when, for how much, and what shall come of it."""

    name = forms.CharField(label=_("Name of the activity"), max_length=200)
    package = forms.ModelChoiceField(WorkItem.objects.none(), label=_("Work package"), empty_label=None)
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Dimension.choices)
    product = forms.CharField(label=_("Product or service"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    ends_on = forms.DateField(label=_("Last day"), widget=Day())
    planned_amount = forms.DecimalField(
        label=_("Planned money (baht)"), max_digits=14, decimal_places=2, min_value=0, initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    expected = forms.CharField(
        label=_("What shall come of it"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Q(pk=getattr(self.initial.get("package"), "pk", None))  # what it was planned with stays a choice
        packages = WorkItem.objects.filter(Q(is_offered=True) | kept, scheme=WorkScheme.PACKAGE)
        self.fields["package"].queryset = packages  # type: ignore[attr-defined]  # a choice of rows

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__slots__})


class NewPlanForm(PlanForm):
    """A first plan, with whose it is; `key` makes a second click find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ("tambon", "university", "programme")

    def __init__(
        self, *args: Any, universities: "QuerySet[University]", tambons: "QuerySet[Area]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.order_by("starts_on")
        self.fields["tambon"] = forms.ModelChoiceField(tambons, label=_("Tambon"), empty_label=None)
        self.fields["university"] = forms.ModelChoiceField(universities, label=_("University"), empty_label=None)
        self.fields["programme"] = forms.ModelChoiceField(programmes, label=_("Programme"), empty_label=None)
        self.order_fields(self.field_order)

    def place(self) -> Place:
        """Return whose activity it is."""
        return Place(**{name: self.cleaned_data[name] for name in Place.__slots__})


class AmendForm(PlanForm, VersionForm):
    """A correction of the plan."""

    @staticmethod
    def first(activity: Activity) -> dict[str, Any]:
        """Return what stands now."""
        return {name: getattr(activity, name) for name in (*Plan.__slots__, "version")}


class BeginForm(VersionForm):
    """The day it began."""

    on = forms.DateField(label=_("Begun on"), widget=Day(), initial=clock.today)
    field_order = ("on", "version")


class ProgressForm(VersionForm):
    """How far it came on a day."""

    on = forms.DateField(label=_("Day"), widget=Day(), initial=clock.today)
    percent = forms.IntegerField(label=_("Done (per cent)"), min_value=0, max_value=100)
    text = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("on", "percent", "text", "version")


class FinishForm(VersionForm):
    """What came of it."""

    on = forms.DateField(label=_("Finished on"), widget=Day(), initial=clock.today)
    result = forms.CharField(label=_("What came of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("on", "result", "version")


class CountForm(forms.Form):
    """How many of each kind took part on a day; what is left empty stays as it is."""

    on = forms.DateField(label=_("Day"), widget=Day(), initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in TakingPart.choices:
            self.fields[kind] = forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False)

    def told(self) -> tuple[date, dict[str, int]]:
        """Return the day, and how many of each kind that was filled in."""
        data = dict(self.cleaned_data)
        return data.pop("on"), {kind: number for kind, number in data.items() if number is not None}
