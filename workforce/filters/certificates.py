"""Filters of certificates of tax withheld."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from u2t.core.text import fold
from workforce.models import TaxCertificate
from workforce.pay_choices import CertificateState


class TaxCertificateFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    year = django_filters.NumberFilter(label=_("Tax year"), min_value=2400, max_value=2599)
    university = django_filters.CharFilter(label=_("University (code)"))
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=CertificateState.choices, field_name="state", empty_label=_("All states")
    )
    differs = django_filters.BooleanFilter(
        label=_("No longer agrees with the payments"), method="by_payments", widget=YesOrNo
    )

    class Meta:
        model = TaxCertificate
        fields: list[str] = []

    def by_payments(self, rows: "QuerySet[Any]", _name: str, value: object) -> "QuerySet[Any]":
        return rows.filter(differs=value)

    def by_name(self, rows: "QuerySet[TaxCertificate]", _name: str, value: str) -> "QuerySet[TaxCertificate]":
        return rows.filter(person__search_key__contains=fold(value))
