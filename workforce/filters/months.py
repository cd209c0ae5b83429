"""Filters of logs, reports, months and payments, for pages, downloads and the API."""

import re
from datetime import date

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from u2t.core.text import fold
from workforce.choices import AdjustmentState, PayLineState, PeriodState, ReportState
from workforce.filters.contracts import CodeFilter
from workforce.models import Adjustment, Approval, DayLog, MonthReport, PayLine, Period, Placement

_ERA = 543
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def month_of(text: str) -> date:
    """Return the first day of a month written as 2564-11 (Buddhist era).

    Raises:
        ValidationError: it is no month.
    """
    found = _MONTH.fullmatch(text)
    try:
        return date(int(found[1]) - _ERA, int(found[2]), 1) if found else _not_a_month()
    except ValueError:
        return _not_a_month()


def _not_a_month() -> date:
    raise ValidationError(_("Write a month as 2564-11."))


class MonthFilter(django_filters.CharFilter):
    """A month of the Buddhist era, 2564-11; anything else is an error, not everything."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(validators=[month_of], **kwargs)

    def filter(self, qs: "QuerySet[object]", value: str) -> "QuerySet[object]":  # type: ignore[type-var]
        """Keep the rows of the month."""
        return super().filter(qs, month_of(value)) if value else qs


class LogFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    tambon = CodeFilter(label=_("Tambon (code)"), method="in_tambon")
    day = django_filters.DateFilter(label=_("Day"))
    late = django_filters.BooleanFilter(label=_("Late, to be decided"), method="is_late", widget=YesOrNo)
    contract = django_filters.NumberFilter(label=_("Contract"))

    class Meta:
        model = DayLog
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[DayLog]", _name: str, value: str) -> "QuerySet[DayLog]":
        return rows.filter(contract__person__search_key__contains=fold(value))

    def in_tambon(self, rows: "QuerySet[DayLog]", _name: str, value: str) -> "QuerySet[DayLog]":
        return rows.filter(contract__in=placed_in(value))

    def is_late(self, rows: "QuerySet[DayLog]", _name: str, value: bool) -> "QuerySet[DayLog]":  # noqa: FBT001 - given by the library
        waiting = rows.exclude(late_reason="").filter(late_accepted__isnull=True)
        return waiting if value else rows.exclude(pk__in=waiting.values("pk"))


class ReportFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    period = MonthFilter(label=_("Month (2564-11)"), field_name="period__month")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ReportState.choices, field_name="state", empty_label=_("All states")
    )
    tambon = CodeFilter(label=_("Tambon (code)"), method="in_tambon")
    university = django_filters.CharFilter(label=_("University (code)"), field_name="contract__university")

    class Meta:
        model = MonthReport
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[MonthReport]", _name: str, value: str) -> "QuerySet[MonthReport]":
        return rows.filter(contract__person__search_key__contains=fold(value))

    def in_tambon(self, rows: "QuerySet[MonthReport]", _name: str, value: str) -> "QuerySet[MonthReport]":
        return rows.filter(contract__in=placed_in(value))


class ApprovalFilterSet(django_filters.FilterSet):
    report = django_filters.NumberFilter(label=_("Monthly report"))

    class Meta:
        model = Approval
        fields: list[str] = []


class PeriodFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=PeriodState.choices, field_name="state", empty_label=_("All states")
    )
    university = django_filters.CharFilter(label=_("University (code)"))
    programme = django_filters.CharFilter(label=_("Programme (code)"))
    period = MonthFilter(label=_("Month (2564-11)"), field_name="month")

    class Meta:
        model = Period
        fields: list[str] = []


class PayLineFilterSet(django_filters.FilterSet):
    period = MonthFilter(label=_("Month (2564-11)"), field_name="period__month")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=PayLineState.choices, field_name="state", empty_label=_("All states")
    )
    university = django_filters.CharFilter(label=_("University (code)"), field_name="period__university")
    batch = django_filters.NumberFilter(label=_("Payment batch"))

    class Meta:
        model = PayLine
        fields: list[str] = []


class AdjustmentFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=AdjustmentState.choices, field_name="state", empty_label=_("All states")
    )
    contract = django_filters.NumberFilter(label=_("Contract"))

    class Meta:
        model = Adjustment
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[Adjustment]", _name: str, value: str) -> "QuerySet[Adjustment]":
        return rows.filter(contract__person__search_key__contains=fold(value))


def placed_in(tambon: str) -> "QuerySet[Placement, dict[str, int]]":
    """Return the contracts with a post in a tambon."""
    return Placement.objects.filter(post__tambon=tambon, is_cancelled=False).values("contract")  # type: ignore[return-value]
