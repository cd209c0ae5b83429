"""Papers of the month made on demand, the same by page and by API."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core.access import Actor, require
from workforce.forms.papers import AcceptForm, MonthPacketForm
from workforce.models import MonthReport
from workforce.permissions import Can
from workforce.reportsheet import write_report
from workforce.selectors.matrix import tambons_at_work
from workforce.selectors.periods import periods_of
from workforce.selectors.reports import reports_of
from workforce.selectors.reportsheets import sheet_of_report
from workforce.services import monthpapers, readings
from workforce.views.answers import actor, settle, status_of


@login_required
@require_GET
def monthreport_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    return printed(get_object_or_404(reports_of(user), pk=pk), by=user)


@login_required
@require_POST
def monthreport_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the delivery of work, and show it."""
    user = actor(request)
    report = get_object_or_404(reports_of(user), pk=pk)
    paper = monthpapers.deliver(report=report, site=request.build_absolute_uri("/"), by=user)
    return redirect("paper-detail", pk=paper.pk)


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the acceptance of work, by the order that appoints who accepts."""
    user = actor(request)
    report = get_object_or_404(reports_of(user), pk=pk)
    require(user, Can.DECIDE_REPORT, report)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    site = request.build_absolute_uri("/")
    paper = settle(form, lambda: monthpapers.accept(report=report, site=site, by=user, **form.cleaned_data))
    if paper is not None:
        return redirect("paper-detail", pk=paper.pk)
    context = {"form": form, "report": report, "title": _("Acceptance of work"), "button": _("Make the paper")}
    return render(request, "workforce/monthreport_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def period_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the papers of everybody in a tambon of one month made and joined into one file."""
    user = actor(request)
    period = get_object_or_404(periods_of(user), pk=pk)
    require(user, Can.CHANGE_PAPER, period.university)
    form = MonthPacketForm(request.POST or None, tambons=tambons_at_work(period.university, user))
    site = request.build_absolute_uri("/")
    job = settle(form, lambda: monthpapers.ask(period=period, site=site, by=user, **form.cleaned_data))
    if job is not None:
        return redirect("job-detail", pk=job.pk)
    context = {"form": form, "title": _("Papers of a month for a tambon"), "button": _("Make all")}
    return render(request, "tambon/form.html", context, status=status_of(form))


def printed(report: MonthReport, *, by: Actor) -> HttpResponse:
    """Answer with the report as PDF; that it was printed is remembered, and nobody keeps the answer."""
    readings.print_report(report=report, by=by)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        write_report(path, sheet_of_report(report, user=by))
        response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="report-{report.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
