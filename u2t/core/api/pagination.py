"""Pages of the API: the same keyset as the pages of the site."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from u2t.core.errors import InputError
from u2t.core.keyset import Page, page_of

_DIGITS = 5


class KeysetPagination(BasePagination):
    """`{"count", "next", "previous", "results"}`; a view names its `ordering`, one column (the key breaks ties)."""

    page_size = 100
    max_page_size = 1000

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        """Return one page of rows."""
        self.url = request.build_absolute_uri()
        self.page: Page[Any] = page_of(
            queryset,
            order=getattr(view, "ordering", "pk"),
            size=self._size(request),
            token=request.query_params.get("cursor", ""),
        )
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap a page."""
        body = {
            "count": self.page.count,
            "next": self._link(self.page.next),
            "previous": self._link(self.page.previous),
            "results": data,
        }
        if self.page.count_is_estimate:
            body["count_is_estimate"] = True
        return Response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page to OpenAPI."""
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Exact up to 10,000."},
                "count_is_estimate": {"type": "boolean"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the two parameters of paging."""
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_page_size},
            },
        ]

    def _size(self, request: Any) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if not text.isascii() or not text.isdigit() or len(text) > _DIGITS or not 1 <= int(text) <= self.max_page_size:
            raise InputError(
                _("page_size must be a whole number from 1 to %(most)s.") % {"most": self.max_page_size},
                extra={"field": "page_size"},
            )
        return int(text)

    def _link(self, token: str) -> str | None:
        return replace_query_param(remove_query_param(self.url, "cursor"), "cursor", token) if token else None
