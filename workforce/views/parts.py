"""Rows of an application, each on a page of its own that a phone can fill: education, work, training, former names."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tambon.views.answers import attempt, status_of
from workforce.choices import ApplicationStep
from workforce.forms.applications import PART_FORMS, FormerNameForm
from workforce.models import Application, NameChange
from workforce.permissions import Can
from workforce.services import parts, people
from workforce.views.drafts import actor, own, stored, wants_data

_TITLES = {"education": _("Education"), "work": _("Work"), "training": _("Training")}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def part_add(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    application = _application(request, pk, part)
    form = PART_FORMS[part](request.POST or None)
    user = actor(request)
    done: object = form.is_bound and attempt(
        form, lambda: parts.add(application=application, kind=part, values=form.cleaned_data, by=user)
    )
    if done:
        return _back(request, application)
    return _page(request, application, form, part)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def part_edit(request: HttpRequest, pk: int, part: str, row: int) -> HttpResponse:
    application = _application(request, pk, part)
    found = _row(application, part, row)
    form = PART_FORMS[part](request.POST or None, initial=PART_FORMS[part].values_of(found))
    user = actor(request)
    done: object = form.is_bound and attempt(form, lambda: parts.change(row=found, values=form.cleaned_data, by=user))
    if done:
        return _back(request, application)
    return _page(request, application, form, part)


@login_required
@require_POST
def part_remove(request: HttpRequest, pk: int, part: str, row: int) -> HttpResponse:
    application = _application(request, pk, part)
    parts.remove(row=_row(application, part, row), by=actor(request))
    return redirect(_step(application, ApplicationStep.BACKGROUND))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def former_name_add(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    form = FormerNameForm(request.POST or None)
    user = actor(request)
    done: object = form.is_bound and attempt(
        form,
        lambda: parts.add_name(application=application, name=people.FormerName(**form.cleaned_data), by=user),
    )
    if done:
        return _back(request, application, ApplicationStep.ABOUT)
    return _page(request, application, form, "name")


@login_required
@require_POST
def former_name_remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    application = get_object_or_404(own(request), pk=pk)
    names = NameChange.objects.visible_to(request.user, to=Can.CHANGE_PERSON)
    change = get_object_or_404(names, pk=row, person=application.person)
    parts.remove_name(application=application, change=change, by=actor(request))
    return redirect(_step(application, ApplicationStep.ABOUT))


def _application(request: HttpRequest, pk: int, part: str) -> Application:
    if part not in PART_FORMS:
        raise Http404
    return get_object_or_404(own(request), pk=pk)


def _row(application: Application, part: str, row: int) -> Any:
    return get_object_or_404(parts.KINDS[part]._default_manager.filter(application=application), pk=row)


def _step(application: Application, step: str) -> str:
    return reverse("application-step", args=[application.pk, step])


def _back(request: HttpRequest, application: Application, step: str = ApplicationStep.BACKGROUND) -> HttpResponse:
    goes_to = _step(application, step)
    return stored(goes_to=goes_to) if wants_data(request) else redirect(goes_to)


def _page(request: HttpRequest, application: Application, form: forms.Form, part: str) -> HttpResponse:
    if form.is_bound and wants_data(request):
        return stored(refused={name or "": " ".join(map(str, errors)) for name, errors in form.errors.items()})
    step = ApplicationStep.ABOUT if part == "name" else ApplicationStep.BACKGROUND
    context = {
        "application": application,
        "form": form,
        "part": part,
        "title": _TITLES.get(part, _("Former name")),
        "back": _step(application, step),
        "step_name": step.label,
    }
    return render(request, "workforce/application_part.html", context, status=status_of(form))
