"""Filters that every app's lists share: by a key, and by a code of digits."""

import django_filters
from django import forms


class KeyFilter(django_filters.NumberFilter):
    """The number of a row: whole, and one that a column can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": 2**63 - 1} | kwargs)
