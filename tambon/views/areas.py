"""Lists of areas, and the search."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tambon.filters.areas import AreaFilterSet
from tambon.selectors import institutions
from tambon.selectors.search import search
from tambon.tables.areas import AreaTable
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.views import actor

AREAS = register(
    ListSpec(
        name="tambon.areas",
        title=_("Areas"),
        table=AreaTable,
        rows=institutions.areas,
        filterset=AreaFilterSet,
        empty=_("No area of yours fits. Change the filters and look again."),
    )
)
_SUGGESTIONS = 8
_RESULTS = 50


@login_required
@require_GET
def area_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, AREAS, template="tambon/area_list.html")


@login_required
@require_GET
def place_search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    is_partial = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]  # set by the middleware
    hits = search(actor(request), query, limit=_SUGGESTIONS if is_partial else _RESULTS)
    template = "tambon/_search_hits.html" if is_partial else "tambon/place_search.html"
    return render(request, template, {"query": query, "hits": hits, "is_partial": is_partial})
