"""Filters of the leads of provinces and of local governments, for pages, downloads and the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from tambon.choices import LocalGovernmentKind
from tambon.filters.areas import province_choices
from tambon.models import LocalGovernment, ProvinceLead, University
from u2t.core.access import prefix_q
from u2t.core.filters import NamedFilter
from u2t.core.text import match_key, normalise


class LeadFilterSet(django_filters.FilterSet):
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=province_choices, empty_label=_("All provinces")
    )
    university = NamedFilter(
        queryset=University.objects.order_by("sort_key"), label=_("University"), empty_label=_("All universities")
    )
    on = django_filters.DateFilter(
        field_name="during", lookup_expr="contains", label=_("On the day"), widget=DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = ProvinceLead
        fields = ("province", "university")


class LocalGovernmentFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or code"), method="by_name")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=LocalGovernmentKind.choices, empty_label=_("All kinds"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=province_choices, empty_label=_("All provinces"), method="in_province"
    )
    tambon = django_filters.CharFilter(label=_("Code of a tambon"), field_name="tambons", max_length=6)

    class Meta:
        model = LocalGovernment
        fields = ("q", "kind", "province", "tambon")

    def by_name(
        self, rows: "QuerySet[LocalGovernment, LocalGovernment]", _name: str, value: str
    ) -> "QuerySet[LocalGovernment, LocalGovernment]":
        text = normalise(value)
        key = match_key(value)  # without อบต. or เทศบาลเมือง, which a name does not hold
        if not key:
            return rows.none()
        return rows.filter(Q(name_th__contains=text) | Q(name_th__contains=key) | Q(code__startswith=text))

    def in_province(
        self, rows: "QuerySet[LocalGovernment, LocalGovernment]", _name: str, value: str
    ) -> "QuerySet[LocalGovernment, LocalGovernment]":
        return rows.filter(prefix_q("amphoe_id", frozenset({value})))
