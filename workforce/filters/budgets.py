"""Filters of money and of activities, for pages, downloads and the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workforce.filters.contracts import CodeFilter
from workforce.filters.months import MonthFilter, month_of
from workforce.models import Activity, BudgetLine, Instalment, Spending
from workforce.money_choices import BUDGET_STANDING, ActivityState, Dimension

_SPENDING = (("standing", _("Stands")), ("cancelled", _("Cancelled")), ("no-file", _("No file yet")))


class ProvinceFilter(django_filters.CharFilter):
    """The two digits of a province, against a column of tambon codes."""

    def filter(self, qs: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        """Keep the rows of its tambons."""
        return qs.filter(**{f"{self.field_name}__startswith": value[:2]}) if value else qs


class InMonthFilter(MonthFilter):
    """A month of the Buddhist era, against a column of days."""

    def filter(self, qs: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        """Keep the rows of the days of the month."""
        if not value:
            return qs
        month = month_of(value)
        return qs.filter(**{f"{self.field_name}__year": month.year, f"{self.field_name}__month": month.month})


class InstalmentFilterSet(django_filters.FilterSet):
    university = django_filters.CharFilter(label=_("University (code)"))
    programme = django_filters.CharFilter(label=_("Programme (code)"))
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=list(BUDGET_STANDING.items()), field_name="standing", empty_label=_("All states")
    )
    fund_source = django_filters.CharFilter(label=_("Source of the money"), lookup_expr="icontains")
    period = InMonthFilter(label=_("Month (2564-11)"), field_name="letter_on")

    class Meta:
        model = Instalment
        fields: list[str] = []


class BudgetLineFilterSet(django_filters.FilterSet):
    university = django_filters.CharFilter(label=_("University (code)"))
    programme = django_filters.CharFilter(label=_("Programme (code)"))
    province = ProvinceFilter(label=_("Province (code)"), field_name="tambon__code")
    tambon = CodeFilter(label=_("Tambon (code)"))
    category = django_filters.CharFilter(label=_("Category"), field_name="category__code")

    class Meta:
        model = BudgetLine
        fields: list[str] = []


class SpendingFilterSet(django_filters.FilterSet):
    tambon = CodeFilter(label=_("Tambon (code)"), field_name="line__tambon")
    province = ProvinceFilter(label=_("Province (code)"), field_name="line__tambon__code")
    university = django_filters.CharFilter(label=_("University (code)"), field_name="line__university")
    category = django_filters.CharFilter(label=_("Category"), field_name="line__category__code")
    activity = django_filters.NumberFilter(label=_("Activity"))
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=_SPENDING, method="with_status", empty_label=_("All states")
    )
    period = InMonthFilter(label=_("Month (2564-11)"), field_name="spent_on")

    class Meta:
        model = Spending
        fields: list[str] = []

    def with_status(self, rows: "QuerySet[Spending]", _name: str, value: str) -> "QuerySet[Spending]":
        if value == "cancelled":
            return rows.filter(cancelled_at__isnull=False)
        standing = rows.filter(cancelled_at__isnull=True)
        return standing.filter(file__isnull=True) if value == "no-file" else standing


class ActivityFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or product"), method="by_name")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ActivityState.choices, field_name="state", empty_label=_("All states")
    )
    dimension = django_filters.ChoiceFilter(
        label=_("Dimension"), choices=Dimension.choices, empty_label=_("All dimensions")
    )
    tambon = CodeFilter(label=_("Tambon (code)"))
    province = ProvinceFilter(label=_("Province (code)"), field_name="tambon__code")
    university = django_filters.CharFilter(label=_("University (code)"))
    programme = django_filters.CharFilter(label=_("Programme (code)"))
    period = InMonthFilter(label=_("Begins in (2564-11)"), field_name="starts_on")

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[Activity]", _name: str, value: str) -> "QuerySet[Activity]":
        return rows.filter(name__icontains=value) | rows.filter(product__icontains=value)
