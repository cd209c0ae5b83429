"""Pages of receipts: the list, a new one, one with its file, cancelling."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core import pictures
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.budgets import SpendingFilterSet
from workforce.forms.budgets import CancelForm, ReceiptForm
from workforce.models import Spending
from workforce.permissions import Can
from workforce.selectors.balances import balance_of
from workforce.selectors.budgets import lines_of, spendings_of
from workforce.services import spendings
from workforce.services.spendings import Receipt
from workforce.tables.budgets import SpendingTable
from workforce.views.answers import actor, private_file, settle, status_of

SPENDINGS = register(
    ListSpec(
        name="workforce.spendings",
        title=gettext_lazy("Receipts"),
        table=SpendingTable,
        filterset=SpendingFilterSet,
        rows=spendings_of,
        empty=gettext_lazy("No receipt was found. Receipts are entered from the page of a tambon's budget."),
    )
)


@login_required
@require_GET
def spending_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, SPENDINGS)


@login_required
@require_http_methods(["GET", "POST"])
def spending_enter(request: HttpRequest, line: int) -> HttpResponse:
    user, found = actor(request), get_object_or_404(lines_of(actor(request)), pk=line)
    require(user, Can.SPEND, found)
    first = {"activity": request.GET.get("activity")}
    form = ReceiptForm(request.POST or None, request.FILES or None, line=found, initial=first)

    def enter() -> Spending:
        data = form.cleaned_data | {"file": brought(form.cleaned_data["file"])}
        return spendings.enter(receipt=Receipt(line=found, **data), by=user)

    made = settle(form, enter)
    if made is not None:
        messages.success(request, _("The receipt is entered."))
        return redirect("budget-tambon", found.programme_id, found.university_id, found.tambon_id)
    context = {
        "form": form, "line": found, "has_file": True, "left": balance_of(found).remaining,
        "title": _("Enter a receipt"), "button": _("Enter the receipt"),
    }  # fmt: skip
    return render(request, "workforce/budget_form.html", context, status=status_of(form))


def brought(file: "UploadedFile[bytes] | None") -> pictures.Brought | None:
    """Take the file of a receipt, of a page or the API.

    Raises:
        DocumentError: it is too large, of another kind or broken.
    """
    if not file:
        return None
    pictures.check_size(file.size or 0)
    return pictures.taken(name=file.name or "", content=file.read())


@login_required
@require_GET
def spending_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, spending = actor(request), _spending(request, pk)
    may_cancel = spending.cancelled_at is None and user.has_perm(Can.CANCEL_SPENDING, spending)
    return render(request, "workforce/spending_detail.html", {"spending": spending, "may_cancel": may_cancel})


@login_required
@require_GET
def spending_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the receipt itself; that somebody opened it is remembered."""
    spending = _spending(request, pk)
    if spending.file is None:
        raise Http404
    return private_file(spending.file, spendings.look(spending=spending, by=actor(request)))


@login_required
@require_http_methods(["GET", "POST"])
def spending_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, spending = actor(request), _spending(request, pk)
    require(user, Can.CANCEL_SPENDING, spending)
    form = CancelForm(request.POST or None)
    if settle(form, lambda: spendings.cancel(spending=spending, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The receipt is cancelled; its money can be spent again."))
        return redirect("spending-detail", pk=pk)
    context = {"form": form, "line": spending.line, "title": _("Cancel the receipt"), "button": _("Cancel the receipt")}
    return render(request, "workforce/budget_form.html", context, status=status_of(form))


def _spending(request: HttpRequest, pk: int) -> Spending:
    return get_object_or_404(spendings_of(actor(request)), pk=pk)
