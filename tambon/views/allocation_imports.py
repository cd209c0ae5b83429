"""Allocations from a spreadsheet: bring, check, decide, undo."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tambon.forms.allocations import StoreForm, UploadForm
from tambon.forms.people import ReasonForm
from tambon.importing import allocation_intake
from tambon.models import Programme
from tambon.permissions import Can
from tambon.services import allocation_imports
from tambon.services.allocation_imports import SUBJECT, Decision
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import Actor, reach, require
from u2t.core.importing.issues import message_of, remedy_of
from u2t.core.models import ImportIssue, ImportRun

_SHOWN = 500


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
            lambda: allocation_intake.bring(programme=found, name=file.name, stream=file, from_on=day, by=user),
        )
        if run is not None:
            return redirect("allocation-run", pk=run.pk)
    context = {"form": form, "title": _("Import allocations"), "button": _("Check the file"), "has_file": True}
    return render(request, "tambon/form.html", context, status=status_of(form))


@login_required
@require_GET
def allocation_run(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.VIEW_ALLOCATION)
    found = list(run.issues.order_by("severity", "line", "pk")[:_SHOWN])
    context = {
        "run": run,
        "programme": run.subject.removeprefix(SUBJECT),
        "issues": [_shown(issue) for issue in found if issue.code != "held_by_other"],
        "conflicts": [issue for issue in found if issue.code == "held_by_other"],
        "store": StoreForm(),
        "undo": ReasonForm(),
        "may_change": bool(reach(user, Can.CHANGE_ALLOCATION)),
    }
    return render(request, "tambon/allocation_run.html", context)


@login_required
@require_POST
def allocation_run_store(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    form = StoreForm(request.POST)
    form.is_valid()
    allocation_intake.store(run=run, decision=Decision(**form.cleaned_data), by=user)
    messages.success(request, _("The allocations were stored."))
    return redirect("allocation-run", pk=pk)


@login_required
@require_POST
def allocation_run_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    allocation_imports.give_up(run=run, by=user)
    messages.success(request, _("The import was given up; nothing was stored."))
    return redirect("allocation-list", programme=run.subject.removeprefix(SUBJECT))


@login_required
@require_POST
def allocation_run_undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    run = _run(user, pk)
    require(user, Can.CHANGE_ALLOCATION)
    allocation_imports.undo(run=run, reason=request.POST.get("reason", ""), by=user)
    messages.success(request, _("The import was undone; what was there before is back."))
    return redirect("allocation-run", pk=pk)


def _run(user: Actor, pk: int) -> ImportRun:
    return get_object_or_404(allocation_intake.runs_of(user), pk=pk)


def _shown(issue: ImportIssue) -> dict[str, object]:
    return {
        "issue": issue,
        "message": message_of(issue.code, issue.values),
        "remedy": remedy_of(issue.code, issue.values),
    }
