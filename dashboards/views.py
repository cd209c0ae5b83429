"""Pages composed of more than one app: home and the dashboards."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards import sources
from dashboards.keeping import shown
from dashboards.pages import Asked
from dashboards.selectors import subjects
from dashboards.selectors.boards import board_of, indicators_of
from dashboards.selectors.landing import landing_of
from dashboards.selectors.places import Place
from dashboards.selectors.programmes import programme_of, programmes
from tambon.choices import Level
from tambon.models import Area, University, User
from tambon.permissions import Can as Where
from tambon.selectors.leads import lead_of_province
from tambon.selectors.local_governments import governments_of
from u2t.core.access import reach
from workforce.permissions import Can as Work
from workforce.views.applications import own_page


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    found = landing_of(cast("User", request.user))
    if found:
        return redirect(found.url_name, found.code)
    return render(request, "dashboards/welcome.html", own_page(request))


@login_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "components/page.html", {"road": [_("Upload"), _("Check"), _("Store")]})


@login_required
@require_GET
def area_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return _dashboard(request, "area", code)


@login_required
@require_GET
def university_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return _dashboard(request, "university", code)


@login_required
@require_GET
def network_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return _dashboard(request, "network", code)


def _dashboard(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    try:
        found = shown(user=request.user, kind=kind, code=code, asked=_asked(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    is_part = _is_part(request)
    context = found.context | {"shown": found.board, "is_part": is_part}
    context |= _leads_to(request, context["board"].subject.place)
    response = render(request, "dashboards/_part.html" if is_part else "dashboards/board.html", context)
    # Page and part share an address: a browser that goes back must not show the part as a page.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _leads_to(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Tell which pages beside the figures a user may open from here, and who answers for the place."""
    user, code = request.user, place.page_code
    if place.level == "university":
        return {"may_see_work": University.objects.visible_to(user, to=Work.VIEW_ROUND).filter(pk=code).exists()}
    may_see_access = place.page == "area-dashboard" and bool(reach(user, Where.VIEW_ACCESS))
    if place.level == Level.PROVINCE:
        return {"may_see_access": may_see_access, "lead": lead_of_province(user=user, province=code)}
    if place.level != Level.TAMBON:
        return {"may_see_access": may_see_access}
    tambons = Area.objects.visible_to(user, to=Work.VIEW_POST).filter(pk=code)
    governments = governments_of(user=user, tambon=code)
    return {"may_see_access": may_see_access, "may_see_staffing": tambons.exists(), "governments": governments}


def _is_part(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request  # type: ignore[union-attr]


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    return Asked(
        indicator=given.get("indicator", ""),
        period=given.get("period", ""),
        programme=given.get("programme", ""),
        view=given.get("view", ""),
        level=given.get("level", ""),
    )


@login_required
@require_GET
def figure_source(request: HttpRequest, level: str, area: str) -> HttpResponse:
    asked = _asked(request)
    programme = programme_of(asked.programme, programmes())
    try:
        subject = subjects.subject_of_figure(user=request.user, level=level, area=area, programme=programme)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    board = board_of(
        user=request.user,
        subject=subject,
        indicators=indicators_of(request.user),
        indicator=asked.indicator,
        period=asked.period,
    )
    return render(request, "dashboards/source.html", sources.context_of(board, asked, request.user))
