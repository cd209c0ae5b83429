"""Lists of institutions from a spreadsheet: bring, check, decide, undo."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.choices import InstitutionList
from tambon.filters.institutions import InstitutionImportFilterSet
from tambon.forms.institutions import StoreForm, UploadForm
from tambon.importing import institution_intake as intake
from tambon.permissions import Can
from tambon.services import institution_imports
from tambon.tables.allocation_runs import InstitutionRunTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import Actor, reach, require
from u2t.core.importing.pages import decide, issue_list, run_page, undo_page
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun

RUNS = register(
    ListSpec(
        name="tambon.institution_runs",
        title=gettext_lazy("Imports of institutions"),
        table=InstitutionRunTable,
        filterset=InstitutionImportFilterSet,
        rows=intake.runs_of,
        empty=gettext_lazy("No list of universities, networks or leads has been brought in yet."),
    )
)
ISSUES = issue_list("tambon.institution_issues", intake.issues_of)


@login_required
@require_GET
def institution_run_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.CHANGE_UNIVERSITY)
    return list_page(request, RUNS, template="tambon/institution_run_list.html")


@login_required
@require_http_methods(["GET", "POST"])
def institution_import(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": InstitutionList.UNIVERSITIES})
    if form.is_valid():
        file, kind = form.cleaned_data["file"], InstitutionList(form.cleaned_data["kind"])
        run = attempt(form, lambda: intake.bring(kind=kind, name=file.name, stream=file, by=user))
        if run is not None:
            return redirect("institution-run", pk=run.pk)
    context = {"form": form, "title": _("Import a list"), "button": _("Check the file"), "has_file": True}
    context["back"] = way_back("institution-run-list", _("Imports of institutions"))
    return render(request, "tambon/institution_import.html", context, status=status_of(form))


@login_required
@require_GET
def institution_run(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    context = {
        "kind": intake.kind_of(run).label,
        "store": StoreForm(),
        "store_form": "tambon/_institution_store.html",
        "give_up_page": "institution-run-give-up",
        "undo_page": "institution-run-undo",
    }
    return run_page(
        request, run, ISSUES, template="tambon/institution_run.html",
        may_change=bool(reach(user, Can.CHANGE_UNIVERSITY)), context=context,
    )  # fmt: skip


@login_required
@require_POST
def institution_run_store(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_UNIVERSITY)
    form = StoreForm(request.POST)
    form.is_valid()
    return decide(
        request,
        lambda: institution_imports.queue_store(run=run, **form.cleaned_data, by=user),
        to=reverse("institution-run", args=[pk]),
    )


@login_required
@require_POST
def institution_run_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_UNIVERSITY)
    return decide(
        request,
        lambda: institution_imports.give_up(run=run, by=user),
        done=_("Given up. Nothing was stored."),
        to=reverse("institution-run", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def institution_run_undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_UNIVERSITY)
    return undo_page(
        request,
        lambda reason: institution_imports.undo(run=run, reason=reason, by=user),
        back=reverse("institution-run", args=[pk]),
        template="tambon/institution_run_undo.html",
        context={"run": run},
    )


def _run(user: Actor, pk: int) -> ImportRun:
    return get_object_or_404(intake.runs_of(user), pk=pk)
