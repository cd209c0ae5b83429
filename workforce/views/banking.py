"""The account wages are paid to: the own one, and that of somebody at work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from u2t.core.access import require
from workforce.forms.pay import AccountForm
from workforce.models import BankAccount, Person
from workforce.permissions import Can
from workforce.selectors.transfers import account_of, failed_of
from workforce.services import banking
from workforce.views.answers import actor, settle, status_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bankaccount_own(request: HttpRequest) -> HttpResponse:
    """Show where the own wage is paid to; enter another account, which confirms it."""
    user = actor(request)
    person = Person.objects.filter(user=user).first()
    account = account_of(person.pk) if person else None
    form = AccountForm(request.POST or None, initial=AccountForm.of(account, str(person or "")))

    def enter() -> BankAccount:
        if person is None:
            raise banking.BankingError(_("You have no contract, so nothing is paid to you."))
        return banking.enter(person=person, given=form.given(), by=user)

    if settle(form, enter) is not None:
        messages.success(request, _("Your account is stored and confirmed. Wages are paid to it from now on."))
        return redirect("bankaccount-own")
    context = {"form": form, "account": account, "person": person, "failed": failed_of(person.pk) if person else None}
    return render(request, "workforce/bankaccount_own.html", context, status=status_of(form))


@login_required
@require_POST
def bankaccount_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    account = get_object_or_404(BankAccount.objects.visible_to(user, to=Can.VIEW_BANK_ACCOUNT), pk=pk)
    banking.confirm(account=account, by=user)
    messages.success(request, _("Your account is confirmed. Wages are paid to it from now on."))
    return redirect("bankaccount-own")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bankaccount_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the account of somebody at work; it waits until the person confirms it."""
    user = actor(request)
    person = get_object_or_404(Person.objects.visible_to(user, to=Can.VIEW_BANK_ACCOUNT), pk=pk)
    require(user, Can.CHANGE_BANK_ACCOUNT, person)
    form = AccountForm(request.POST or None, initial=AccountForm.of(account_of(person.pk), person.full_name))
    if settle(form, lambda: banking.enter(person=person, given=form.given(), by=user)) is not None:
        messages.success(request, _("The account is stored; the person is asked to confirm it."))
        return redirect("person-detail", pk=pk)
    context = {"form": form, "person": person, "title": _("Account of %(person)s") % {"person": person}}
    context["button"] = _("Store the account")
    return render(request, "workforce/bankaccount_form.html", context, status=status_of(form))
