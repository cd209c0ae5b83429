"""Filters of versions of the rules."""

import django_filters
from django.utils.translation import gettext_lazy as _

from workforce.choices import TermsState
from workforce.filters.rounds import programmes, universities
from workforce.models import Terms


class TermsFilterSet(django_filters.FilterSet):
    programme = django_filters.ChoiceFilter(label=_("Programme"), choices=programmes, empty_label=_("All programmes"))
    university = django_filters.ChoiceFilter(
        label=_("University"), choices=universities, empty_label=_("All universities")
    )
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=TermsState.choices, empty_label=_("All states")
    )

    class Meta:
        model = Terms
        fields = ["programme", "university", "status"]
