"""Filters of problems, for the page, its downloads and the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core import clock
from u2t.core.filters import YesOrNo
from workforce.choices import ProblemKind, ProblemOwner, ProblemState
from workforce.filters.contracts import CodeFilter
from workforce.filters.months import MonthFilter, placed_in
from workforce.models import ProblemItem
from workforce.selectors.problems import waiting_for


class ProblemFilterSet(django_filters.FilterSet):
    waiting = django_filters.BooleanFilter(label=_("Waiting for my answer"), method="is_waiting", widget=YesOrNo)
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ProblemState.choices, field_name="state", empty_label=_("All states")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ProblemKind.choices, empty_label=_("All kinds"))
    owner = django_filters.ChoiceFilter(label=_("Who answers"), choices=ProblemOwner.choices, empty_label=_("Anybody"))
    late = django_filters.BooleanFilter(label=_("Late"), method="is_late", widget=YesOrNo)
    period = MonthFilter(label=_("Month (2564-11)"), field_name="report__period__month")
    tambon = CodeFilter(label=_("Tambon (code)"), method="in_tambon")
    university = django_filters.CharFilter(label=_("University (code)"), field_name="report__contract__university")
    report = django_filters.NumberFilter(label=_("Monthly report"))

    class Meta:
        model = ProblemItem
        fields: list[str] = []

    def in_tambon(self, rows: "QuerySet[ProblemItem]", _name: str, value: str) -> "QuerySet[ProblemItem]":
        return rows.filter(report__contract__in=placed_in(value))

    def is_waiting(self, rows: "QuerySet[ProblemItem]", _name: str, value: bool) -> "QuerySet[ProblemItem]":  # noqa: FBT001 - given by the library
        mine = waiting_for(self.request.user).order_by().values("pk")
        return rows.filter(pk__in=mine) if value else rows.exclude(pk__in=mine)

    def is_late(self, rows: "QuerySet[ProblemItem]", _name: str, value: bool) -> "QuerySet[ProblemItem]":  # noqa: FBT001 - as above
        late = ProblemItem.objects.exclude(state=ProblemState.DONE).filter(due_on__lt=clock.today()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)
