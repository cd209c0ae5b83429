"""Filters of assignments."""

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import KeyFilter, YesOrNo
from u2t.core.text import fold
from workforce.filters.contracts import CodeFilter
from workforce.filters.months import MonthFilter, placed_in
from workforce.models import Assignment


class AssignmentFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    period = MonthFilter(label=_("Month (2564-11)"), field_name="period__month")
    tambon = CodeFilter(label=_("Tambon (code)"), method="in_tambon")
    contract = KeyFilter(label=_("Contract"))
    acknowledged = django_filters.BooleanFilter(label=_("Acknowledged"), method="is_seen", widget=YesOrNo)

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = ()

    def by_name(self, rows: "QuerySet[Assignment]", _name: str, value: str) -> "QuerySet[Assignment]":
        return rows.filter(contract__person__search_key__contains=fold(value))

    def in_tambon(self, rows: "QuerySet[Assignment]", _name: str, value: str) -> "QuerySet[Assignment]":
        return rows.filter(contract__in=placed_in(value))

    def is_seen(self, rows: "QuerySet[Assignment]", _name: str, value: bool) -> "QuerySet[Assignment]":  # noqa: FBT001 - given by the library
        return rows.filter(seen_version=F("version")) if value else rows.filter(seen_version__lt=F("version"))
