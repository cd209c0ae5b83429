"""Filters of money to be paid back."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.text import fold
from workforce.models import Receivable
from workforce.money_choices import RECEIVABLE_STANDING


class ReceivableFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=list(RECEIVABLE_STANDING.items()), field_name="standing", empty_label=_("All states")
    )
    university = django_filters.CharFilter(label=_("University (code)"), field_name="contract__university")
    contract = django_filters.NumberFilter(label=_("Contract"))

    class Meta:
        model = Receivable
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[Receivable]", _name: str, value: str) -> "QuerySet[Receivable]":
        return rows.filter(contract__person__search_key__contains=fold(value))
