"""Filters of papers, for the page, its downloads and the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from workforce.choices import PaperKind, PaperState
from workforce.models import Paper
from workforce.selectors.papers import papers_to_sign


class PaperFilterSet(django_filters.FilterSet):
    waiting = django_filters.BooleanFilter(label=_("Waiting for my signature"), method="is_waiting", widget=YesOrNo)
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

    def is_waiting(self, rows: "QuerySet[Paper]", _name: str, value: bool) -> "QuerySet[Paper]":  # noqa: FBT001 - given by the library
        mine = papers_to_sign(self.request.user).order_by().values("pk")
        return rows.filter(pk__in=mine) if value else rows.exclude(pk__in=mine)
