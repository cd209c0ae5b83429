"""Assignments of the month: given to one or many, changed, acknowledged."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core.access import require
from u2t.core.errors import StaleError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.text import key_of
from workforce.choices import Skill
from workforce.filters.assignments import AssignmentFilterSet
from workforce.forms.assignments import ChangeForm, GiveForm
from workforce.forms.months import VersionForm
from workforce.models import Assignment, Period
from workforce.permissions import Can
from workforce.selectors.assignments import (
    assignable,
    assignments_of,
    month_now,
    months_for,
    seats_in,
    tasks_of,
    versions_of,
)
from workforce.services import assignments
from workforce.tables.assignments import AssignmentTable
from workforce.views.answers import actor, settle, status_of

ASSIGNMENTS = register(
    ListSpec(
        name="workforce.assignments",
        title=gettext_lazy("Assignments of the month"),
        table=AssignmentTable,
        filterset=AssignmentFilterSet,
        rows=assignments_of,
        empty=gettext_lazy("No assignment was found. What lecturers assign for a month stands here."),
    )
)


@login_required
@require_GET
def assignment_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    return list_page(
        request, ASSIGNMENTS, template="workforce/assignment_list.html", context={"may_give": bool(months_for(user))}
    )


@login_required
@require_http_methods(["GET", "POST"])
def assignment_give(request: HttpRequest) -> HttpResponse:
    """Assign the same tasks to many; `period` says of which month, `copy` from which assignment they are taken."""
    user = actor(request)
    require(user, Can.ASSIGN)
    months = months_for(user)
    period = _month(request, months)
    if period is None:
        return render(request, "workforce/assignment_give.html", {"months": months})
    seats = seats_in(user, period)
    form = GiveForm(request.POST or None, seats=seats, of=_copied(request))
    results = settle(form, lambda: _give(form, period, request))
    if results is not None:
        seats, form = seats_in(user, period), GiveForm(seats=seats)
    context = {"form": form, "seats": seats, "months": months, "period": period, "results": results}
    context["chosen"] = request.POST.getlist("people") if results is None and form.is_bound else ()
    return render(request, "workforce/assignment_give.html", context, status=status_of(form))


@login_required
@require_GET
def assignment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, assignment = actor(request), _assignment(request, pk)
    is_own = assignment.contract.person.user_id == user.pk
    is_open = assignment.period.state == "open"
    context = {
        "assignment": assignment,
        "tasks": tasks_of([assignment])[pk],
        "skills": skills_of(assignment),
        "versions": versions_of(assignment),
        "is_own": is_own,
        "may_acknowledge": is_own and is_open and not assignment.is_acknowledged,
        "may_change": is_open and assignable(user, assignment.period).filter(pk=assignment.contract_id).exists(),
    }
    return render(request, "workforce/assignment_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_change(request: HttpRequest, pk: int) -> HttpResponse:
    user, assignment = actor(request), _assignment(request, pk)
    require(user, Can.ASSIGN, assignment)
    form = ChangeForm(request.POST or None, of=assignment, initial={"version": assignment.version})

    def change() -> Assignment:
        data = form.cleaned_data
        return assignments.change(
            assignment=assignment, plan=form.plan(), reason=data["reason"], by=user, version=data["version"]
        )

    if settle(form, change) is not None:
        messages.success(request, _("The assignment is changed, and the worker is told."))
        return redirect("assignment-detail", pk=pk)
    context = {"form": form, "assignment": assignment}
    return render(request, "workforce/assignment_change.html", context, status=status_of(form))


@login_required
@require_POST
def assignment_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    assignment, form = _assignment(request, pk), VersionForm(request.POST)
    require(actor(request), Can.ACKNOWLEDGE, assignment)
    if not form.is_valid():
        raise StaleError(_("This assignment was changed since you opened it. Open it again and look."), of=assignment)
    assignments.acknowledge(assignment=assignment, by=actor(request), version=form.cleaned_data["version"])
    messages.success(request, _("You have acknowledged your work of this month."))
    return redirect("assignment-detail", pk=pk)


def skills_of(assignment: Assignment) -> list[str]:
    """Return the skills to be trained, in words."""
    return [str(Skill(one).label) for one in assignment.training]


def _give(form: GiveForm, period: Period, request: HttpRequest) -> list[assignments.Result]:
    user = actor(request)
    chosen = assignable(user, period).filter(pk__in=form.cleaned_data["people"])
    return assignments.give(plan=form.plan(), contracts=list(chosen), period=period, by=user)


def _month(request: HttpRequest, months: Sequence[Period]) -> Period | None:
    """Return the month asked for, else that of today."""
    asked = request.GET.get("period", "")
    if not asked:
        return month_now(months)
    found = next((one for one in months if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _copied(request: HttpRequest) -> Assignment | None:
    key = key_of(request.GET.get("copy", ""))
    return None if key is None else assignments_of(actor(request)).filter(pk=key).first()


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(assignments_of(actor(request)), pk=pk)
