"""A filter that offers tambons by their names."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.fields import ModelChoiceField

from tambon.choices import Level
from tambon.models import Area
from tambon.selectors.names import near_name


class TambonField(ModelChoiceField):
    """A tambon by its name and its amphoe."""

    def label_from_instance(self, obj: Area) -> str:
        """Return both names in the language of the page."""
        return near_name(obj)


class TambonFilter(django_filters.ModelChoiceFilter):
    """Tambons in Thai order, told by their names; a page narrows `queryset` to those that it is about."""

    field_class = TambonField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"queryset": tambons()} | kwargs)


def tambons() -> "QuerySet[Area]":
    """Return all tambons with their amphoe, in Thai order."""
    return Area.objects.filter(level=Level.TAMBON).select_related("parent").order_by("sort_key", "code")
