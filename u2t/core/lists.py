"""A list page in four lines: rows, filters and table are declared once, for the page, its downloads and the API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import Column as TableColumn

from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.exports import Column
from u2t.core.keyset import page_of
from u2t.core.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE = 50
Rows: TypeAlias = Callable[..., "QuerySet[Any, Any]"]
#: Appends some lines to a file and returns how many.
Piece: TypeAlias = Callable[[IO[bytes]], int]

#: Writes the rows of a list with its columns and arguments to a file of another kind; returns how many.
Writer: TypeAlias = "Callable[[Path, QuerySet[Any, Any], Sequence[Column], Mapping[str, str]], int]"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list is made of.

    `rows(user, **arguments)` returns what the user may see; `arguments` come from the address of the page (the code of
    a data set, say) and are asked again when the list is downloaded by a job. `sees_personal(user, **arguments)` says
    whether the personal columns of a download are the reader's to see; nobody sees them where it is not said.
    `columns(**arguments)` are those of a download where they are not the table's, `personal_columns(**arguments)` those
    that come after them for who sees what is personal; `shown(query, **arguments)` are further columns of the page, by
    name.
    `ordered(query)` names a column that a filter has added, where the filters say the order too; else nothing.
    `others` writes files of further kinds than CSV and XLSX, by the ending of their names.
    `copied(rows, columns)` gives the pieces of a CSV that the database writes itself, where there are very many rows.
    `streamed(rows, columns)` gives the cells of the rows where there may be more columns than the database lists.
    `sizes` are longer pages that can be asked for, where something is done with all rows of a page at once.
    """

    name: str
    title: "StrPromise"
    table: type[Table]
    rows: Rows
    filterset: type[FilterSet] | None = None
    empty: "StrPromise | str" = ""
    columns: Callable[..., tuple[Any, ...]] | None = field(default=None)
    personal_columns: Callable[..., tuple[Any, ...]] | None = field(default=None)
    shown: "Callable[..., Sequence[tuple[str, TableColumn]]] | None" = field(default=None)
    sees_personal: Callable[..., bool] | None = field(default=None)
    ordered: Callable[[QueryDict], str] | None = field(default=None)
    copied: "Callable[[QuerySet[Any, Any], Sequence[Column]], Iterator[Piece]] | None" = field(default=None)
    streamed: "Callable[[QuerySet[Any, Any], Sequence[Column]], Iterator[Sequence[Any]]] | None" = field(default=None)
    sizes: tuple[int, ...] = ()
    others: "Mapping[str, Writer]" = field(default_factory=dict)


_specs: dict[str, ListSpec] = {}


def register(spec: ListSpec) -> ListSpec:
    """Make a list known by its name, so that a job can download it."""
    _specs[spec.name] = spec
    return spec


def get(name: str) -> ListSpec:
    """Return a list by its name.

    Raises:
        InputError: there is none.
    """
    import_module(settings.ROOT_URLCONF)  # a worker has not loaded the views, which register their lists
    if name not in _specs:
        raise InputError(_("There is no list “%(name)s”.") % {"name": name})
    return _specs[name]


def names() -> list[str]:
    """Return the names of all lists, for the test that walks them."""
    return sorted(_specs)


def filtered(spec: ListSpec, user: Actor, query: QueryDict, arguments: Mapping[str, str]) -> "QuerySet[Any, Any]":
    """Return the rows of a list that fit the filters of `query`; filters that are not valid match nothing.

    Raises:
        InputError: a filter's value is not valid.
    """
    rows = _rows(spec, user, arguments)
    if spec.filterset is None:
        return rows
    filterset = spec.filterset(query, queryset=rows)
    if not filterset.is_valid():
        asked = filterset.form.fields
        named = ((asked[name].label if name in asked else name, errors) for name, errors in filterset.errors.items())
        raise InputError("; ".join(f"{label}: {'; '.join(errors)}" for label, errors in named))
    return cast("QuerySet[Any, Any]", filterset.qs)


def _rows(spec: ListSpec, user: Actor, arguments: Mapping[str, str]) -> "QuerySet[Any, Any]":
    parameters = list(signature(spec.rows).parameters.values())[1:]
    takes_any = any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters)
    named = [parameter for parameter in parameters if parameter.kind is not Parameter.VAR_KEYWORD]
    known = [parameter.name for parameter in named]
    needed = {parameter.name for parameter in named if parameter.default is Parameter.empty}
    if not needed <= set(arguments) or not (takes_any or set(arguments) <= set(known)):
        raise InputError(_("This list needs: %(names)s.") % {"names": ", ".join(known) or "-"})
    try:
        return spec.rows(user, **arguments)
    except (ValueError, TypeError, Http404) as error:
        raise InputError(_("There is nothing of this name to download.")) from error


def list_page(
    request: HttpRequest,
    spec: ListSpec,
    *,
    arguments: Mapping[str, str] | None = None,
    template: str = "core/list.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with one page of a list; htmx gets only the part that changes.

    A filter's value that is not valid is told beside its field, and to programs by the status (htmx shows only what is
    answered with 200).
    """
    rows = spec.rows(request.user, **(arguments or {}))
    filterset = spec.filterset(request.GET or None, queryset=rows, request=request) if spec.filterset else None
    if filterset is not None:
        rows = fitting(filterset)
    sort = _sort(spec.table, request.GET.get("sort", ""))
    order = _added(spec, request.GET, rows) or _direction(spec.table.sortable[sort.lstrip("-")], sort)
    size, token = _size(spec, request.GET.get("rows", "")), request.GET.get("cursor", "")
    page = page_of(rows, order=order, size=size, token=token)
    if token and not page.rows:  # such as after all of the last page was verified: the others are not gone
        page = page_of(rows, order=order, size=size)
    shown = {
        "spec": spec,
        "title": spec.title,
        "table": _table(spec, page.rows, request, arguments or {}),
        "filterset": filterset,
        "page": page,
        "sizes": [PAGE_SIZE, *spec.sizes] if spec.sizes else [],
        "size": size,
        "sort": sort,
        "sortable": spec.table.sortable,
        "list_arguments": dict(arguments or {}),
        **(context or {}),
    }
    is_partial = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    is_refused = filterset is not None and filterset.is_bound and not filterset.is_valid()
    status = InputError.status if is_refused and not is_partial else 200
    return render(request, "core/_list.html" if is_partial else template, shown, status=status)


def fitting(filterset: FilterSet) -> "QuerySet[Any, Any]":
    """Return the rows that fit the filters; none where a value is not valid, of which its field tells then."""
    if filterset.is_bound and not filterset.is_valid():
        return cast("QuerySet[Any, Any]", filterset.queryset.none())
    try:
        return cast("QuerySet[Any, Any]", filterset.qs)
    except InputError as error:  # such as a field to look in without what to look for
        form, name = filterset.form, error.extra.get("field", "")
        if name not in form.fields or form[name].is_hidden:
            raise
        form.add_error(name, str(error))
        return cast("QuerySet[Any, Any]", filterset.queryset.none())


def _table(spec: ListSpec, rows: Sequence[Any], request: HttpRequest, arguments: Mapping[str, str]) -> Table:
    """Make the table of a page's rows; given the request it would page them once more, and leave those after 25 out."""
    table = spec.table(rows, extra_columns=spec.shown(request.GET, **arguments) if spec.shown and rows else None)
    table.request = request
    return table


def _size(spec: ListSpec, asked: str) -> int:
    """Return how many rows a page has: as many as are asked for, where the list offers that."""
    return next((size for size in spec.sizes if str(size) == asked), PAGE_SIZE)


def _added(spec: ListSpec, query: QueryDict, rows: "QuerySet[Any, Any]") -> str:
    """Return the column that the filters order by, unless they were not valid and added none."""
    order = spec.ordered(query) if spec.ordered else ""
    return order if order.lstrip("-") in rows.query.annotations else ""


def _direction(order: str, sort: str) -> str:
    if not sort.startswith("-"):
        return order
    return order.lstrip("-") if order.startswith("-") else f"-{order}"


def _sort(table: type[Table], asked: str) -> str:
    return asked if asked.lstrip("-") in table.sortable else next(iter(table.sortable))
