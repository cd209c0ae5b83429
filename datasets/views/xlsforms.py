"""Pages of forms: what the field is asked, version after version."""

import io
from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from datasets.forms.xlsforms import TablesForm, XlsFormForm
from datasets.importing import formintake, formtables
from datasets.models import Form
from datasets.permissions import Can
from datasets.selectors.formpages import forms_of, newest_forms, preview_of, why
from datasets.selectors.questions import FormError, FormIssue
from datasets.selectors.records import catalogue
from datasets.tables import FormTable, FormVersionTable
from tambon.views.answers import status_of
from u2t.core import files
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.stale import refuse
from u2t.core.views import actor

FORMS = register(
    ListSpec(
        name="datasets.forms",
        title=gettext_lazy("Forms"),
        table=FormTable,
        rows=newest_forms,
        empty=gettext_lazy("No data set has a form yet. A form is brought on the page of its data set."),
    )
)
VERSIONS = register(
    ListSpec(
        name="datasets.form_versions",
        title=gettext_lazy("Versions of the form"),
        table=FormVersionTable,
        rows=forms_of,
        empty=gettext_lazy("This data set has no form yet."),
    )
)

#: Files that a sentence names; no more come with a form.
_MOST_NAMED = 30


@login_required
@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, FORMS)


@login_required
@require_GET
def form_versions(request: HttpRequest, code: str) -> HttpResponse:
    dataset = get_object_or_404(catalogue(actor(request)), code=code)
    may_bring = actor(request).has_perm(Can.CHANGE_DATASET, dataset) and dataset.parent_id is None
    context = {"dataset": dataset, "may_bring": may_bring}
    return list_page(
        request, VERSIONS, arguments={"dataset": code}, template="datasets/form_versions.html", context=context
    )


@login_required
@require_http_methods(["GET", "POST"])
def form_bring(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    dataset = get_object_or_404(catalogue(user), code=code, parent=None)
    require(user, Can.CHANGE_DATASET, dataset)
    form, issues = XlsFormForm(request.POST or None, request.FILES or None), list[FormIssue]()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = formintake.bring(
                by=user, dataset=dataset, file=file, name=file.name, note=form.cleaned_data["note"],
                files=[(str(given.name), given) for given in form.cleaned_data["attached"]],
            )  # fmt: skip
        except FormError as error:
            issues = error.issues
            form.add_error(None, error.where)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The form is in force. Telephones fetch it with their next update."))
            return redirect("form-detail", code=code, number=made.number)
    _ask_for_files_again(request, form)
    context = {"dataset": dataset, "form": form, "issues": issues}
    return render(request, "datasets/form_bring.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def form_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show the newest form as tables; what is sent is compiled as a file that is brought, and told at its cells."""
    user = actor(request)
    dataset = get_object_or_404(catalogue(user), code=code, parent=None)
    require(user, Can.CHANGE_DATASET, dataset)
    newest = dataset.forms.select_related("source").order_by("-number").first()
    form = TablesForm(request.POST or None, request.FILES or None, initial={"seen": newest.number if newest else 0})
    issues = list[FormIssue]()
    if form.is_valid():
        content = formtables.as_workbook(form.cleaned_data["sheets"])
        try:
            made = formintake.bring(
                by=user, dataset=dataset, file=content, name=f"{code}.xlsx",
                note=form.cleaned_data["note"], seen=form.cleaned_data["seen"],
                files=[(str(given.name), given) for given in form.cleaned_data["attached"]],
            )  # fmt: skip
        except FormError as error:
            issues = error.issues
            form.add_error(None, error.where)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The form is in force. Telephones fetch it with their next update."))
            return redirect("form-detail", code=code, number=made.number)
    _ask_for_files_again(request, form)
    tables = form.cleaned_data.get("sheets") if form.is_bound else None
    context = {
        "dataset": dataset, "form": form, "issues": issues, "newest": newest,
        "seen": form["seen"].value(),
        "tables": [asdict(table) for table in tables or formtables.tables_of(dataset, newest)],
        "places": [asdict(issue) for issue in issues[:500]],
    }  # fmt: skip
    return render(request, "datasets/form_edit.html", context, status=status_of(form))


def _ask_for_files_again(request: HttpRequest, form: XlsFormForm | TablesForm) -> None:
    """Name the files that a refused form brought: nothing of them is kept, and no browser fills them in anew."""
    if not form.errors:
        return
    for field in form.fields.keys() & request.FILES.keys():
        names = ", ".join(str(given.name)[:100] for given in request.FILES.getlist(field)[:_MOST_NAMED])
        form.add_error(field, _("Nothing was kept. Choose again: %(names)s.") % {"names": names})


@login_required
@require_GET
def form_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    form = _form(request, code, number)
    is_newest = not form.dataset.forms.filter(number__gt=number).exists()
    sees_files = actor(request).has_perm(Can.VIEW_FORM_FILE)
    context = {
        "dataset": form.dataset, "form": form, "why": why(form), "questions": preview_of(form),
        "files": form.files.all() if sees_files else [],
        "may_edit": is_newest and actor(request).has_perm(Can.CHANGE_DATASET, form.dataset),
    }  # fmt: skip
    return render(request, "datasets/form_detail.html", context)


@login_required
@require_GET
def form_source(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    file = _form(request, code, number).source
    return FileResponse(files.opened(file), as_attachment=True, filename=file.name, content_type=file.media_type)


@login_required
@require_GET
def form_file(request: HttpRequest, code: str, number: int, name: str) -> HttpResponseBase:
    require(actor(request), Can.VIEW_FORM_FILE)
    found = get_object_or_404(_form(request, code, number).files.select_related("file"), name=name)
    content = io.BytesIO(files.read(found.file))
    return FileResponse(content, as_attachment=True, filename=name, content_type=found.file.media_type)


def _form(request: HttpRequest, code: str, number: int) -> Form:
    found = Form.objects.visible_to(actor(request), to=Can.VIEW_FORM).select_related("dataset", "source", "by")
    return get_object_or_404(found, dataset=code, number=number)
