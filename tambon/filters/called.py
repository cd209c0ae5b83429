"""A filter that takes an area by its name or by its code."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.selectors.search import areas_called

#: So many areas may have a name before one has to say which is meant.
_MOST = 50


class AreasField(forms.CharField):
    """The codes of the areas that somebody names: several where a name is several areas'."""

    def clean(self, value: Any) -> frozenset[str] | None:
        """Return the codes, or None where nothing is named.

        Raises:
            ValidationError: no area is called so, or very many are.
        """
        text = super().clean(value)
        if not text:
            return None
        found = areas_called(text, most=_MOST + 1)
        if not found:
            raise ValidationError(_("No area has this name or code: “%(text)s”.") % {"text": text})
        if len(found) > _MOST:
            said = _("Very many areas are called so. Write what they lie in too, such as ต.แม่ท้อ อ.เมืองตาก.")
            raise ValidationError(said)
        return frozenset(area.pk for area in found)


class AreasFilter(django_filters.CharFilter):
    """An area by its name or code; the value is a set of codes."""

    field_class = AreasField

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Area (name or code)"), "max_length": 100} | options)
