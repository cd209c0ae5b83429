"""Allocations from a spreadsheet: bring, check, decide, undo."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.filters.people import AllocationImportFilterSet
from tambon.forms.allocations import StoreForm, UploadForm
from tambon.importing import allocation_intake as intake
from tambon.models import Programme
from tambon.permissions import Can
from tambon.services import allocation_imports
from tambon.services.allocation_imports import SUBJECT, Decision
from tambon.tables.allocation_runs import AllocationRunTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import Actor, reach, require
from u2t.core.importing.pages import decide, issue_list, run_page, undo_page
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun

_SHOWN = 20
RUNS = register(
    ListSpec(
        name="tambon.allocation_runs",
        title=gettext_lazy("Imports of allocations"),
        table=AllocationRunTable,
        filterset=AllocationImportFilterSet,
        rows=intake.named_runs_of,
        empty=gettext_lazy("No list of allocations has been brought in yet."),
    )
)
ISSUES = issue_list("tambon.allocation_issues", intake.issues_of)


@login_required
@require_GET
def allocation_run_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.VIEW_ALLOCATION)
    return list_page(request, RUNS, template="tambon/allocation_run_list.html")


@login_required
@require_http_methods(["GET", "POST"])
def allocation_import(request: HttpRequest, programme: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ALLOCATION)
    found = get_object_or_404(Programme, pk=programme)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"from_on": found.starts_on})
    if form.is_valid():
        file, day = form.cleaned_data["file"], form.cleaned_data["from_on"]
        run = attempt(
            form,
            lambda: intake.bring(programme=found, name=file.name, stream=file, from_on=day, by=user),
        )
        if run is not None:
            return redirect("allocation-run", pk=run.pk)
    context = {"form": form, "title": _("Import allocations"), "button": _("Check the file"), "has_file": True}
    context["back"] = way_back("allocation-list", found, programme)
    return render(request, "tambon/form.html", context, status=status_of(form))


@login_required
@require_GET
def allocation_run(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.VIEW_ALLOCATION)
    context = {
        "programme": run.subject.removeprefix(SUBJECT),
        "conflicts": intake.conflicts_of(run, limit=_SHOWN),
        "conflict_count": intake.count_conflicts(run),
        "conflict_code": intake.CONFLICT,
        "store": StoreForm(),
        "store_form": "tambon/_allocation_store.html",
        "give_up_page": "allocation-run-give-up",
        "undo_page": "allocation-run-undo",
    }
    return run_page(
        request, run, ISSUES, template="tambon/allocation_run.html",
        may_change=bool(reach(user, Can.CHANGE_ALLOCATION)), context=context,
    )  # fmt: skip


@login_required
@require_POST
def allocation_run_store(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    form = StoreForm(request.POST)
    form.is_valid()
    return decide(
        request,
        lambda: allocation_imports.queue_store(run=run, decision=Decision(**form.cleaned_data), by=user),
        to=reverse("allocation-run", args=[pk]),
    )


@login_required
@require_POST
def allocation_run_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    return decide(
        request,
        lambda: allocation_imports.give_up(run=run, by=user),
        done=_("Given up. Nothing was stored."),
        to=reverse("allocation-run", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def allocation_run_undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    return undo_page(
        request,
        lambda reason: allocation_imports.undo(run=run, reason=reason, by=user),
        back=reverse("allocation-run", args=[pk]),
        template="tambon/allocation_run_undo.html",
        context={"run": run, "programme": run.subject.removeprefix(SUBJECT)},
    )


def _run(user: Actor, pk: int) -> ImportRun:
    return get_object_or_404(intake.runs_of(user), pk=pk)
