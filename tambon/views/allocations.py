"""Tambons and the universities that hold them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.filters.people import AllocationFilterSet
from tambon.forms.allocations import AmendForm, GiveForm, HolderForm
from tambon.forms.people import EndForm
from tambon.models import Allocation, Programme
from tambon.permissions import Can
from tambon.services import allocations
from tambon.tables.people import AllocationTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core import clock
from u2t.core.access import Actor, reach, require
from u2t.core.lists import ListSpec, list_page, register

_FORM = "tambon/form.html"


def _rows(user: Actor, programme: str) -> "QuerySet[Allocation]":
    rows = Allocation.objects.visible_to(user, to=Can.VIEW_ALLOCATION).filter(programme=programme)
    return rows.select_related("tambon__parent__parent", "university", "unit")


ALLOCATIONS = register(
    ListSpec(
        name="tambon.allocations",
        title=gettext_lazy("Tambons and their universities"),
        table=AllocationTable,
        filterset=AllocationFilterSet,
        rows=_rows,
        empty=gettext_lazy("No allocation was found. Change the filters, or import a list."),
    )
)


@login_required
@require_GET
def allocation_index(request: HttpRequest) -> HttpResponse:
    """Open the allocations of the programme in force, else of the latest."""
    require(actor(request), Can.VIEW_ALLOCATION)
    begun = Programme.objects.filter(starts_on__lte=clock.today()).order_by("-starts_on")
    found = begun.first() or Programme.objects.order_by("starts_on").first()
    if found is None:
        raise Http404
    return redirect("allocation-list", programme=found.pk)


@login_required
@require_GET
def allocation_list(request: HttpRequest, programme: str) -> HttpResponse:
    require(actor(request), Can.VIEW_ALLOCATION)
    found = get_object_or_404(Programme, pk=programme)
    context = {
        "programme": found,
        "programmes": Programme.objects.order_by("starts_on"),
        "may_change": bool(reach(request.user, Can.CHANGE_ALLOCATION)),
    }
    template = "tambon/allocation_list.html"
    return list_page(request, ALLOCATIONS, arguments={"programme": programme}, template=template, context=context)


@login_required
@require_http_methods(["GET", "POST"])
def allocation_give(request: HttpRequest, programme: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_ALLOCATION)
    found = get_object_or_404(Programme, pk=programme)
    form = GiveForm(request.POST or None, initial={"from_on": found.starts_on})
    if attempt(
        form,
        lambda: allocations.give(programme=found, tambon=form.cleaned_data["tambon"], holder=form.holder(), by=user),
    ):
        messages.success(request, _("The tambon was given to the university."))
        return redirect("allocation-list", programme=programme)
    context = {"form": form, "title": _("Give a tambon to a university"), "button": _("Give")}
    context["back"] = way_back("allocation-list", found, programme)
    return render(request, _FORM, context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def allocation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one allocation with its three changes; the button says which of them is meant."""
    user = actor(request)
    allocation = _allocation(user, pk)
    require(user, Can.CHANGE_ALLOCATION, allocation)
    asked = request.POST.get("act", "")
    move = HolderForm(request.POST if asked == "move" else None, prefix="move")
    end = EndForm(request.POST if asked == "end" else None, prefix="end")
    amend = AmendForm(
        request.POST if asked == "amend" else None, prefix="amend", initial={"reference": allocation.reference}
    )
    done = (
        attempt(move, lambda: allocations.move(allocation=allocation, to=move.holder(), by=user))
        or attempt(end, lambda: allocations.end(allocation=allocation, **end.cleaned_data, by=user))
        or attempt(amend, lambda: allocations.amend(allocation=allocation, **amend.cleaned_data, by=user))
    )
    if done:
        messages.success(request, _("The allocation was changed."))
        return redirect("allocation-list", programme=allocation.programme_id)
    status = max(status_of(move), status_of(end), status_of(amend))
    context = {"allocation": allocation, "move": move, "end": end, "amend": amend}
    return render(request, "tambon/allocation_edit.html", context, status=status)


def _allocation(user: Actor, pk: int) -> Allocation:
    rows = Allocation.objects.visible_to(user, to=Can.VIEW_ALLOCATION)
    return get_object_or_404(rows.select_related("programme", "tambon__parent__parent", "university", "unit"), pk=pk)
