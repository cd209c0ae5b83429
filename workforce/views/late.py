"""Pages about many reports: what is late and whom to call, and what came of many approvals."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tambon.models import User
from u2t.core.models import Job
from u2t.core.permissions import Can as Core
from workforce.filters.months import ReportFilterSet
from workforce.models import Contract
from workforce.permissions import Can
from workforce.selectors.late import late_of, late_reports, message_to, unbegun
from workforce.selectors.reports import reports_of
from workforce.services import manyapprovals
from workforce.views.answers import actor

SHOWN = 50
MANY = 200


@login_required
@require_GET
def monthreport_late(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    filterset = ReportFilterSet(request.GET or None, queryset=late_reports(user))
    is_good = filterset.is_valid() or not filterset.is_bound
    rows = filterset.qs if is_good else filterset.queryset.none()
    tambon = filterset.form.cleaned_data["tambon"] if is_good and filterset.is_bound else ""
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    lines = late_of(list(page.object_list), user=user, site=request.build_absolute_uri("/"))
    context = {"page": page, "lines": lines, "filterset": filterset} | _unbegun(request, user, tambon)
    return render(request, "workforce/monthreport_late.html", context)


def _unbegun(request: HttpRequest, user: User, tambon: str) -> dict[str, Any]:
    """Return who has not begun a report, in the tambon that was asked for, if one was, each with what to send."""
    rows = unbegun(user, tambon)
    shown = list(rows[: SHOWN + 1])
    called = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(pk__in=[one.pk for one in shown])
    more = rows.count() - SHOWN if len(shown) > SHOWN else 0
    site = request.build_absolute_uri("/")
    lines = [(one, message_to(one, site)) for one in shown[:SHOWN]]
    return {"unbegun": lines, "more": more, "callable": set(called.values_list("pk", flat=True))}


@login_required
@require_GET
def monthreport_approvals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what came of many approvals, each with its own result."""
    user = actor(request)
    mine = Job.objects.visible_to(user, to=Core.VIEW_JOB).filter(kind=manyapprovals.KIND)
    job = get_object_or_404(mine, pk=pk)
    refused = {int(key): str(why) for key, why in job.result.get("refused", [])}
    done = [int(key) for key, _version in job.arguments["chosen"][: job.result.get("next", 0)]]
    rows = reports_of(user).filter(pk__in=done).order_by("contract__person__sort_key", "pk")
    page = Paginator(rows, MANY).get_page(request.GET.get("page"))
    lines = [(report, refused.get(report.pk, "")) for report in page.object_list]
    context = {"job": job, "page": page, "lines": lines, "refused": len(refused), "asked": len(job.arguments["chosen"])}
    return render(request, "workforce/monthreport_approvals.html", context)
