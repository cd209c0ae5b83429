"""Lists of people at work: bring, check, store or give up, undo."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.forms.people import ReasonForm
from tambon.views.answers import actor, status_of
from u2t.core.access import reach, require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import ImportRun, RunState
from workforce.filters.contracts import WorkforceIssueFilterSet, WorkforceRunFilterSet
from workforce.forms.contracts import UploadForm
from workforce.importing import intake
from workforce.permissions import Can
from workforce.selectors.imports import imports_of, issues_of, subject_of
from workforce.services import imports
from workforce.tables.contracts import WorkforceIssueTable, WorkforceRunTable

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
ISSUES = register(
    ListSpec(
        name="workforce.issues",
        title=gettext_lazy("Problems found"),
        table=WorkforceIssueTable,
        rows=issues_of,
        filterset=WorkforceIssueFilterSet,
        empty=gettext_lazy("Nothing is wrong with this file."),
    )
)
_OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED})


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
    context = {
        "run": run,
        "university": university,
        "programme": programme,
        "job": run.job if run.job and not run.job.has_ended else None,
        "may_store": run.state == RunState.CHECKED,
        "may_give_up": run.state in _OPEN,
        "storable": run.row_count - run.skipped_count,
        "undo": ReasonForm() if run.state == RunState.STORED else None,
    }
    template = "workforce/import_detail.html"
    return list_page(request, ISSUES, arguments={"run": str(run.pk)}, template=template, context=context)


@login_required
@require_POST
def import_store(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        run = intake.store(run=_run(request, pk), by=actor(request), skip_refused="skip_refused" in request.POST)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if run.state == RunState.STORED:
            messages.success(request, _("Stored. The people are at work in the system."))
    return redirect("workforce-import-detail", pk=pk)


@login_required
@require_POST
def import_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        imports.give_up(run=_run(request, pk), by=actor(request))
        messages.success(request, _("Given up. Nothing was stored."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workforce-import-detail", pk=pk)


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        imports.undo(run=_run(request, pk), reason=request.POST.get("reason", "")[:500], by=actor(request))
        messages.success(request, _("Undone. The contracts of this list are gone."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workforce-import-detail", pk=pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(imports_of(actor(request)), pk=pk)
