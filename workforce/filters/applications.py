"""Filters of applications."""

from django.db.models import QuerySet
from django_filters import ChoiceFilter, FilterSet

from workforce.choices import ApplicationState
from workforce.models import Application
from workforce.selectors.selections import in_shown_state


class ApplicationApiFilterSet(FilterSet):
    """What programs may ask for; of own applications no result is told by it before it is announced."""

    state = ChoiceFilter(choices=ApplicationState.choices, method="at_state")

    class Meta:
        model = Application
        fields = ("round", "worker_type", "first_choice")

    def at_state(self, rows: "QuerySet[Application]", _name: str, value: str) -> "QuerySet[Application]":
        return in_shown_state(rows, value, self.request.user)
