"""Pages by key: a page begins after a row, not after a number of rows, so the thousandth costs what the first does."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import ExpressionWrapper, F, Field, Model, Q, QuerySet
from django.utils.translation import gettext as _

from u2t.core.errors import InputError

EXACT_UP_TO = 10_000
M = TypeVar("M", bound=Model)


class Certain(ExpressionWrapper):  # type: ignore[type-arg]  # it takes none when it runs
    """A column in which each of the rows asked for has a value, though others may have none.

    Rows ordered by it are paged by a plain range of its index, without a place for empty values.
    """


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows of many; `next` and `previous` are tokens for `page_of`, empty at the ends."""

    rows: list[M]
    next: str
    previous: str
    count: int
    count_is_estimate: bool


def page_of(rows: QuerySet[M, M], *, order: str, size: int, token: str = "") -> Page[M]:
    """Return the page of `rows` that `token` names, ordered by the column `order` (`-` for descending) and the key.

    Empty values come last in either direction.

    Raises:
        InputError: the token is not one of ours, or not for this order.
    """
    count, is_estimate = bounded_count(rows)
    backwards, after = _read(token)
    field, descending = order.lstrip("-"), order.startswith("-")
    is_sure = field != "pk" and _is_sure(rows, field)
    if after is not None:
        beyond = _beyond_sure if is_sure else _beyond
        rows = rows.filter(beyond(rows, field, after, descending=descending, backwards=backwards))
    ordering = _ordering_sure if is_sure else _ordering
    found = list(rows.order_by(*ordering(field, descending=descending, backwards=backwards))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    first, last = (_token("b", field, found[0]), _token("f", field, found[-1])) if found else ("", "")
    has_next, has_previous = (True, has_more) if backwards else (has_more, after is not None)
    return Page(found, last if has_next else "", first if has_previous else "", count, is_estimate)


def bounded_count(rows: QuerySet[Any, Any]) -> tuple[int, bool]:
    """Count `rows` exactly up to 10,000, else estimate; return the count and whether it is an estimate."""
    plain = rows.order_by().values("pk")
    counted = plain[: EXACT_UP_TO + 1].count()
    if counted <= EXACT_UP_TO:
        return counted, False
    sql, parameters = plain.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0]
    return max(counted, int(plan[0]["Plan"]["Plan Rows"])), True


def _ordering(field: str, *, descending: bool, backwards: bool) -> list[Any]:
    down = descending != backwards
    nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    key = F("pk").desc() if down else F("pk").asc()
    if field == "pk":
        return [key]
    return [F(field).desc(**nulls) if down else F(field).asc(**nulls), key]


def _beyond(rows: QuerySet[Any, Any], field: str, after: list[Any], *, descending: bool, backwards: bool) -> Q:
    side = "lt" if descending != backwards else "gt"
    value, key = _parse(rows, field, after[0]), _parse(rows, "pk", after[1])
    tied = Q(**{f"pk__{side}": key})
    if field == "pk":
        return tied
    if value is None:
        return Q(**{f"{field}__isnull": True}) & tied | (
            Q(**{f"{field}__isnull": False}) if backwards else Q(pk__in=[])
        )
    beyond = Q(**{f"{field}__{side}": value}) | Q(**{field: value}) & tied
    return beyond if backwards else beyond | Q(**{f"{field}__isnull": True})


def _is_sure(rows: QuerySet[Any, Any], path: str) -> bool:
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return isinstance(annotation, Certain)
    return "__" not in path and not _field(rows, path).null


def _ordering_sure(field: str, *, descending: bool, backwards: bool) -> list[Any]:
    return [F(name).desc() if descending != backwards else F(name).asc() for name in (field, "pk")]


def _beyond_sure(rows: QuerySet[Any, Any], field: str, after: list[Any], *, descending: bool, backwards: bool) -> Q:
    side = "lt" if descending != backwards else "gt"
    value, key = _parse(rows, field, after[0]), _parse(rows, "pk", after[1])
    if value is None or key is None:
        raise InputError(_("The page link is not valid. Begin again at the first page."))
    # The first condition is implied by the second; it lets an index begin where the page does.
    return Q(**{f"{field}__{side}e": value}) & (Q(**{f"{field}__{side}": value}) | Q(**{f"pk__{side}": key}))


def _parse(rows: QuerySet[Any, Any], path: str, value: Any) -> Any:
    if value is None:
        return None
    try:
        return _storable(_field(rows, path).to_python(value))
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise InputError(_("The page link is not valid. Begin again at the first page.")) from error


def _storable(value: Any) -> Any:
    """Return the value, unless it is text that PostgreSQL cannot hold."""
    if isinstance(value, str) and b"\x00" in value.encode():
        raise ValueError
    return value


def _field(rows: QuerySet[Any, Any], path: str) -> "Field[Any, Any]":
    annotation: Any = rows.query.annotations.get(path)
    if annotation is not None:
        return cast("Field[Any, Any]", annotation.output_field)
    model: Any = rows.model
    for name in (parts := path.split("__"))[:-1]:
        model = model._meta.get_field(name).related_model
    if parts[-1] == "pk":
        return cast("Field[Any, Any]", model._meta.pk)
    try:
        return cast("Field[Any, Any]", model._meta.get_field(parts[-1]))
    except FieldDoesNotExist:
        found = [field for field in model._meta.concrete_fields if field.attname == parts[-1]]
        return cast("Field[Any, Any]", found[0])


def _token(direction: str, field: str, row: Model) -> str:
    value: Any = row
    for name in field.split("__"):
        value = getattr(value, name, None)
    text = json.dumps([direction, value if isinstance(value, int | str | None) else str(value), str(row.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(token: str) -> tuple[bool, list[Any] | None]:
    if not token:
        return False, None
    try:
        direction, value, key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, RecursionError) as error:
        raise InputError(_("The page link is not valid. Begin again at the first page.")) from error
    return direction == "b", [value, key]
