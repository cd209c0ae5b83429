"""Papers of the month made on demand, the same by page and by API."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from u2t.core.access import Actor
from workforce.models import MonthReport
from workforce.reportsheet import write_report
from workforce.selectors.reports import reports_of
from workforce.selectors.reportsheets import sheet_of_report
from workforce.services import readings
from workforce.views.answers import actor


@login_required
@require_GET
def monthreport_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    return printed(get_object_or_404(reports_of(user), pk=pk), by=user)


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
