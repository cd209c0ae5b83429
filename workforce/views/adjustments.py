"""Corrections of wages: the list, one asked for, one decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.months import AdjustmentFilterSet
from workforce.forms.pay import AdjustmentForm, DecideForm
from workforce.models import Contract
from workforce.permissions import Can
from workforce.selectors.pay import adjustments_of
from workforce.selectors.receivables import claimable
from workforce.services import adjustments
from workforce.tables.months import AdjustmentTable
from workforce.views.answers import actor, settle, status_of

ADJUSTMENTS = register(
    ListSpec(
        name="workforce.adjustments",
        title=gettext_lazy("Corrections of wages"),
        table=AdjustmentTable,
        filterset=AdjustmentFilterSet,
        rows=adjustments_of,
        empty=gettext_lazy("No correction. One is asked for on the page of a contract."),
    )
)


@login_required
@require_GET
def adjustment_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, ADJUSTMENTS)


@login_required
@require_http_methods(["GET", "POST"])
def adjustment_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction of what a contract was paid."""
    user = actor(request)
    contract = get_object_or_404(Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT), pk=pk)
    require(user, Can.ASK_ADJUSTMENT, contract)
    form = AdjustmentForm(request.POST or None, contract=contract)
    if settle(form, lambda: adjustments.ask(contract=contract, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The correction waits for a second person to agree."))
        return redirect("adjustment-list")
    context = {"form": form, "contract": contract, "button": _("Ask for the correction")}
    context["title"] = _("Correct the wage of %(person)s") % {"person": contract.person}
    return render(request, "workforce/adjustment_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def adjustment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a correction, or refuse it."""
    user = actor(request)
    adjustment = get_object_or_404(adjustments_of(user), pk=pk)
    require(user, Can.DECIDE_ADJUSTMENT, adjustment)
    form = DecideForm(request.POST or None, initial={"version": adjustment.version})
    if settle(form, lambda: adjustments.decide(adjustment=adjustment, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("Your decision is stored."))
        return redirect("adjustment-list")
    context = {"form": form, "adjustment": adjustment, "button": _("Decide")}
    context["may_claim"] = claimable(adjustment) and user.has_perm(Can.CHANGE_RECEIVABLE, adjustment.contract)
    context["title"] = _("Correction for %(person)s") % {"person": adjustment.contract.person}
    return render(request, "workforce/adjustment_form.html", context, status=status_of(form))
