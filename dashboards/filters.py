"""Filters of figures by plain names."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.choices import RollupLevel, Source
from dashboards.models import Indicator, Observation, Rollup
from dashboards.selectors.periods import require_period
from dashboards.selectors.programmes import programme_of, programmes
from dashboards.selectors.within import observations_within, rollups_within
from datasets.models import Dataset
from u2t.core.errors import InputError
from u2t.core.models import Origin
from u2t.core.templatetags.u2t import local_name
from u2t.core.text import normalise

_LENSED = (RollupLevel.UNIVERSITY, RollupLevel.UNIVERSITY_PROVINCE, RollupLevel.NETWORK)


def _indicators() -> list[tuple[str, str]]:
    return [(code, code) for code in Indicator.objects.order_by("position", "code").values_list("code", flat=True)]


def _programmes() -> list[tuple[str, str]]:
    return [(programme.code, programme.code) for programme in programmes()]


def _sources() -> list[tuple[str, str]]:
    """Return what is counted: the people at work, and each data set of which there is an indicator."""
    codes = Indicator.objects.exclude(dataset="").values("dataset")
    named = [(found.pk, local_name(found)) for found in Dataset.objects.filter(pk__in=codes).order_by("sort_key")]
    return [(Source.WORKFORCE, str(Source.WORKFORCE.label)), *named]


class IndicatorFilterSet(django_filters.FilterSet):
    """Indicators by the words of their names, and by what they are counted from."""

    q = django_filters.CharFilter(label=_("Search"), method="in_words", max_length=100)
    source = django_filters.ChoiceFilter(
        label=_("Counted from"), choices=_sources, method="counted_from", empty_label=_("All of them")
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def in_words(self, rows: QuerySet[Indicator], _name: str, value: str) -> QuerySet[Indicator]:
        for word in normalise(value).split()[:8]:
            told = ("code", "name_th", "name_en", "about_th", "about_en")
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in told)))
        return rows

    def counted_from(self, rows: QuerySet[Indicator], _name: str, value: str) -> QuerySet[Indicator]:
        return rows.filter(source=value) if value == Source.WORKFORCE else rows.filter(dataset=value)


class FigureFilter(django_filters.FilterSet):
    """What filters of figures share: names that mean nothing are refused, never answered with nothing."""

    indicator = django_filters.ChoiceFilter(choices=_indicators, field_name="indicator__code")
    period = django_filters.CharFilter(method="of_period", max_length=60)
    origin = django_filters.ChoiceFilter(choices=Origin.choices)
    within = django_filters.CharFilter(method="by_within", max_length=60)
    university = django_filters.CharFilter(method="by_place", max_length=60)
    province = django_filters.CharFilter(method="by_place", max_length=2)
    tambon = django_filters.CharFilter(method="by_place", max_length=6)

    def of_period(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        require_period(value, programmes())
        return rows.filter(period=value)

    def by_place(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what lies within one of the places that most people ask for, each by its own name."""
        try:
            found: QuerySet[Any] = self.by_within(rows, name, value)
        except InputError as error:
            error.extra["field"] = name
            raise
        return found


class RollupFilter(FigureFilter):
    """`within` is the code of an area, university, university in a province or network."""

    level = django_filters.ChoiceFilter(choices=RollupLevel.choices)
    area = django_filters.CharFilter(max_length=60)
    programme = django_filters.ChoiceFilter(choices=_programmes, method="by_programme")

    class Meta:
        model = Rollup
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Rollup]) -> QuerySet[Rollup]:
        """Without a programme, universities are seen through the one that is running: never through two at once."""
        rows: QuerySet[Rollup] = super().filter_queryset(queryset)
        if self.form.cleaned_data["programme"]:
            return rows
        return rows.filter(Q(programme="") | Q(programme=programme_of("", programmes())))

    def by_programme(self, rows: QuerySet[Rollup], name: str, value: str) -> QuerySet[Rollup]:
        return rows.filter(Q(programme=value) | Q(programme="") & ~Q(level__in=_LENSED))

    def by_within(self, rows: QuerySet[Rollup], name: str, value: str) -> QuerySet[Rollup]:
        programme = self.form.cleaned_data["programme"] or programme_of("", programmes())
        return rollups_within(rows, value, programme)


class ObservationFilter(FigureFilter):
    """What is known of each place; `within` as for figures."""

    place = django_filters.CharFilter(max_length=8)

    class Meta:
        model = Observation
        fields: tuple[str, ...] = ()

    def by_within(self, rows: QuerySet[Observation], name: str, value: str) -> QuerySet[Observation]:
        return observations_within(rows, value, programme_of("", programmes()))
