"""The profile of a tambon, on a page and on paper, and the levels that its targets amount to."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from dashboards.forms import LevelsForm
from dashboards.maps import places_map
from dashboards.models import LevelScheme
from dashboards.permissions import Can
from dashboards.profilesheets import sheet_of
from dashboards.selectors.levels import scheme
from dashboards.selectors.periods import label_of
from dashboards.selectors.profiles import profile_of
from dashboards.services import levels
from dashboards.words import amount, name_of
from tambon.choices import Level
from tambon.models import Area
from tambon.permissions import Can as Where
from tambon.selectors.boundaries import current_maps
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.views import actor
from workforce.tambonsheet import write_tambon


@login_required
@require_GET
def tambon_profile(request: HttpRequest, code: str) -> HttpResponse:
    tambon = _tambon(request, code)
    profile = profile_of(tambon, user=actor(request))
    maps = current_maps()
    context = {
        "profile": profile,
        "tambon": tambon,
        "figures": [
            (name_of(row.indicator), amount(row.value, row.indicator), label_of(row.period), row.origin)
            for row in profile.figures
            if row.value is not None
        ],
        "map": places_map(tambon, profile.points, maps) if profile.points else None,
        "credit": maps,
    }
    return render(request, "dashboards/profile.html", context)


@login_required
@require_GET
def tambon_profile_pdf(request: HttpRequest, code: str) -> HttpResponse:
    tambon = _tambon(request, code)
    with override("th"), TemporaryDirectory() as folder:
        path = Path(folder) / "profile.pdf"
        write_tambon(path, sheet_of(profile_of(tambon, user=actor(request))))
        response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tambon-profile-{tambon.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def level_scheme(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    rule = scheme()
    may_decide = user.has_perm(Can.CHANGE_LEVELS, Area(code="TH"))
    if request.method == "POST":
        require(user, Can.CHANGE_LEVELS, Area(code="TH"))
    form = LevelsForm(request.POST if request.method == "POST" else None, rule=rule)
    if form.is_valid():
        try:
            levels.decide(by=user, **form.decided())
        except DomainError as error:
            named = error.extra.get("field")
            form.add_error(named if named in form.fields else None, str(error))
        else:
            messages.success(request, _("Decided. The level of every tambon is told by it from now on."))
            return redirect("level-scheme")
    context: dict[str, Any] = {
        "rule": rule,
        "form": form if may_decide else None,
        "earlier": LevelScheme.objects.select_related("by").order_by("-pk")[:20],
    }
    return render(request, "dashboards/levels.html", context, status=422 if form.errors else 200)


def _tambon(request: HttpRequest, code: str) -> Area:
    visible = Area.objects.visible_to(actor(request), to=Where.VIEW_AREA)
    tambon = get_object_or_404(visible.select_related("parent__parent"), pk=code)
    if tambon.level != Level.TAMBON:
        raise Http404
    return tambon
