"""Filters of leaves and sign-ins."""

import django_filters
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import KeyFilter, YesOrNo
from u2t.core.text import fold
from workforce.day_choices import LeaveState
from workforce.filters.contracts import CodeFilter
from workforce.filters.months import placed_in
from workforce.models import Leave, SignIn


class _OfPeople(django_filters.FilterSet):
    """What lists of days of people share: the name, the tambon, the contract."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    tambon = CodeFilter(label=_("Tambon (code)"), method="in_tambon")
    contract = KeyFilter(label=_("Contract"))

    def by_name(self, rows: "QuerySet[Model]", _name: str, value: str) -> "QuerySet[Model]":
        return rows.filter(contract__person__search_key__contains=fold(value))

    def in_tambon(self, rows: "QuerySet[Model]", _name: str, value: str) -> "QuerySet[Model]":
        return rows.filter(contract__in=placed_in(value))


class LeaveFilterSet(_OfPeople):
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=LeaveState.choices, field_name="state", empty_label=_("All states")
    )
    day = django_filters.DateFilter(label=_("Day"), field_name="during", lookup_expr="contains")

    class Meta:
        model = Leave
        fields: tuple[str, ...] = ()


class SignInFilterSet(_OfPeople):
    day = django_filters.DateFilter(label=_("Day"))
    late = django_filters.BooleanFilter(label=_("Late, to be decided"), method="is_late", widget=YesOrNo)

    class Meta:
        model = SignIn
        fields: tuple[str, ...] = ()

    def is_late(self, rows: "QuerySet[SignIn]", _name: str, value: bool) -> "QuerySet[SignIn]":  # noqa: FBT001 - given by the library
        waiting = rows.exclude(late_reason="").filter(late_accepted__isnull=True)
        return waiting if value else rows.exclude(pk__in=waiting.values("pk"))
