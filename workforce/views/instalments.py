"""Pages of the ministry's instalments: the list, one, and what ministry and university do about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import University
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.budgets import InstalmentFilterSet
from workforce.forms.budgets import CancelForm, LetterForm, ReceivedForm, ReturnForm
from workforce.forms.months import WhyForm
from workforce.models import BudgetReturn, Instalment
from workforce.permissions import Can
from workforce.selectors.budgets import given_to, instalments_of
from workforce.services import instalments
from workforce.tables.budgets import InstalmentTable
from workforce.views.answers import actor, settle, status_of

INSTALMENTS = register(
    ListSpec(
        name="workforce.instalments",
        title=gettext_lazy("Instalments of money"),
        table=InstalmentTable,
        filterset=InstalmentFilterSet,
        rows=instalments_of,
        empty=gettext_lazy("No instalment was found. What the ministry allots to universities by letter stands here."),
    )
)


@login_required
@require_GET
def instalment_list(request: HttpRequest) -> HttpResponse:
    context = {"may_allot": actor(request).has_perm(Can.ALLOT)}
    return list_page(request, INSTALMENTS, template="workforce/instalment_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def instalment_allot(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.ALLOT)
    universities = University.objects.visible_to(user, to=Can.ALLOT).order_by("sort_key")
    form = LetterForm(request.POST or None, universities=universities)
    made = settle(form, lambda: instalments.allot(letter=form.letter(), by=user))
    if made is not None:
        messages.success(request, _("The instalment is entered, and the university is told."))
        return redirect("instalment-detail", pk=made.pk)
    context = {"form": form, "title": _("Allot money"), "button": _("Allot")}
    return render(request, "workforce/instalment_form.html", context, status=status_of(form))


@login_required
@require_GET
def instalment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, instalment = actor(request), _instalment(request, pk)
    stands = instalment.cancelled_at is None
    context = {
        "instalment": instalment,
        "returns": instalment.returns.select_related("line__tambon", "line__category").order_by("-returned_on", "-pk"),
        "given": given_to(instalment.university, instalment.programme),
        "may_receive": stands and not instalment.received_on and user.has_perm(Can.RECEIVE_MONEY, instalment),
        "may_return": stands and instalment.received_on and user.has_perm(Can.RECEIVE_MONEY, instalment),
        "may_cancel": stands and not instalment.received_on and user.has_perm(Can.ALLOT, instalment),
    }
    return render(request, "workforce/instalment_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def instalment_receive(request: HttpRequest, pk: int) -> HttpResponse:
    user, instalment = actor(request), _instalment(request, pk)
    require(user, Can.RECEIVE_MONEY, instalment)
    form = ReceivedForm(request.POST or None, initial={"version": instalment.version})
    if settle(form, lambda: instalments.receive(instalment=instalment, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("It is confirmed that the money came."))
        return redirect("instalment-detail", pk=pk)
    return _form(request, form, instalment, _("Confirm that the money came"), _("Confirm"))


@login_required
@require_http_methods(["GET", "POST"])
def instalment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, instalment = actor(request), _instalment(request, pk)
    require(user, Can.ALLOT, instalment)
    form = WhyForm(request.POST or None, initial={"version": instalment.version})
    if settle(form, lambda: instalments.cancel(instalment=instalment, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The instalment is cancelled."))
        return redirect("instalment-detail", pk=pk)
    return _form(request, form, instalment, _("Cancel the instalment"), _("Cancel the instalment"))


@login_required
@require_http_methods(["GET", "POST"])
def instalment_return(request: HttpRequest, pk: int) -> HttpResponse:
    user, instalment = actor(request), _instalment(request, pk)
    require(user, Can.RECEIVE_MONEY, instalment)
    form = ReturnForm(request.POST or None, instalment=instalment)
    if settle(form, lambda: instalments.give_back(instalment=instalment, back=form.back(), by=user)) is not None:
        messages.success(request, _("The return is entered."))
        return redirect("instalment-detail", pk=pk)
    return _form(request, form, instalment, _("Return money"), _("Return"))


@login_required
@require_http_methods(["GET", "POST"])
def budgetreturn_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    rows = BudgetReturn.objects.visible_to(user, to=Can.VIEW_INSTALMENT).select_related("instalment__university")
    back = get_object_or_404(rows, pk=pk)
    require(user, Can.RECEIVE_MONEY, back.instalment)
    form = CancelForm(request.POST or None)
    if settle(form, lambda: instalments.cancel_return(back=back, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The return is cancelled."))
        return redirect("instalment-detail", pk=back.instalment_id)
    return _form(request, form, back.instalment, _("Cancel the return"), _("Cancel the return"))


def _form(request: HttpRequest, form: Form, instalment: Instalment, title: str, button: str) -> HttpResponse:
    context = {"form": form, "instalment": instalment, "title": title, "button": button}
    return render(request, "workforce/instalment_form.html", context, status=status_of(form))


def _instalment(request: HttpRequest, pk: int) -> Instalment:
    return get_object_or_404(instalments_of(actor(request)), pk=pk)
