"""Pages on which a data set is made from a spreadsheet: brought, its columns confirmed, and the file goes on."""

import shutil
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from datasets.forms.headings import LineForm
from datasets.forms.imports import SpreadsheetForm
from datasets.forms.spreadsheets import Editor
from datasets.importing import intake, proposals
from datasets.models import Dataset
from datasets.permissions import Can
from datasets.services import catalogue, runs
from tambon.models import Area
from u2t.core import files
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from u2t.core.importing import readers
from u2t.core.models import PrivateFile
from u2t.core.permissions import Can as Core
from u2t.core.views import actor


@login_required
@require_http_methods(["GET", "POST"])
def spreadsheet_bring(request: HttpRequest) -> HttpResponse:
    user = _definer(request)
    form = SpreadsheetForm(request.POST, request.FILES) if request.method == "POST" else SpreadsheetForm()
    if form.is_valid():
        brought = form.cleaned_data["file"]
        try:
            readers.check_size(brought.size)
            with files.new(name=brought.name, media_type=runs.MEDIA_TYPE, by=user, expires=True) as made:
                with made.path.open("wb") as target:
                    shutil.copyfileobj(brought, target)
                proposals.propose(made.path)  # what cannot be read is said here, and not kept
            return redirect("dataset-from-file-confirm", pk=made.saved().pk)
        except DomainError as error:
            form.add_error(None, " ".join(filter(None, [str(error), error.extra.get("remedy")])))
    return render(request, "datasets/spreadsheet_bring.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def spreadsheet_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _definer(request)
    file = get_object_or_404(PrivateFile.objects.visible_to(user, to=Core.VIEW_FILE), pk=pk)
    try:
        proposal = proposals.propose(files.path_of(file), line=LineForm(request.GET).said())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("dataset-from-file")
    editor = Editor(proposal, Path(file.name).stem, request.POST if request.method == "POST" else None)
    if request.method == "POST" and editor.is_valid():
        try:
            return _made(request, user, editor, file)
        except DomainError as error:
            editor.refuse(error)
    context = {
        "editor": editor,
        "file": file,
        "line": proposal.line,
        "row_form": LineForm(initial={"line": proposal.line}),
    }
    return render(
        request, "datasets/spreadsheet_confirm.html", context, status=422 if request.method == "POST" else 200
    )


def _made(request: HttpRequest, user: Actor, editor: Editor, file: PrivateFile) -> HttpResponse:
    """Make the data set, then bring the same file into it; what stops the file leaves the data set."""
    facts = editor.facts.facts()
    dataset: Dataset = catalogue.create_from_columns(
        by=user, code=editor.facts.cleaned_data["code"], facts=facts, columns=editor.columns()
    )
    messages.success(request, _("The data set is defined; its file is checked now."))
    try:
        with files.opened(file) as stream:
            run = intake.bring(
                by=user, dataset=dataset, file=stream, size=file.size, name=file.name,
                period=editor.facts.cleaned_data["period"],
            )  # fmt: skip
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("import-create", code=dataset.pk)
    return redirect("import-detail", pk=run.pk)


def _definer(request: HttpRequest) -> Actor:
    user = actor(request)
    require(user, Can.CHANGE_DATASET, Area(code="TH"))
    return user
