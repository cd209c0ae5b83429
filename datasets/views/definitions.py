"""Pages on which stewards define data sets: what a file means, and what it meant before."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.forms.definitions import DatasetForm, FieldForm, NewDatasetForm, NewFieldForm
from datasets.models import Dataset, DatasetField, DatasetVersion
from datasets.permissions import Can
from datasets.selectors.records import catalogue
from datasets.services import catalogue as definitions
from datasets.tables import VersionTable
from tambon.models import Area
from tambon.views.answers import status_of
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.stale import refuse
from u2t.core.text import key_of
from u2t.core.views import actor


def _versions(user: Actor, dataset: str) -> "QuerySet[DatasetVersion]":
    return DatasetVersion.objects.visible_to(user, to=Can.VIEW_DATASET).filter(dataset=dataset).select_related("by")


VERSIONS = register(
    ListSpec(
        name="datasets.versions",
        title=gettext_lazy("Versions of the definition"),
        table=VersionTable,
        rows=_versions,
        empty=gettext_lazy("The definition was never changed."),
    )
)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_DATASET, Area(code="TH"))
    form = NewDatasetForm(request.POST or None)
    made = _attempt(form, lambda: definitions.create(by=user, code=form.cleaned_data.pop("code"), facts=form.facts()))
    if made is not None:
        messages.success(request, _("Defined. Add its fields now."))
        return redirect("dataset-detail", code=made.pk)
    return _form_page(request, form, _("Define a data set"), None)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_amend(request: HttpRequest, code: str) -> HttpResponse:
    user, dataset = actor(request), _dataset(request, code)
    form = DatasetForm(request.POST or None, instance=dataset)
    done = _attempt(form, lambda: definitions.amend(by=user, dataset=dataset, **form.change()))
    if done is not None:
        messages.success(request, _("Changed."))
        return redirect("dataset-detail", code=code)
    return _form_page(request, form, _("Change the definition"), dataset)


@login_required
@require_http_methods(["GET", "POST"])
def field_add(request: HttpRequest, code: str) -> HttpResponse:
    user, dataset = actor(request), _dataset(request, code)
    form = NewFieldForm(request.POST or None, dataset=dataset)
    done = _attempt(form, lambda: definitions.add_field(by=user, dataset=dataset, **form.change()))
    if done is not None:
        messages.success(request, _("Added. Files may bring it from now on."))
        return redirect("dataset-detail", code=code)
    return _form_page(request, form, _("Add a field"), dataset)


@login_required
@require_http_methods(["GET", "POST"])
def field_amend(request: HttpRequest, code: str, name: str) -> HttpResponse:
    user, dataset = actor(request), _dataset(request, code)
    field = get_object_or_404(dataset.fields.select_related("dataset"), name=name)
    form = FieldForm(request.POST or None, instance=field, dataset=dataset)
    done = _attempt(form, lambda: definitions.amend_field(by=user, field=field, **form.change()))
    if done is not None:
        messages.success(request, _("Changed."))
        return redirect("dataset-detail", code=code)
    return _form_page(request, form, field.label, dataset, field=DatasetField.objects.get(pk=field.pk))


@login_required
@require_POST
def field_retire(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return _switch(request, code, name, definitions.retire_field)


@login_required
@require_POST
def field_restore(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return _switch(request, code, name, definitions.restore_field)


@login_required
@require_GET
def version_list(request: HttpRequest, code: str) -> HttpResponse:
    dataset = get_object_or_404(catalogue(actor(request)), code=code)
    context = {"dataset": dataset}
    return list_page(
        request, VERSIONS, arguments={"dataset": code}, template="datasets/dataset_rows.html", context=context
    )


def _switch(request: HttpRequest, code: str, name: str, act: Callable[..., DatasetField]) -> HttpResponse:
    field = get_object_or_404(_dataset(request, code).fields.select_related("dataset"), name=name)
    version = request.POST.get("version", "")
    try:
        act(by=actor(request), field=field, version=key_of(version) or 0)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("field-amend", code=code, name=name)
    messages.success(request, _("Changed."))
    return redirect("dataset-detail", code=code)


def _dataset(request: HttpRequest, code: str) -> Dataset:
    found = get_object_or_404(catalogue(actor(request)), code=code)
    require(actor(request), Can.CHANGE_DATASET, found)
    return found


def _attempt(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        refuse(form, error)
        return None


def _form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    title: str,
    dataset: Dataset | None,
    *,
    field: DatasetField | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "dataset": dataset, "field": field}
    return render(request, "datasets/definition_form.html", context, status=status_of(form))
