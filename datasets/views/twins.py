"""Pages of records that may be one thing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from datasets.choices import TwinState
from datasets.filters import TwinFilterSet
from datasets.forms.twins import MergeForm, TwinReasonForm
from datasets.models import Twin
from datasets.permissions import Can
from datasets.selectors.records import catalogue
from datasets.selectors.twins import Beside, beside, can_be_found, twins_of
from datasets.services import twins
from datasets.tables import TwinTable
from tambon.views.answers import status_of
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.permissions import Can as Core
from u2t.core.stale import refuse
from u2t.core.views import actor

TWINS = register(
    ListSpec(
        name="datasets.twins",
        title=gettext_lazy("Perhaps the same twice"),
        table=TwinTable,
        rows=twins_of,
        filterset=TwinFilterSet,
        empty=gettext_lazy("No two records look like one. Records that came later are compared when you look again."),
    )
)


@login_required
@require_GET
def twin_list(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_TWIN)
    dataset = get_object_or_404(catalogue(user), code=code)
    context = {
        "dataset": dataset,
        "can_be_found": can_be_found(dataset),
        "may_look": user.has_perm(Can.DECIDE_TWIN),
        "may_define": user.has_perm(Can.CHANGE_DATASET, dataset),
    }
    return list_page(
        request, TWINS, arguments={"dataset": dataset.pk}, template="datasets/twin_list.html", context=context
    )


@login_required
@require_POST
def twin_look(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    dataset = get_object_or_404(catalogue(user), code=code)
    try:
        job = twins.look(by=user, dataset=dataset)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("twin-list", code=code)
    return redirect("job-detail", pk=job.pk)


@login_required
@require_GET
def twin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    twin = _twin(request, pk)
    return _page(request, twin, _rows(request, twin), None)


@login_required
@require_POST
def twin_merge(request: HttpRequest, pk: int) -> HttpResponse:
    twin = _twin(request, pk)
    require(actor(request), Can.DECIDE_TWIN, twin)
    rows = _rows(request, twin)
    form = MergeForm(request.POST, twin=twin, fields=[row.name for row in rows if row.name])
    if form.is_valid():
        given = form.cleaned_data
        seen = {twin.first_id: given["first"], twin.second_id: given["second"]}
        try:
            twins.merge(
                by=actor(request), twin=twin, keep=given["keep"], seen=seen, take=given["take"], reason=given["reason"]
            )
            messages.success(request, _("One thing now. The other record is laid aside and can be brought back."))
            return redirect("twin-detail", pk=pk)
        except DomainError as error:
            refuse(form, error)
    return _page(request, twin, rows, form)


@login_required
@require_POST
def twin_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    twin = _twin(request, pk)
    try:
        twins.dismiss(by=actor(request), twin=twin)
        messages.success(request, _("Two things. They are not shown as a pair again."))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("twin-detail", pk=pk)
    return redirect("twin-list", code=twin.dataset_id)


@login_required
@require_POST
def twin_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    twin, form = _twin(request, pk), TwinReasonForm(request.POST)
    form.is_valid()
    try:
        twins.reopen(by=actor(request), twin=twin, reason=form.cleaned_data.get("reason", ""))
        messages.success(request, _("Open again: both count, until somebody decides anew."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("twin-detail", pk=pk)


def _twin(request: HttpRequest, pk: int) -> Twin:
    found = Twin.objects.visible_to(actor(request), to=Can.VIEW_TWIN)
    return get_object_or_404(
        found.select_related("dataset", "first__place__parent", "second__place", "decided_by"), pk=pk
    )


def _rows(request: HttpRequest, twin: Twin) -> list[Beside]:
    return beside(twin, sees_personal=actor(request).has_perm(Core.EXPORT_PERSONAL_DATA, twin.first))


def _page(request: HttpRequest, twin: Twin, rows: list[Beside], form: MergeForm | None) -> HttpResponse:
    user = actor(request)
    may_decide, is_open = user.has_perm(Can.DECIDE_TWIN, twin), twin.state == TwinState.OPEN
    if form is None:
        seen = {"first": twin.first.version, "second": twin.second.version, "keep": twin.first_id}
        form = MergeForm(twin=twin, fields=[], initial=seen)
    context = {
        "twin": twin,
        "dataset": twin.dataset,
        "rows": rows,
        "given": form,
        "form": form if may_decide and is_open and twin.first.is_live and twin.second.is_live else None,
        "may_take": user.has_perm(Can.PROPOSE_CORRECTION, twin.first),
        "reopening": TwinReasonForm() if may_decide and not is_open else None,
    }
    return render(request, "datasets/twin_detail.html", context, status=status_of(form))
