"""Filters by plain names, from the page's own filterset; an unknown name is an error, not everything."""

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend

from u2t.core.errors import InputError

_ALWAYS = {"page_size", "cursor", "format"}
_MOST_ALLOWED = 200


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
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise InputError(_("Some values cannot be accepted."), extra=_described(filterset))
        return filterset.qs


def _described(filterset: Any) -> dict[str, Any]:
    """Name each field that is wrong, why, and what it takes where that is a short list."""
    fields = {name: filterset.form.fields[name] for name in filterset.errors}
    return {
        "errors": {name: list(messages) for name, messages in filterset.errors.items()},
        "allowed": {name: _values(field) for name, field in fields.items() if hasattr(field, "choices")},
    }


def _values(field: Any) -> list[str]:
    return [str(value) for value, _label in islice(field.choices, _MOST_ALLOWED) if value]
