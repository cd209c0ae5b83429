"""Filters of contracts, placements and supervisions, for pages, downloads and the API."""

from typing import Any

import django_filters
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.models import Area
from tambon.selectors.search import matching_q
from u2t.core.importing.pages import RunFilterSet
from u2t.core.text import fold
from workforce.choices import ContractState, SupervisorRole, WorkerType
from workforce.filters.rounds import programmes, universities
from workforce.models import AgencyCapacity, Contract, Placement, Supervision

_TAMBON = RegexValidator(r"^\d{6}$", _("A tambon has six digits."))


class CodeFilter(django_filters.CharFilter):
    """A code of a tambon; anything else is an error, not everything."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[_TAMBON], **kwargs)


class ContractFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or contract number"), method="by_name")
    tambon = django_filters.CharFilter(label=_("Tambon (name or code)"), method="in_tambon", max_length=100)
    type = django_filters.ChoiceFilter(
        label=_("Type of worker"), choices=WorkerType.choices, field_name="worker_type", empty_label=_("All types")
    )
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ContractState.choices, field_name="state", empty_label=_("All states")
    )
    university = django_filters.ChoiceFilter(
        label=_("University"), choices=universities, empty_label=_("All universities")
    )
    programme = django_filters.ChoiceFilter(label=_("Programme"), choices=programmes, empty_label=_("All programmes"))

    class Meta:
        model = Contract
        fields: list[str] = []

    def by_name(self, rows: "QuerySet[Contract]", _name: str, value: str) -> "QuerySet[Contract]":
        number = value.strip()
        is_numbered = Q(number=number) | Q(number__startswith=f"{number}/")
        return rows.filter(Q(person__search_key__contains=fold(value)) | is_numbered)

    def in_tambon(self, rows: "QuerySet[Contract]", _name: str, value: str) -> "QuerySet[Contract]":
        is_code = value.isascii() and value.isdigit()
        named = Q(pk=value) if is_code else matching_q(value) & Q(level=Level.TAMBON)
        placed = Placement.objects.filter(post__tambon__in=Area.objects.filter(named).values("pk"), is_cancelled=False)
        return rows.filter(pk__in=placed.values("contract"))


class PlacementFilterSet(django_filters.FilterSet):
    tambon = CodeFilter(label=_("Tambon (code)"), field_name="post__tambon")
    type = django_filters.ChoiceFilter(
        label=_("Type of worker"), choices=WorkerType.choices, field_name="post__worker_type"
    )
    agency = django_filters.CharFilter(label=_("Agency (code)"))
    contract = django_filters.NumberFilter(label=_("Contract"))
    on = django_filters.DateFilter(label=_("On the day"), field_name="during", lookup_expr="contains")

    class Meta:
        model = Placement
        fields: list[str] = []


class SupervisionFilterSet(django_filters.FilterSet):
    tambon = CodeFilter(label=_("Tambon (code)"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=SupervisorRole.choices)
    agency = django_filters.CharFilter(label=_("Agency (code)"))
    on = django_filters.DateFilter(label=_("On the day"), field_name="during", lookup_expr="contains")

    class Meta:
        model = Supervision
        fields: list[str] = []


class CapacityFilterSet(django_filters.FilterSet):
    agency = django_filters.CharFilter(label=_("Agency (code)"))
    programme = django_filters.CharFilter(label=_("Programme (code)"))

    class Meta:
        model = AgencyCapacity
        fields: list[str] = []


class WorkforceRunFilterSet(RunFilterSet):
    class Meta(RunFilterSet.Meta):
        pass
