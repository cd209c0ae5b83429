"""Pages composed of more than one app: home and the dashboards."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards import sources
from dashboards.pages import Asked, context_of
from dashboards.selectors import subjects
from dashboards.selectors.boards import board_of
from dashboards.selectors.landing import landing_of
from dashboards.selectors.programmes import programme_of, programmes
from tambon.models import User
from tambon.selectors.boundaries import current_maps


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    found = landing_of(cast("User", request.user))
    return redirect(found.url_name, found.code) if found else render(request, "dashboards/welcome.html")


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
    asked = _asked(request)
    known = programmes()
    programme = programme_of(asked.programme, known)
    try:
        subject = subjects.subject_of(user=request.user, kind=kind, code=code, view=asked.view, programme=programme)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    board = board_of(user=request.user, subject=subject, indicator=asked.indicator, period=asked.period)
    context = context_of(board, asked, current_maps())
    context |= {"programmes": known, "programme": programme}
    partial = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "dashboards/_board.html" if partial else "dashboards/board.html", context)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    return Asked(
        indicator=given.get("indicator", ""),
        period=given.get("period", ""),
        programme=given.get("programme", ""),
        view=given.get("view", ""),
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
    board = board_of(user=request.user, subject=subject, indicator=asked.indicator, period=asked.period)
    return render(request, "dashboards/source.html", sources.context_of(board, asked, request.user))
