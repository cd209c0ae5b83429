"""Filters of substitutions."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core import clock
from u2t.core.filters import YesOrNo
from workforce.models import Delegation


class DelegationFilterSet(django_filters.FilterSet):
    now = django_filters.BooleanFilter(label=_("Counts today"), method="counts", widget=YesOrNo)
    day = django_filters.DateFilter(label=_("Day"), field_name="during", lookup_expr="contains")

    class Meta:
        model = Delegation
        fields: tuple[str, ...] = ()

    def counts(self, rows: "QuerySet[Delegation]", _name: str, value: bool) -> "QuerySet[Delegation]":  # noqa: FBT001 - given by the library
        counting = Delegation.objects.on(clock.today()).values("pk")
        return rows.filter(pk__in=counting) if value else rows.exclude(pk__in=counting)
