"""Pages of money to be paid back: the list, one with its receipts, a claim, what came, what is cancelled."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import User
from u2t.core import files
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.receivables import ReceivableFilterSet
from workforce.forms.budgets import CancelForm
from workforce.forms.receivables import BackForm, ClaimForm, CorrectionClaimForm, ReceivableCancelForm
from workforce.models import Contract, Receivable, Repayment
from workforce.permissions import Can
from workforce.selectors.pay import adjustments_of
from workforce.selectors.receivables import receivables_of, repayments_of
from workforce.services import receivables
from workforce.tables.receivables import ReceivableTable
from workforce.views.answers import actor, settle, status_of

RECEIVABLES = register(
    ListSpec(
        name="workforce.receivables",
        title=gettext_lazy("Wages claimed back"),
        table=ReceivableTable,
        filterset=ReceivableFilterSet,
        rows=receivables_of,
        empty=gettext_lazy("Nothing is claimed back. A claim is made on the page of a contract that is over."),
    )
)


@login_required
@require_GET
def receivable_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, RECEIVABLES)


@login_required
@require_GET
def receivable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, receivable = actor(request), _receivable(request, pk)
    may_change = receivable.cancelled_at is None and user.has_perm(Can.CHANGE_RECEIVABLE, receivable)
    context = {
        "receivable": receivable,
        "repayments": receivable.repayments.select_related("received_by", "cancelled_by"),
        "may_change": may_change,
        "may_repay": may_change and receivable.left > 0,
    }
    return render(request, "workforce/receivable_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def receivable_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim back what a contract that is over was paid too much."""
    user = actor(request)
    contract = get_object_or_404(Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT), pk=pk)
    require(user, Can.CHANGE_RECEIVABLE, contract)
    form = ClaimForm(request.POST or None, contract=contract)
    made = settle(form, lambda: receivables.claim(contract=contract, claim=form.claim(), by=user))
    if made is not None:
        messages.success(request, _("The claim is made, and the person is told."))
        return redirect("receivable-detail", pk=made.pk)
    title = _("Claim back what was paid to %(person)s") % {"person": contract.person}
    return _form(request, form, title, _("Claim it back"))


@login_required
@require_http_methods(["GET", "POST"])
def receivable_claim_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim back an agreed correction that no wage can take in any more."""
    user = actor(request)
    adjustment = get_object_or_404(adjustments_of(user), pk=pk)
    require(user, Can.CHANGE_RECEIVABLE, adjustment.contract)
    form = CorrectionClaimForm(request.POST or None)
    made = settle(form, lambda: receivables.claim_correction(adjustment=adjustment, by=user, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("The claim is made, and the person is told."))
        return redirect("receivable-detail", pk=made.pk)
    title = _("Claim back what was paid to %(person)s") % {"person": adjustment.contract.person}
    return _form(request, form, title, _("Claim it back"))


@login_required
@require_http_methods(["GET", "POST"])
def receivable_repay(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter money that came back."""
    user, receivable = _changing(request, pk)
    form = BackForm(request.POST or None, initial={"amount": receivable.left})
    if settle(form, lambda: receivables.repay(receivable=receivable, back=form.back(), by=user)) is not None:
        messages.success(request, _("It is entered, and its receipt is made."))
        return redirect("receivable-detail", pk=pk)
    return _form(request, form, _("Enter money that came back"), _("Enter it and make the receipt"), receivable)


@login_required
@require_http_methods(["GET", "POST"])
def receivable_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, receivable = _changing(request, pk)
    form = ReceivableCancelForm(request.POST or None, initial={"version": receivable.version})
    if settle(form, lambda: receivables.cancel(receivable=receivable, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The claim is cancelled, and the person is told."))
        return redirect("receivable-detail", pk=pk)
    return _form(request, form, _("Cancel the claim"), _("Cancel the claim"), receivable)


@login_required
@require_http_methods(["GET", "POST"])
def repayment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, repayment = actor(request), _repayment(request, pk)
    require(user, Can.CHANGE_RECEIVABLE, repayment.receivable)
    form = CancelForm(request.POST or None)
    done = settle(form, lambda: receivables.cancel_repayment(repayment=repayment, by=user, **form.cleaned_data))
    if done is not None:
        messages.success(request, _("The receipt is cancelled; its amount is left to be paid back."))
        return redirect("receivable-detail", pk=repayment.receivable_id)
    return _form(
        request, form, _("Cancel the receipt"), _("Cancel the receipt"), _receivable(request, repayment.receivable_id)
    )


@login_required
@require_GET
def repayment_receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the receipt; that somebody else than the person opened it is remembered."""
    file = receivables.read(repayment=_repayment(request, pk), by=actor(request))
    response = FileResponse(files.opened(file), filename=file.name, content_type=file.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(
    request: HttpRequest, form: Form, title: str, button: str, receivable: Receivable | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "receivable": receivable}
    return render(request, "workforce/receivable_form.html", context, status=status_of(form))


def _receivable(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(receivables_of(actor(request)), pk=pk)


def _changing(request: HttpRequest, pk: int) -> tuple[User, Any]:
    user, receivable = actor(request), _receivable(request, pk)
    require(user, Can.CHANGE_RECEIVABLE, receivable)
    return user, receivable


def _repayment(request: HttpRequest, pk: int) -> Repayment:
    return get_object_or_404(repayments_of(actor(request)), pk=pk)
