"""Filters of articles."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import KeyFilter
from u2t.core.text import fold
from workforce.closing_choices import ArticleState
from workforce.filters.contracts import CodeFilter
from workforce.filters.months import MonthFilter
from workforce.models import Article


class ArticleFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ArticleState.choices, field_name="state", empty_label=_("All states")
    )
    period = MonthFilter(label=_("Month (2564-11)"), field_name="period__month")
    tambon = CodeFilter(label=_("Tambon (code)"), field_name="tambon")
    contract = KeyFilter(label=_("Contract"))

    class Meta:
        model = Article
        fields: tuple[str, ...] = ()

    def by_name(self, rows: "QuerySet[Article]", _name: str, value: str) -> "QuerySet[Article]":
        return rows.filter(contract__person__search_key__contains=fold(value))
