"""Filters that every app's lists share: by a key, and by a code of digits."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _


class KeyFilter(django_filters.NumberFilter):
    """The number of a row: whole, and one that a column can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": 2**63 - 1} | kwargs)


class YesOrNo(forms.NullBooleanSelect):
    """Yes, no, or whichever: a filter that is not used does not say that something is unknown."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("All")), ("true", _("Yes")), ("false", _("No"))]
