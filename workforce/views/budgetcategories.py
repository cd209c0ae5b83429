"""Pages of the kinds of money of the programmes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import require
from workforce.forms.budgetcategories import KindForm, NewKindForm
from workforce.models import BudgetCategory
from workforce.permissions import Can
from workforce.selectors.budgets import categories
from workforce.services import budgetcategories
from workforce.views.answers import actor, settle, status_of


@login_required
@require_GET
def budgetcategory_list(request: HttpRequest) -> HttpResponse:
    context = {"categories": categories(), "may_add": actor(request).has_perm(Can.ALLOT)}
    return render(request, "workforce/budgetcategory_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def budgetcategory_add(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.ALLOT)
    form = NewKindForm(request.POST or None)

    def add() -> BudgetCategory:
        data = form.cleaned_data
        return budgetcategories.add(programme=data["programme"], code=data["code"], kind=form.kind(), by=user)

    if settle(form, add) is not None:
        messages.success(request, _("The kind of money is added. The next allocation gives it to the tambons."))
        return redirect("budgetcategory-list")
    context = {"form": form, "title": _("Add a kind of money"), "button": _("Add")}
    return render(request, "workforce/budgetcategory_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def budgetcategory_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    require(user, Can.ALLOT)
    category = get_object_or_404(categories(), pk=pk)
    form = KindForm(request.POST or None, initial=KindForm.of(category))

    def amend() -> BudgetCategory:
        version = form.cleaned_data["version"]
        return budgetcategories.amend(category=category, kind=form.kind(), by=user, version=version)

    if settle(form, amend) is not None:
        messages.success(request, _("The kind of money is corrected. What was given by it stays."))
        return redirect("budgetcategory-list")
    context = {"form": form, "category": category, "title": _("Correct a kind of money"), "button": _("Save")}
    return render(request, "workforce/budgetcategory_form.html", context, status=status_of(form))
