"""Pages of budgets: all on one page with what is below, one tambon, and what staff of a university do."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import Programme, University, User
from u2t.core.access import require
from u2t.core.exports import Column, Sheet, write_xlsx
from workforce.forms.budgets import AllocateForm, ChangeForm, OverviewForm
from workforce.models import BudgetLine
from workforce.permissions import Can
from workforce.selectors.activities import activities_of
from workforce.selectors.balances import ZERO, balances_of, total
from workforce.selectors.budgets import given_to, lines_of, months_of, spendings_of
from workforce.selectors.overview import Asked, overview
from workforce.services import budgets
from workforce.views.answers import actor, settle, status_of
from workforce.wording import baht

_AT_ONCE, _LATEST = 100, 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def budget_overview(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_BUDGET)
    form = OverviewForm(request.GET, user=user)
    asked = form.asked() if form.is_valid() else None
    found = overview(user=user, asked=asked) if asked else None
    own = University.objects.visible_to(user, to=Can.CHANGE_BUDGET).first()
    context = {
        "form": form, "asked": asked, "found": found,
        "page": Paginator(found.rows, _AT_ONCE).get_page(request.GET.get("page")) if found else None,
        "given": given_to(own, asked.programme) if own and asked else None,
        "may_allocate": own is not None, "may_see_letters": user.has_perm(Can.VIEW_INSTALMENT),
        "below": {"university": "tambon", "province": "tambon"}.get(asked.by) if asked else None,
    }  # fmt: skip
    return render(request, "workforce/budget_overview.html", context, status=status_of(form))


@login_required
@require_GET
def budget_workbook(request: HttpRequest) -> HttpResponse:
    """Send what the page shows as a workbook, one sheet for each level."""
    user = actor(request)
    require(user, Can.VIEW_BUDGET)
    form = OverviewForm(request.GET, user=user)
    asked = form.asked() if form.is_valid() else None
    if asked is None:
        raise budgets.BudgetInputError(_("There is nothing of this name to download."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "budget.xlsx"
        write_xlsx(path, [_sheet(user, replace(asked, by=by)) for by in ("university", "province", "tambon")])
        answer = HttpResponse(path.read_bytes(), content_type=_XLSX)
    answer["Content-Disposition"] = f"attachment; filename=budget-{asked.programme.pk}.xlsx"
    return answer


@login_required
@require_GET
def budget_tambon(request: HttpRequest, programme: str, university: str, code: str) -> HttpResponse:
    user = actor(request)
    rows = lines_of(user).filter(programme=programme, university=university, tambon=code)
    lines = list(rows.order_by("category__position", "category").prefetch_related("versions__by"))
    if not lines:
        get_object_or_404(rows)
    found = {row.line: row.balance for row in balances_of(BudgetLine.objects.filter(pk__in=[one.pk for one in lines]))}
    place = {"programme": programme, "university": university, "tambon": code}
    spent = spendings_of(user).filter(line__in=lines).order_by("-spent_on", "-pk")
    first = lines[0]
    context = {
        "lines": [(line, found[line.pk]) for line in lines],
        "total": sum(found.values(), start=total([])),
        "first": first, "tambon": first.tambon,
        "spendings": list(spent[:_LATEST]),
        "activities": list(activities_of(user).filter(**place).order_by("-starts_on", "-pk")[:_LATEST]),
        "may_change": user.has_perm(Can.CHANGE_BUDGET, first), "may_spend": user.has_perm(Can.SPEND, first),
        "may_see_receipts": user.has_perm(Can.VIEW_SPENDING, first),
    }  # fmt: skip
    return render(request, "workforce/budget_tambon.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def budget_allocate(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_BUDGET)
    universities = University.objects.visible_to(user, to=Can.CHANGE_BUDGET).order_by("sort_key")
    form = AllocateForm(request.POST or None, universities=universities, initial=_first(universities.first()))
    made = settle(form, lambda: budgets.allocate(by=user, **form.cleaned_data))
    if made is not None:
        said = _("%(tambons)s tambons were given %(sum)s baht.") if made else _("Every tambon has its budget already.")
        tambons, amount = len({line.tambon_id for line in made}), sum((line.amount for line in made), ZERO)
        messages.success(request, said % {"tambons": tambons, "sum": baht(amount)} if made else said)
        return redirect("budget-overview")
    context = {"form": form, "title": _("Give the tambons their budgets"), "button": _("Give the budgets")}
    return render(request, "workforce/budget_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def budgetline_change(request: HttpRequest, pk: int) -> HttpResponse:
    user, line = actor(request), get_object_or_404(lines_of(actor(request)), pk=pk)
    require(user, Can.CHANGE_BUDGET, line)
    form = ChangeForm(request.POST or None, initial={"version": line.version, "amount": line.amount})
    if settle(form, lambda: budgets.change(line=line, by=user, **form.cleaned_data)) is not None:
        messages.success(request, _("The budget is changed."))
        return redirect("budget-tambon", line.programme_id, line.university_id, line.tambon_id)
    context = {"form": form, "line": line, "title": _("Change the budget"), "button": _("Save")}
    return render(request, "workforce/budget_form.html", context, status=status_of(form))


def _first(university: University | None) -> dict[str, object]:
    programme = Programme.objects.order_by("starts_on").first()
    if university is None or programme is None:
        return {}
    return {"university": university, "programme": programme, "months": months_of(university, programme)}


def _sheet(user: User, asked: Asked) -> Sheet:
    columns = (
        Column(_("University (code)"), "", 14), Column(_("Code"), "", 10), Column(_("Name"), "", 40),
        Column(_("Given (baht)"), "", 16), Column(_("Bound (baht)"), "", 16), Column(_("Paid (baht)"), "", 16),
        Column(_("Returned (baht)"), "", 16), Column(_("Left (baht)"), "", 16),
        Column(_("Paid in the year chosen (baht)"), "", 16), Column(_("Wages paid back by who left (baht)"), "", 16),
        Column(_("Still claimed back (baht)"), "", 16),
    )  # fmt: skip
    rows = [
        (
            row.university, row.key, row.name, one.allocated, one.committed, one.paid, one.returned, one.remaining,
            one.within, one.repaid, one.owed,
        )
        for row in overview(user=user, asked=asked).rows
        for one in [row.balance]
    ]  # fmt: skip
    names = {"university": _("Universities"), "province": _("Provinces"), "tambon": _("Tambons")}
    return Sheet(names[asked.by], columns, rows)
