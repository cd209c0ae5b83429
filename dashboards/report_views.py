"""The page where the national report is asked for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dashboards.forms import ReportForm
from dashboards.jobs import ask
from dashboards.permissions import Can
from dashboards.selectors.programmes import programmes
from dashboards.selectors.report import periods_of
from u2t.core.access import require
from u2t.core.errors import InputError
from u2t.core.views import actor


@login_required
@require_http_methods(["GET", "POST"])
def report_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.EXPORT_REPORT)
    form = ReportForm(request.POST or None, periods=periods_of(user=user), programmes=programmes())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            given = {name: asked[name] for name in ("period", "programme", "as_of")}
            job = ask(media=asked["format"], by=user, **given)
        except InputError as refused:
            form.add_error("as_of" if asked["as_of"] else "period", str(refused))
        else:
            return redirect("job-detail", pk=job.pk)
    return render(request, "dashboards/report_create.html", {"form": form}, status=422 if form.is_bound else 200)
