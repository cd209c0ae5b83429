"""Filters of lists, for pages, downloads and the API alike."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from datasets.choices import CorrectionState, DataClass, PlaceLevel
from datasets.models import Correction, Dataset, Record
from u2t.core.access import prefix_q
from u2t.core.models import ImportIssue, ImportRun, Origin, RunState, Severity


class CodeFilter(django_filters.CharFilter):
    """A filter that takes only codes of a given form."""

    field_class = forms.RegexField


class DatasetFilterSet(django_filters.FilterSet):
    place_level = django_filters.ChoiceFilter(label=_("Level"), choices=PlaceLevel.choices, empty_label=_("All levels"))
    data_class = django_filters.ChoiceFilter(label=_("Class"), choices=DataClass.choices, empty_label=_("All classes"))

    class Meta:
        model = Dataset
        fields = ["place_level", "data_class"]


class RecordFilterSet(django_filters.FilterSet):
    province = CodeFilter(regex=r"^\d{2}$", label=_("Province (code)"), method="below")
    amphoe = CodeFilter(regex=r"^\d{4}$", label=_("Amphoe (code)"), method="below")
    tambon = CodeFilter(regex=r"^\d{6}$", label=_("Tambon (code)"), method="below")
    place = CodeFilter(regex=r"^\d{6}(\d{2})?$", label=_("Place (code)"), field_name="place")
    period = django_filters.CharFilter(label=_("Period"))
    origin = django_filters.ChoiceFilter(choices=Origin.choices, label=_("Origin"), empty_label=_("All origins"))
    run = django_filters.NumberFilter(label=_("Import"), method="of_run")

    class Meta:
        model = Record
        fields: list[str] = []

    def below(self, rows: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        return rows.filter(prefix_q("place_id", frozenset({value})))

    def of_run(self, rows: QuerySet[Record], _name: str, value: int) -> QuerySet[Record]:
        return rows.filter(pk__in=Record.objects.filter(layers__run_id=value).values("pk"))


class ImportFilterSet(django_filters.FilterSet):
    dataset = django_filters.CharFilter(label=_("Data set"), method="of_dataset")
    status = django_filters.ChoiceFilter(
        choices=RunState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    period = django_filters.CharFilter(label=_("Period"))

    class Meta:
        model = ImportRun
        fields: list[str] = []

    def of_dataset(self, rows: QuerySet[ImportRun], _name: str, value: str) -> QuerySet[ImportRun]:
        return rows.filter(subject=f"dataset:{value}")


class IssueFilterSet(django_filters.FilterSet):
    severity = django_filters.ChoiceFilter(
        choices=Severity.choices, label=_("Severity"), empty_label=_("All severities")
    )
    code = django_filters.CharFilter(label=_("Kind of problem"))
    line = django_filters.NumberFilter(label=_("Row"))

    class Meta:
        model = ImportIssue
        fields: list[str] = []


class CorrectionFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        choices=CorrectionState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    record = django_filters.NumberFilter(label=_("Record"))
    dataset = django_filters.CharFilter(label=_("Data set"), field_name="record__dataset")

    class Meta:
        model = Correction
        fields: list[str] = []
