"""Filters of the lists of work, for the API."""

import django_filters

from workforce.choices import WorkScheme
from workforce.models import WorkArea, WorkItem


class WorkAreaFilterSet(django_filters.FilterSet):
    class Meta:
        model = WorkArea
        fields: tuple[str, ...] = ()


class WorkItemFilterSet(django_filters.FilterSet):
    scheme = django_filters.ChoiceFilter(choices=WorkScheme.choices)
    area = django_filters.CharFilter(field_name="areas")
    is_offered = django_filters.BooleanFilter()

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ()
