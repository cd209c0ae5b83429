"""Problems of the reports: the list of an area, one with its history, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.problems import ProblemFilterSet
from workforce.forms.problems import AnswerForm, ReasonForm
from workforce.models import ProblemItem
from workforce.permissions import Can
from workforce.selectors.problems import NEXT, answerable_by, problems_of
from workforce.services import problems
from workforce.tables.problems import ProblemTable
from workforce.views.answers import actor, settle, status_of

PROBLEMS = register(
    ListSpec(
        name="workforce.problems",
        title=gettext_lazy("Problems of my area"),
        table=ProblemTable,
        filterset=ProblemFilterSet,
        rows=problems_of,
        empty=gettext_lazy("No problem was found. What people name in their monthly reports stands here."),
    )
)


@login_required
@require_GET
def problemitem_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, PROBLEMS)


@login_required
@require_GET
def problemitem_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = actor(request), _item(request, pk)
    context = {
        "item": item,
        "events": item.events.select_related("by"),
        "may_answer": item.state != "done" and answerable_by(user).filter(pk=pk).exists(),
        "may_pass": item.owner in NEXT,
    }
    return render(request, "workforce/problemitem_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def problemitem_answer(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = actor(request), _item(request, pk)
    require(user, Can.ANSWER_PROBLEM, item)
    form = AnswerForm(request.POST or None, initial={"version": item.version})
    if settle(form, lambda: problems.answer(item=item, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The answer is sent to who named it."))
        return redirect("problemitem-detail", pk=pk)
    return _form(request, form, item, {"title": _("Write a reply"), "button": _("Send the answer")})


@login_required
@require_http_methods(["GET", "POST"])
def problemitem_pass(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = actor(request), _item(request, pk)
    require(user, Can.ANSWER_PROBLEM, item)
    form = ReasonForm(request.POST or None, initial={"version": item.version})
    if settle(form, lambda: problems.pass_on(item=item, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("It is passed on, and who is next is told."))
        return redirect("problemitem-detail", pk=pk)
    return _form(request, form, item, {"title": _("Pass on"), "button": _("Pass on")})


@login_required
@require_http_methods(["GET", "POST"])
def problemitem_close(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = actor(request), _item(request, pk)
    require(user, Can.ANSWER_PROBLEM, item)
    form = ReasonForm(request.POST or None, initial={"version": item.version})
    if settle(form, lambda: problems.close(item=item, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("It is closed, and who named it is told."))
        return redirect("problemitem-detail", pk=pk)
    return _form(request, form, item, {"title": _("Close"), "button": _("Close it")})


def _form(request: HttpRequest, form: Form, item: ProblemItem, context: dict[str, Any]) -> HttpResponse:
    found = context | {"form": form, "item": item}
    return render(request, "workforce/problemitem_form.html", found, status=status_of(form))


def _item(request: HttpRequest, pk: int) -> ProblemItem:
    return get_object_or_404(problems_of(actor(request)), pk=pk)
