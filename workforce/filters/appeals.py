"""Filters of appeals, for the page, its downloads and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from u2t.core.filters import KeyFilter
from workforce.choices import AppealState
from workforce.models import Appeal


class AppealFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=AppealState.choices, empty_label=_("All states")
    )
    round = KeyFilter(field_name="application__round", label=_("Round"))

    class Meta:
        model = Appeal
        fields: tuple[str, ...] = ()
