"""Filters by plain names, from the page's own filterset; an unknown name is an error, not everything."""

from typing import Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend

from u2t.core.errors import InputError

_ALWAYS = {"page_size", "cursor", "format", "lang"}


class PlainFilterBackend(DjangoFilterBackend):
    """Refuses filters that the view does not know: a typing error must not answer with every row."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Apply the view's filterset."""
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(filterset_class.base_filters) if filterset_class else set(getattr(view, "own_parameters", ()))
        unknown = sorted(set(request.query_params) - known - _ALWAYS)
        if unknown:
            raise InputError(
                _("Unknown filter: %(names)s.") % {"names": ", ".join(unknown)}, extra={"known": sorted(known)}
            )
        return super().filter_queryset(request, queryset, view)
