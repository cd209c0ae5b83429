"""Pages by key: the thousandth costs what the first costs."""

from typing import Any

from django.db import connection, models
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

EXACT_UP_TO = 10_000


def bounded_count(rows: "models.QuerySet[Any, Any]") -> tuple[int, bool]:
    """Count `rows` exactly up to 10,000, else estimate; return the count and whether it is an estimate."""
    counted = rows.order_by()[: EXACT_UP_TO + 1].count()
    if counted <= EXACT_UP_TO:
        return counted, False
    sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0]
    return max(counted, int(plan[0]["Plan"]["Plan Rows"])), True


class KeysetPagination(CursorPagination):
    """`{"count", "next", "previous", "results"}`; views name their `ordering`, which ends in a unique column."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    ordering = ("pk",)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        """Return one page of rows."""
        self.count, self.count_is_estimate = bounded_count(queryset)
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap a page."""
        body = {
            "count": self.count,
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
            "results": data,
        }
        if self.count_is_estimate:
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
