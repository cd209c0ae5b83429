"""Pages on which somebody says by hand what the headings of a stranger's file mean."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.forms.headings import ChangeColumnsForm, ColumnsForm, LineForm
from datasets.importing import intake
from datasets.importing.guesses import guessed
from datasets.models import Dataset, HeadingSet
from datasets.permissions import Can
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.headings import HeadingError, choosable, fields_in_files, reading_of, sees_samples, sets_of
from datasets.selectors.records import catalogue, imports_of
from datasets.services import headings
from datasets.tables import HeadingSetTable
from tambon.views.answers import status_of
from u2t.core.access import require
from u2t.core.errors import DomainError, StaleError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.stale import refuse
from u2t.core.views import actor

SETS = register(
    ListSpec(
        name="datasets.headings",
        title=gettext_lazy("Headings read by hand"),
        table=HeadingSetTable,
        rows=sets_of,
        empty=gettext_lazy("Every file so far had headings that are known here."),
    )
)


@login_required
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = get_object_or_404(imports_of(user), pk=pk)
    require(user, Can.IMPORT_DATASET, run)
    try:
        head = intake.head_of(run, line=LineForm(request.GET).said())
        dataset = dataset_of(run)
        fields = fields_in_files(dataset)
        offered = choosable(fields, head.headings)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("import-detail", pk=pk)
    reading = reading_of(dataset, fields)
    initial = {f"column-{number}": name for number, name in enumerate(guessed(reading, head), start=1)}
    form = ColumnsForm(request.POST or None, headings=head.headings, fields=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            intake.explain(by=user, run=run, head=head, chosen=form.chosen())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Remembered: files with these headings are read so from now on."))
            return redirect("import-detail", pk=pk)
    shown = sees_samples(user, run, dataset)
    samples = head.samples if shown else [[] for _heading in head.headings]
    context = {
        "run": run, "dataset": dataset, "form": form, "line": head.line, "hides_samples": not shown,
        "row_form": LineForm(initial={"line": head.line}),
        "lines": list(zip(form.lines(), samples, strict=True)), "said": reading.set_of(head.headings),
    }  # fmt: skip
    return render(request, "datasets/import_columns.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def headingset_list(request: HttpRequest, code: str) -> HttpResponse:
    require(actor(request), Can.IMPORT_DATASET)
    dataset = _dataset(request, code)
    context = {"dataset": dataset}
    return list_page(
        request, SETS, arguments={"dataset": code}, template="datasets/headingset_list.html", context=context
    )


@login_required
@require_GET
def headingset_detail(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _set(request, code, pk)
    try:
        return _set_page(request, found, _change_form(found))
    except HeadingError as error:  # said through the API, of a file wider than any page
        messages.error(request, str(error))
        return redirect("headingset-list", code=code)


@login_required
@require_POST
def headingset_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _set(request, code, pk)
    try:
        form = _change_form(found, request.POST)
    except HeadingError as error:
        messages.error(request, str(error))
        return redirect("headingset-list", code=code)
    if form.is_valid():
        try:
            headings.change(by=actor(request), heading_set=found, chosen=form.chosen(), seen=form.seen_at())
        except StaleError as error:
            refuse(form, error)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Changed: files with these headings are read so from now on."))
            return redirect("headingset-detail", code=code, pk=pk)
    return _set_page(request, found, form)


@login_required
@require_POST
def headingset_forget(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    headings.forget(by=actor(request), heading_set=_set(request, code, pk))
    messages.success(request, _("Forgotten: the next file with these headings is read by the words of the fields."))
    return redirect("headingset-list", code=code)


def _dataset(request: HttpRequest, code: str) -> Dataset:
    return get_object_or_404(catalogue(actor(request)), code=code)


def _change_form(found: HeadingSet, data: QueryDict | None = None) -> ChangeColumnsForm:
    initial = {f"column-{number}": name for number, name in enumerate(found.chosen, start=1)}
    said = [heading for heading, _field in found.taken]
    return ChangeColumnsForm(
        data, headings=said, initial=initial | {"seen": found.at.isoformat()},
        fields=choosable(fields_in_files(found.dataset), said),
    )  # fmt: skip


def _set_page(request: HttpRequest, found: HeadingSet, form: ChangeColumnsForm) -> HttpResponse:
    context: dict[str, Any] = {"dataset": found.dataset, "said": found, "form": form}
    return render(request, "datasets/headingset_detail.html", context, status=status_of(form))


def _set(request: HttpRequest, code: str, pk: int) -> HeadingSet:
    return get_object_or_404(sets_of(actor(request), dataset=_dataset(request, code).pk), pk=pk)
