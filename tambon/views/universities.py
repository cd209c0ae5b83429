"""Universities and their parts: added, corrected, brought into a network."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tambon.forms.institutions import JoinForm, UnitForm, UniversityForm
from tambon.forms.people import EndForm, ReasonForm
from tambon.models import Unit, University
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.services import units, universities
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core import clock
from u2t.core.access import Actor, require
from u2t.core.templatetags.u2t import local_name

_FORM = "tambon/form.html"


@login_required
@require_http_methods(["GET", "POST"])
def university_add(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    form = UniversityForm(request.POST or None, is_new=True)
    made = attempt(form, lambda: universities.add(code=form.cleaned_data["code"], entry=form.entry(), by=user))
    if made is not None:
        messages.success(request, _("Stored: %(name)s.") % {"name": local_name(made)})
        return redirect("university-detail", code=made.pk)
    context = {"form": form, "title": _("Add a university"), "button": _("Add")}
    context["back"] = way_back("university-list", _("Universities"))
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def university_edit(request: HttpRequest, code: str) -> HttpResponse:
    user, found = _changed(request, code)
    form = UniversityForm(request.POST or None, is_new=False, initial=asdict(universities.Entry.of(found)))

    def act() -> object:
        return universities.amend(university=found, entry=form.entry(), seen=form.seen(), by=user)

    also = way_back("university-remove", _("Remove it"), code)
    return _page(request, form, act, found, _("Correct the university"), also=also)


@login_required
@require_http_methods(["GET", "POST"])
def university_join(request: HttpRequest, code: str) -> HttpResponse:
    user, found = _changed(request, code)
    form = JoinForm(request.POST or None)
    return _page(
        request, form, lambda: universities.join(university=found, **form.cleaned_data, by=user), found,
        _("Bring the university into a network"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest, code: str) -> HttpResponse:
    user, found = _changed(request, code)
    form = UnitForm(request.POST or None, is_new=True)
    return _page(
        request, form, lambda: units.add(university=found, entry=form.entry(), by=user), found,
        _("Add a faculty, unit or campus"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    user, found = _changed(request, code)
    unit = get_object_or_404(Unit.objects.filter(university=found), pk=pk)
    form = UnitForm(request.POST or None, is_new=False, initial=asdict(units.Entry.of(unit)))
    return _page(
        request, form, lambda: units.amend(unit=unit, entry=form.entry(), seen=form.seen(), by=user), found,
        _("Correct a faculty, unit or campus"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def unit_close(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    user, found = _changed(request, code)
    unit = get_object_or_404(Unit.objects.filter(university=found), pk=pk)
    form = EndForm(request.POST or None, initial={"on": unit.ends_on or clock.today()})
    title = _("Close %(unit)s") % {"unit": local_name(unit)}
    return _page(
        request, form, lambda: units.close(unit=unit, **form.cleaned_data, by=user), found, title, button=_("Close")
    )


@login_required
@require_http_methods(["GET", "POST"])
def university_remove(request: HttpRequest, code: str) -> HttpResponse:
    user, found = _changed(request, code)
    form, shown = ReasonForm(request.POST or None), {"name": local_name(found)}
    if attempt(form, lambda: universities.remove(university=found, by=user, **form.cleaned_data)):
        messages.success(request, _("Removed: %(name)s.") % shown)
        return redirect("university-list")
    context = {"form": form, "title": _("Remove %(name)s, entered by mistake") % shown, "button": _("Remove")}
    context["back"] = way_back("university-detail", shown["name"], code)
    return render(request, _FORM, context, status=status_of(form))


def _changed(request: HttpRequest, code: str) -> tuple[Actor, University]:
    user = actor(request)
    found = get_object_or_404(institutions.universities(user), code=code)
    require(user, Can.CHANGE_UNIVERSITY, found)
    return user, found


def _page(
    request: HttpRequest, form: Form, act: Callable[[], object], university: University, title: str, **context: Any
) -> HttpResponse:
    if attempt(form, act):
        messages.success(request, _("Stored: %(name)s.") % {"name": local_name(university)})
        return redirect("university-detail", code=university.pk)
    context = {"form": form, "title": title, "button": _("Store"), **context}
    context["back"] = way_back("university-detail", local_name(university), university.pk)
    return render(request, _FORM, context, status=status_of(form))
