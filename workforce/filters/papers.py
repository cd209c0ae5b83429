"""Filters of papers, for the page, its downloads and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from workforce.choices import PaperKind, PaperState
from workforce.models import Paper


class PaperFilterSet(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Paper"), choices=PaperKind.choices, empty_label=_("All papers"))
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=PaperState.choices, empty_label=_("All states")
    )
    number = django_filters.CharFilter(label=_("Number"), lookup_expr="startswith")
    contract = django_filters.NumberFilter(label=_("Contract"), field_name="contract")
    report = django_filters.NumberFilter(label=_("Monthly report"), field_name="monthreport")

    class Meta:
        model = Paper
        fields: tuple[str, ...] = ()
