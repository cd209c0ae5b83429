"""Pages of imports: bring, check, store or give up, undo."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.filters import ImportFilterSet
from datasets.forms.imports import UploadForm
from datasets.importing import intake
from datasets.permissions import Can
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.effects import effect_of_undo
from datasets.selectors.headings import is_unread, said_for
from datasets.selectors.pages import matched_columns
from datasets.selectors.records import catalogue, imports_of, issues_of, named_imports_of
from datasets.services import annotations, runs
from datasets.tables import DatasetRunTable
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.importing.pages import decide, issue_list, run_page, undo_page
from u2t.core.importing.runs import OPEN
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun, RunState
from u2t.core.views import actor

RUNS = register(
    ListSpec(
        name="datasets.imports",
        title=gettext_lazy("Imports"),
        table=DatasetRunTable,
        rows=named_imports_of,
        filterset=ImportFilterSet,
        empty=gettext_lazy("No file has been brought in yet."),
    )
)
ISSUES = issue_list("datasets.issues", issues_of)
_PARTS = {
    "store_form": "core/_import_store.html", "store_page": "import-store", "give_up_page": "import-give-up",
    "undo_page": "import-undo",
}  # fmt: skip


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
    may_undo = run.state == RunState.STORED and actor(request).has_perm(Can.UNDO_IMPORT, run)
    may_change = actor(request).has_perm(Can.IMPORT_DATASET, run)
    is_unknown = is_unread(run)
    is_table = is_unknown or bool(run.columns)
    context = {
        "dataset": dataset, "matched": matched_columns(run, dataset), "may_undo": may_undo,
        "may_choose": may_change and run.state in OPEN and run.file is not None and is_table,
        "said": said_for(run, dataset), "is_unknown": is_unknown, "is_table": is_table, **_PARTS,
    }  # fmt: skip
    return run_page(
        request, run, ISSUES, template="datasets/import_detail.html", may_change=may_change, context=context
    )  # fmt: skip


@login_required
@require_POST
def import_store(request: HttpRequest, pk: int) -> HttpResponse:
    skip_refused = "skip_refused" in request.POST
    return decide(
        request,
        lambda: intake.store(by=actor(request), run=_run(request, pk), skip_refused=skip_refused),
        done=_("Stored. The figures follow within seconds."),
        to=reverse("import-detail", args=[pk]),
    )


@login_required
@require_POST
def import_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(
        request,
        lambda: runs.give_up(by=actor(request), run=_run(request, pk)),
        done=_("Given up. Nothing was stored."),
        to=reverse("import-detail", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    require(actor(request), Can.UNDO_IMPORT, run)
    return undo_page(
        request,
        lambda reason: runs.undo(by=actor(request), run=run, reason=reason),
        back=reverse("import-detail", args=[pk]),
        template="datasets/import_undo.html",
        context={"run": run, "dataset": dataset_of(run), "effect": effect_of_undo(run)},
    )


@login_required
@require_POST
def import_annotate(request: HttpRequest, pk: int) -> HttpResponse:
    job = annotations.ask(by=actor(request), run=_run(request, pk))
    return redirect("job-detail", pk=job.pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(imports_of(actor(request)), pk=pk)
