"""Forms of this app."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.choices import Counting
from dashboards.selectors.levels import Scheme
from dashboards.selectors.periods import Period
from dashboards.selectors.places import in_thai
from dashboards.selectors.programmes import programme_of
from dashboards.selectors.uses import countable
from datasets.models import Dataset
from datasets.models.closed import closed_datasets
from datasets.selectors.pages import worded_choices
from tambon.models import Programme
from u2t.core.models import Origin
from u2t.core.templatetags.u2t import local_name

#: Rows of the form of levels; empty ones are no levels.
_LEVELS = 6


class ReportForm(forms.Form):
    """What the national report shall say, of when, as what."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.Select({"class": "form-select"}))
    programme = forms.ChoiceField(
        label=_("Programme, for universities"), required=False, widget=forms.Select({"class": "form-select"})
    )
    as_of = forms.DateTimeField(
        label=_("As known at"),
        required=False,
        help_text=_("Empty: as known now."),
        widget=forms.DateTimeInput({"class": "form-control", "type": "datetime-local"}),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("xlsx", "XLSX"), ("csv", "CSV"), ("pdf", "PDF")],
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, *args: Any, periods: Sequence[Period], programmes: Sequence[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        programme: Any = self.fields["programme"]
        programme.choices = [
            (each.code, each.name_th if in_thai() else each.name_en or each.name_th) for each in programmes
        ]
        programme.initial = programme_of("", list(programmes))
        field: Any = self.fields["period"]
        field.choices = [(period.value, _label(period)) for period in periods]


def _label(period: Period) -> str:
    return period.label if period.origin == Origin.REAL else f"{period.label} ({Origin.DEMO.label})"


class CountedDatasetForm(forms.Form):
    """The data set of which something shall be counted: the fields to choose from follow from it."""

    dataset = forms.ModelChoiceField(
        label=_("Data set"), queryset=Dataset.objects.order_by("sort_key"), empty_label=_("Choose a data set")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        dataset: Any = self.fields["dataset"]
        dataset.queryset = dataset.queryset.exclude(pk__in=closed_datasets())
        dataset.label_from_instance = local_name
        dataset.error_messages["invalid_choice"] = _("Choose one of these data sets; restricted ones are not counted.")


class IndicatorForm(CountedDatasetForm):
    """What is counted of a data set, in words: its fields and answers are chosen, never typed."""

    counting = forms.ChoiceField(label=_("What is counted"), choices=Counting.choices)
    field = forms.CharField(label=_("Field"), max_length=80, required=False, help_text=_("Not for a count of records."))
    answer = forms.CharField(
        label=pgettext_lazy("of a form", "Answer"),
        max_length=60,
        required=False,
        help_text=_("For the share of an answer."),
    )
    base = forms.CharField(label=_("Divided by"), max_length=80, required=False, help_text=_("For a ratio."))
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    unit_th = forms.CharField(label=_("Unit (Thai)"), max_length=40, required=False)
    unit_en = forms.CharField(label=_("Unit (English)"), max_length=40, required=False)
    code = forms.CharField(label=_("Code"), max_length=75, help_text=_("Such as data.wells.dry."))

    def __init__(self, *args: Any, of: Dataset, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["dataset"].widget = forms.HiddenInput()
        self.initial.update({"dataset": of.pk, "code": f"data.{of.pk.replace('_', '-')}."})
        numbers, lists = countable(of)
        none = ("", "–")
        named = [(each.name, each.label) for each in numbers]
        in_lists = [(each.name, each.label) for each in lists]
        self.fields["field"].widget = forms.Select(
            choices=[none, (_("Numbers"), named), (_("Answers of a list"), in_lists)]
        )
        self.fields["base"].widget = forms.Select(choices=[none, *named])
        answers = [(each.label, worded_choices(each)) for each in lists]
        self.fields["answer"].widget = forms.Select(choices=[none, *answers])


class LevelsForm(forms.Form):
    """How much of a target counts as met, and from how many targets on a tambon stands at which level."""

    share = forms.IntegerField(
        label=_("A target is met from this share of its indicators on (per cent)"), min_value=1, max_value=100
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, rule: Scheme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["share"].initial = rule.share
        for place in range(_LEVELS):
            step = rule.steps[place] if place < len(rule.steps) else None
            given = forms.IntegerField(label=_("From targets"), min_value=0, max_value=16, required=False)
            self.fields[f"least_{place}"] = given
            self.fields[f"th_{place}"] = forms.CharField(label=_("Name (Thai)"), max_length=120, required=False)
            self.fields[f"en_{place}"] = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
            if step:
                said = {f"least_{place}": step.least, f"th_{place}": step.name_th, f"en_{place}": step.name_en}
                self.initial.update(said)
        for name, one in self.fields.items():
            one.widget.attrs["class"] = "form-control"
            one.widget.attrs.setdefault("id", f"id_{name}")

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the fields level by level."""
        return [(self[f"least_{place}"], self[f"th_{place}"], self[f"en_{place}"]) for place in range(_LEVELS)]

    def clean(self) -> dict[str, Any]:
        """Refuse a name without a number: the row would be left out in silence."""
        cleaned = self.cleaned_data
        for place in range(_LEVELS):
            named = cleaned.get(f"th_{place}") or cleaned.get(f"en_{place}")
            if named and cleaned.get(f"least_{place}") is None and f"least_{place}" not in self.errors:
                self.add_error(f"least_{place}", _("Say from how many targets on."))
        return cleaned

    def decided(self) -> dict[str, Any]:
        """Return what was decided; rows without a number are no levels."""
        cleaned = self.cleaned_data
        rows = [
            (cleaned[f"least_{place}"], cleaned[f"th_{place}"], cleaned[f"en_{place}"])
            for place in range(_LEVELS)
            if cleaned[f"least_{place}"] is not None
        ]
        return {"share": cleaned["share"], "levels": rows, "reason": cleaned["reason"]}
