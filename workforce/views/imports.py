"""Lists of people at work: bring, check, store or give up, undo."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.views.answers import actor, status_of
from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from u2t.core.importing.pages import decide, issue_list, run_page, undo_page
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun
from workforce.filters.contracts import WorkforceRunFilterSet
from workforce.forms.contracts import UploadForm
from workforce.importing import intake
from workforce.permissions import Can
from workforce.selectors.imports import imports_of, issues_of, subject_of
from workforce.services import imports
from workforce.tables.contracts import WorkforceRunTable

RUNS = register(
    ListSpec(
        name="workforce.imports",
        title=gettext_lazy("Lists of people brought in"),
        table=WorkforceRunTable,
        rows=imports_of,
        filterset=WorkforceRunFilterSet,
        empty=gettext_lazy("No list has been brought in yet."),
    )
)
ISSUES = issue_list("workforce.issues", issues_of)
_PARTS = {
    "store_form": "core/_import_store.html", "store_page": "workforce-import-store",
    "give_up_page": "workforce-import-give-up", "undo_page": "workforce-import-undo",
}  # fmt: skip


@login_required
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    require(actor(request), Can.IMPORT_WORKFORCE)
    return list_page(request, RUNS, template="workforce/import_list.html")


@login_required
@require_http_methods(["GET", "POST"])
def import_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.IMPORT_WORKFORCE)
    universities = reach(user, Can.IMPORT_WORKFORCE).universities
    form = UploadForm(request.POST or None, request.FILES or None, universities=universities)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = intake.bring(
                university=form.cleaned_data["university"], programme=form.cleaned_data["programme"], file=file,
                size=file.size, name=file.name, by=user,
            )  # fmt: skip
            return redirect("workforce-import-detail", pk=run.pk)
        except DomainError as error:
            form.add_error("file", " ".join(filter(None, [str(error), error.extra.get("remedy")])))
    return render(request, "workforce/import_create.html", {"form": form}, status=status_of(form))


@login_required
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    university, programme = subject_of(run)
    return run_page(
        request, run, ISSUES, template="workforce/import_detail.html", may_change=True,
        context={"university": university, "programme": programme, **_PARTS},
    )  # fmt: skip


@login_required
@require_POST
def import_store(request: HttpRequest, pk: int) -> HttpResponse:
    skip_refused = "skip_refused" in request.POST
    return decide(
        request,
        lambda: intake.store(run=_run(request, pk), by=actor(request), skip_refused=skip_refused),
        done=_("Stored. The people are at work in the system."),
        to=reverse("workforce-import-detail", args=[pk]),
    )


@login_required
@require_POST
def import_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(
        request,
        lambda: imports.give_up(run=_run(request, pk), by=actor(request)),
        done=_("Given up. Nothing was stored."),
        to=reverse("workforce-import-detail", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    return undo_page(
        request,
        lambda reason: imports.undo(run=run, reason=reason, by=actor(request)),
        back=reverse("workforce-import-detail", args=[pk]),
        template="workforce/import_undo.html",
        context={"run": run},
    )


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(imports_of(actor(request)), pk=pk)
