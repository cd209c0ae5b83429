"""Amounts no rule gives: proposed by one, answered by another; and penalties let off."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from u2t.core.access import require
from workforce.forms.amounts import ProposeForm, WaiveForm
from workforce.forms.pay import DecideForm
from workforce.models import MonthReport
from workforce.permissions import Can
from workforce.selectors.amounts import proposal_of
from workforce.selectors.pay import foreseen, penalty_of
from workforce.selectors.reports import reports_of
from workforce.services import amounts, waivers
from workforce.views.answers import actor, settle, status_of


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an amount for a second person to agree."""
    user, report = actor(request), _report(request, pk)
    require(user, Can.DECIDE_REPORT, report)
    form = ProposeForm(request.POST or None, initial={"version": report.version})

    def propose() -> MonthReport:
        return amounts.propose(report=report, wanted=form.wanted(), by=user, version=form.cleaned_data["version"])

    if settle(form, propose) is not None:
        messages.success(request, _("The amount waits for a second person to agree."))
        return redirect("monthreport-detail", pk=pk)
    return _form(request, form, report, {"title": _("Propose another amount"), "button": _("Propose")})


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the amount somebody else proposed, or refuse it; who proposed it takes it back."""
    user, report = actor(request), _report(request, pk)
    require(user, Can.DECIDE_REPORT, report)
    form = DecideForm(request.POST or None, initial={"version": report.version})
    if settle(form, lambda: amounts.answer(report=report, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("Your decision is stored."))
        return redirect("monthreport-detail", pk=pk)
    proposal = proposal_of(report)
    if proposal is None and not form.is_bound:
        messages.info(request, _("No amount waits for an answer here."))
        return redirect("monthreport-detail", pk=pk)
    is_mine = proposal is not None and user.pk in {proposal.by_id, proposal.for_whom_id}
    title = _("Take the proposal back") if is_mine else _("Agree to an amount")
    context = {"title": title, "button": _("Decide"), "proposal": proposal}
    return _form(request, form, report, context)


@login_required
@require_http_methods(["GET", "POST"])
def monthreport_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let off the penalty of a month, or a part of it."""
    user, report = actor(request), _report(request, pk)
    require(user, Can.WAIVE_PENALTY, report)
    penalty = penalty_of(report)
    form = WaiveForm(request.POST or None, initial={"version": report.version, "amount": penalty})
    if settle(form, lambda: waivers.waive(report=report, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The penalty is waived, and the worker is told."))
        return redirect("monthreport-detail", pk=pk)
    context = {"title": _("Waive the penalty"), "button": _("Waive"), "penalty": penalty}
    return _form(request, form, report, context)


def _form(request: HttpRequest, form: Form, report: MonthReport, context: dict[str, Any]) -> HttpResponse:
    found = context | {"form": form, "report": report, "line": foreseen(report, Decimal(0))}
    return render(request, "workforce/monthreport_amount.html", found, status=status_of(form))


def _report(request: HttpRequest, pk: int) -> MonthReport:
    return get_object_or_404(reports_of(actor(request)), pk=pk)
