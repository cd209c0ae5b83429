"""Filters of applications."""

from django_filters import FilterSet

from workforce.models import Application


class ApplicationApiFilterSet(FilterSet):
    """What programs may ask for."""

    class Meta:
        model = Application
        fields = ("round", "state", "worker_type", "first_choice")
