"""Programmes: the phases through which tambons belong to universities; listed, added, changed."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.forms.programmes import AddForm, EditForm
from tambon.models import Programme
from tambon.permissions import Can
from tambon.services import programmes
from tambon.tables.programmes import ProgrammeTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import Actor, reach, require
from u2t.core.lists import ListSpec, list_page, register

_FORM = "tambon/form.html"


def _rows(_user: Actor) -> "QuerySet[Programme, Programme]":
    return Programme.objects.all()  # which programmes there are is public knowledge


PROGRAMMES = register(
    ListSpec(
        name="tambon.programmes",
        title=gettext_lazy("Programmes"),
        table=ProgrammeTable,
        rows=_rows,
        empty=gettext_lazy("No programme is stored yet."),
    )
)


@login_required
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    context = {"may_add": bool(reach(request.user, Can.CHANGE_PROGRAMME))}
    return list_page(request, PROGRAMMES, template="tambon/programme_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def programme_add(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_PROGRAMME)
    form = AddForm(request.POST or None)
    if attempt(form, lambda: programmes.add(code=form.cleaned_data["code"], entry=form.entry(), by=user)):
        messages.success(request, _("The programme was added."))
        return redirect("programme-list")
    context = {"form": form, "title": _("Add a programme"), "button": _("Add")}
    context["back"] = way_back("programme-list", _("Programmes"))
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def programme_edit(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_PROGRAMME)
    found = get_object_or_404(Programme, pk=code)
    form = EditForm(request.POST or None, initial=asdict(programmes.Entry.of(found)))
    if attempt(form, lambda: programmes.amend(programme=found, entry=form.entry(), seen=form.seen(), by=user)):
        messages.success(request, _("The programme was changed."))
        return redirect("programme-list")
    context = {"form": form, "title": _("Change a programme"), "button": _("Store")}
    context["back"] = way_back("programme-list", _("Programmes"))
    return render(request, _FORM, context, status=status_of(form))
