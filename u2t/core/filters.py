"""Filters that every app's lists share: by a key, by yes or no, and by who did it."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from u2t.core.templatetags.u2t import local_name


class KeyFilter(django_filters.NumberFilter):
    """The number of a row: whole, and one that a column can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": 2**63 - 1} | kwargs)


class PersonFilter(django_filters.ModelChoiceFilter):
    """Who did it, by name: the people whom the rows of the list themselves name."""

    def get_queryset(self, request: object) -> "QuerySet[Any]":
        """Return the people of the rows that the user may see."""
        people = self.parent.queryset.order_by().values(self.field_name)
        found: QuerySet[Any] = get_user_model().objects.filter(pk__in=people)
        return found.order_by("sort_key", "username")


class NamedFilter(django_filters.ModelChoiceFilter):
    """A thing of a list by its name in the reader's language; that it exists is open to all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.extra["null_label"] = None

    def name_of(self, row: Any) -> str:
        """Name one choice."""
        return local_name(row)

    @property
    def field(self) -> Any:
        """Name the choices."""
        found = super().field
        found.label_from_instance = self.name_of
        return found


class YesOrNo(forms.NullBooleanSelect):
    """Yes, no, or whichever: a filter that is not used does not say that something is unknown."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("All")), ("true", _("Yes")), ("false", _("No"))]
