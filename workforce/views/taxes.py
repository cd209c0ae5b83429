"""Tax: what is withheld from payments, and the lists of a tax year."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tambon.models import University
from u2t.core.access import reach, require
from u2t.core.text import normalise
from workforce.filters.months import month_of
from workforce.forms.taxes import TaxRuleForm
from workforce.models import TaxRule
from workforce.permissions import Can
from workforce.selectors.certificates import differing, standing_for, waiting_for_one
from workforce.selectors.taxes import rules_of_tax
from workforce.selectors.taxyears import months_withheld, payers_of, people_paid_in, this_year, whole_of
from workforce.services import taxbooks, taxes
from workforce.views.answers import actor, settle, status_of
from workforce.views.transfers import XLSX, sent

_SHOWN = 20
_PEOPLE = 50
_YEARS = 6
_YEAR = re.compile(r"2[45]\d\d")


@login_required
@require_http_methods(["GET", "POST"])
def taxrule_edit(request: HttpRequest) -> HttpResponse:
    """Show what is withheld, and lay down another version."""
    user = actor(request)
    require(user, Can.CHANGE_TAX_RULE)
    own = reach(user, Can.CHANGE_TAX_RULE).universities
    rules = rules_of_tax(user).filter(university__in=own)
    form = TaxRuleForm(request.POST or None, universities=own, present=rules.first())

    def lay_down() -> TaxRule:
        return taxes.lay_down(university=form.cleaned_data["university"], given=form.given(), by=user)

    if settle(form, lay_down) is not None:
        messages.success(request, _("The rule is laid down. Payments from its day on follow it."))
        return redirect("taxrule-edit")
    context = {"form": form, "title": _("Tax withheld"), "rules": rules[:_SHOWN]}
    return render(request, "workforce/taxrule_form.html", context, status=status_of(form))


@login_required
@require_GET
def taxyear_list(request: HttpRequest) -> HttpResponse:
    """Show who was paid in a tax year, by the day of payment."""
    user = actor(request)
    university, year = asked_year(request)
    people = people_paid_in(university, year).order_by("sort_key", "pk")
    page = Paginator(people, _PEOPLE).get_page(request.GET.get("page"))
    context = {
        "university": university,
        "universities": payers_of(user),
        "year": year,
        "years": range(this_year(), this_year() - _YEARS, -1),
        "page": page,
        "whole": whole_of(university, year),
        "months": months_withheld(university, year),
        "certificates": standing_for(university, year, [person.pk for person in page]),
        "differing": differing(university, year),
        "waiting": waiting_for_one(university, year).count(),
        "may_issue": user.has_perm(Can.CHANGE_TAX_CERTIFICATE, university),
        "may_take": user.has_perm(Can.TRANSFER_PAYROLL, university),
    }
    return render(request, "workforce/taxyear_list.html", context)


@login_required
@never_cache
@require_GET
def taxyear_workbook(request: HttpRequest) -> HttpResponse:
    """Send everybody of a tax year, with national IDs and addresses."""
    university, year = asked_year(request)
    file = taxbooks.of_year(university=university, year=year, by=actor(request))
    return sent(file.content, file.name, XLSX)


@login_required
@never_cache
@require_GET
def taxmonth_workbook(request: HttpRequest, month: str) -> HttpResponse:
    """Send what was withheld in a calendar month (2564-11)."""
    university, _year = asked_year(request)
    try:
        day = month_of(month)
    except ValidationError as error:
        raise Http404 from error
    file = taxbooks.of_month(university=university, month=day, by=actor(request))
    return sent(file.content, file.name, XLSX)


def asked_year(request: HttpRequest) -> tuple[University, int]:
    """Return the university and the year a page is asked for: the first, and the present, unless said."""
    rows, asked = payers_of(actor(request)), request.POST or request.GET
    code, year = asked.get("university", ""), asked.get("year", "") or str(this_year())
    university = rows.filter(pk=normalise(code)).first() if code else rows.first()
    if university is None or not _YEAR.fullmatch(year):
        raise Http404
    return university, int(year)
