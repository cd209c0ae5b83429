"""Filters of hand-overs, for the page, its downloads and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from workforce.choices import HandoverState
from workforce.models import Handover


class HandoverFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=HandoverState.choices, empty_label=_("All states")
    )
    tambon = django_filters.CharFilter(label=_("Tambon code"), field_name="tambon", max_length=6)

    class Meta:
        model = Handover
        fields: tuple[str, ...] = ()
