"""Filters of holidays."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from workforce.day_choices import HolidayKind
from workforce.models import Holiday

_ERA = 543


class HolidayFilterSet(django_filters.FilterSet):
    year = django_filters.NumberFilter(label=_("Year (2564)"), method="in_year", min_value=2400, max_value=2800)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=HolidayKind.choices, empty_label=_("All kinds"))
    university = django_filters.CharFilter(label=_("University (code)"), field_name="university", max_length=20)
    ended = django_filters.BooleanFilter(
        label=_("Moved or called off"), field_name="ended_at", lookup_expr="isnull", exclude=True, widget=YesOrNo
    )

    class Meta:
        model = Holiday
        fields: tuple[str, ...] = ()

    def in_year(self, rows: "QuerySet[Holiday]", _name: str, value: int) -> "QuerySet[Holiday]":
        """Keep the days of a year of the Buddhist era."""
        return rows.filter(day__year=int(value) - _ERA)
