"""Posts of tambons: how many there are, filled and vacant, by type."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tambon.models import Area, Programme
from u2t.core import clock
from u2t.core.access import Actor, require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.rounds import VacancyFilterSet
from workforce.permissions import Can
from workforce.selectors.posts import day_in, staffing_of
from workforce.tables.rounds import VacancyTable
from workforce.views.answers import actor


def _rows(user: Actor, programme: str) -> "QuerySet[Area, Area]":
    return staffing_of(user, get_object_or_404(Programme, pk=programme))


POSTS = register(
    ListSpec(
        name="workforce.posts",
        title=gettext_lazy("Posts and vacancies"),
        table=VacancyTable,
        filterset=VacancyFilterSet,
        rows=_rows,
        empty=gettext_lazy("No posts are open here yet. They are opened when a round is planned."),
    )
)


@login_required
@require_GET
def post_index(request: HttpRequest) -> HttpResponse:
    """Open the posts of the programme in force, else of the latest."""
    require(actor(request), Can.VIEW_POST)
    begun = Programme.objects.filter(starts_on__lte=clock.today()).order_by("-starts_on")
    found = (
        begun.filter(posts__isnull=False).first() or begun.first() or Programme.objects.order_by("starts_on").first()
    )
    if found is None:
        raise Http404
    return redirect("post-list", programme=found.pk)


@login_required
@require_GET
def post_list(request: HttpRequest, programme: str) -> HttpResponse:
    require(actor(request), Can.VIEW_POST)
    found = get_object_or_404(Programme, pk=programme)
    context = {
        "programme": found,
        "programmes": Programme.objects.order_by("starts_on"),
        "day": day_in(found),
    }
    template = "workforce/post_list.html"
    return list_page(request, POSTS, arguments={"programme": programme}, template=template, context=context)
