"""Filters of hand-overs, for the page, its downloads and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import YesOrNo
from workforce.choices import HandoverState
from workforce.models import Handover


class HandoverFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=HandoverState.choices, empty_label=_("All states")
    )
    tambon = django_filters.CharFilter(label=_("Tambon code"), field_name="tambon", max_length=6)

    confirmed = django_filters.BooleanFilter(
        label=_("Confirmed by the agency"),
        field_name="confirmed_at",
        lookup_expr="isnull",
        exclude=True,
        widget=YesOrNo,
    )

    class Meta:
        model = Handover
        fields: tuple[str, ...] = ()
