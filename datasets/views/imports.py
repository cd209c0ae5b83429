"""Pages of imports: bring, check, store or give up, undo."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.filters import ImportFilterSet, IssueFilterSet
from datasets.forms.imports import UndoForm, UploadForm
from datasets.importing import intake
from datasets.permissions import Can
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.effects import effect_of_undo
from datasets.selectors.pages import matched_columns
from datasets.selectors.records import catalogue, imports_of, issues_of
from datasets.services import annotations, runs
from datasets.tables import IssueTable, RunTable
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun, RunState
from u2t.core.views import actor

RUNS = register(
    ListSpec(
        name="datasets.imports",
        title=gettext_lazy("Imports"),
        table=RunTable,
        rows=imports_of,
        filterset=ImportFilterSet,
        empty=gettext_lazy("No file has been brought in yet."),
    )
)
ISSUES = register(
    ListSpec(
        name="datasets.issues",
        title=gettext_lazy("Problems found"),
        table=IssueTable,
        rows=issues_of,
        filterset=IssueFilterSet,
        empty=gettext_lazy("Nothing is wrong with this file."),
    )
)
_OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED})


@login_required
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, RUNS)


@login_required
@require_http_methods(["GET", "POST"])
def import_create(request: HttpRequest, code: str) -> HttpResponse:
    dataset = get_object_or_404(catalogue(actor(request)), code=code)
    require(actor(request), Can.IMPORT_DATASET)
    form = UploadForm(request.POST or None, request.FILES or None, dataset=dataset)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = intake.bring(
                by=actor(request), dataset=dataset, file=file, size=file.size, name=file.name,
                period=form.cleaned_data["period"],
            )  # fmt: skip
            return redirect("import-detail", pk=run.pk)
        except DomainError as error:
            form.add_error(None, " ".join(filter(None, [str(error), error.extra.get("remedy")])))
    status = 422 if form.errors else 200
    return render(request, "datasets/import_create.html", {"dataset": dataset, "form": form}, status=status)


@login_required
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    dataset = dataset_of(run)
    may_import = actor(request).has_perm(Can.IMPORT_DATASET, run)
    context = {
        "run": run,
        "dataset": dataset,
        "matched": matched_columns(run, dataset),
        "job": run.job if run.job and not run.job.has_ended else None,
        "may_store": may_import and run.state == RunState.CHECKED,
        "may_give_up": may_import and run.state in _OPEN,
        "may_undo": run.state == RunState.STORED and actor(request).has_perm(Can.UNDO_IMPORT, run),
        "storable": run.row_count - run.skipped_count,
    }
    return list_page(
        request, ISSUES, arguments={"run": str(run.pk)}, template="datasets/import_detail.html", context=context
    )


@login_required
@require_POST
def import_store(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        run = intake.store(by=actor(request), run=_run(request, pk), skip_refused="skip_refused" in request.POST)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if run.state == RunState.STORED:
            messages.success(request, _("Stored. The figures follow within seconds."))
    return redirect("import-detail", pk=pk)


@login_required
@require_POST
def import_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        runs.give_up(by=actor(request), run=_run(request, pk))
        messages.success(request, _("Given up. Nothing was stored."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("import-detail", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    dataset = dataset_of(run)
    require(actor(request), Can.UNDO_IMPORT, run)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            runs.undo(by=actor(request), run=run, reason=form.cleaned_data["reason"])
            messages.success(request, _("Undone. The figures follow within seconds."))
            return redirect("import-detail", pk=pk)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"run": run, "dataset": dataset, "form": form, "effect": effect_of_undo(run)}
    return render(request, "datasets/import_undo.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def import_annotate(request: HttpRequest, pk: int) -> HttpResponse:
    job = annotations.ask(by=actor(request), run=_run(request, pk))
    return redirect("job-detail", pk=job.pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(imports_of(actor(request)), pk=pk)
