"""Pages composed of more than one app: home and the dashboards."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dashboards.selectors.landing import landing_of
from tambon.models import User


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
    return render(request, "components/page.html")


@login_required
@require_GET
def area_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "dashboards/area.html", {"code": code})


@login_required
@require_GET
def university_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "dashboards/area.html", {"code": code})


@login_required
@require_GET
def network_dashboard(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "dashboards/area.html", {"code": code})
