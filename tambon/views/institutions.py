"""Lists and pages of universities and agencies."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tambon.filters.areas import AgencyFilterSet, UniversityFilterSet
from tambon.forms.agencies import AgencyForm
from tambon.models import Agency, Area
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors.leads import leads_of_university
from tambon.selectors.names import full_name
from tambon.services import agencies
from tambon.tables.areas import AgencyTable, UniversityTable
from tambon.views.answers import attempt, status_of
from u2t.core.access import reach, require
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.views import actor

UNIVERSITIES = register(
    ListSpec(
        name="tambon.universities",
        title=_("Universities"),
        table=UniversityTable,
        rows=institutions.universities,
        filterset=UniversityFilterSet,
    )
)
AGENCIES = register(
    ListSpec(
        name="tambon.agencies",
        title=_("Agencies"),
        table=AgencyTable,
        rows=institutions.agencies,
        filterset=AgencyFilterSet,
        empty=_("No agency of your area fits. Change the filters and look again."),
    )
)


@login_required
@require_GET
def university_list(request: HttpRequest) -> HttpResponse:
    context = {"may_change": bool(reach(actor(request), Can.CHANGE_UNIVERSITY))}
    return list_page(request, UNIVERSITIES, template="tambon/university_list.html", context=context)


@login_required
@require_GET
def university_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    university = get_object_or_404(institutions.universities(user), code=code)
    context = {
        "university": university,
        "units": institutions.units_of(university),
        "terms": institutions.network_terms_of(university),
        "leads": leads_of_university(user=user, university=university),
        "holdings": institutions.holdings_of(university),
        "may_change": user.has_perm(Can.CHANGE_UNIVERSITY, university),
    }
    return render(request, "tambon/university_detail.html", context)


@login_required
@require_GET
def agency_list(request: HttpRequest) -> HttpResponse:
    context = {"may_add": bool(reach(actor(request), Can.CHANGE_AGENCY))}
    return list_page(request, AGENCIES, template="tambon/agency_list.html", context=context)


@login_required
@require_GET
def agency_detail(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(institutions.agencies(actor(request)), code=code)
    context = {"agency": agency, "place": full_name(agency.area)}
    context["may_change"] = actor(request).has_perm(Can.CHANGE_AGENCY, agency)
    return render(request, "tambon/agency_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def agency_add(request: HttpRequest) -> HttpResponse:
    """Enter an agency of one's own area, to place people there."""
    user = actor(request)
    require(user, Can.CHANGE_AGENCY)
    areas, initial = Area.objects.current(), {"area": request.GET.get("area", "")}
    form = AgencyForm(request.POST or None, is_new=True, areas=areas, initial=initial)
    return _stored(request, form, None, lambda: agencies.add(entry=form.entry(), by=user))


@login_required
@require_http_methods(["GET", "POST"])
def agency_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct an agency."""
    user = actor(request)
    agency = get_object_or_404(institutions.agencies(user), code=code)
    require(user, Can.CHANGE_AGENCY, agency)
    areas = Area.objects.filter(pk=agency.area_id)
    form = AgencyForm(request.POST or None, is_new=False, areas=areas, initial=AgencyForm.of(agency))

    def act() -> Agency:
        return agencies.amend(agency=agency, entry=form.entry(), seen=form.seen(), by=user)

    return _stored(request, form, agency, act)


def _stored(request: HttpRequest, form: AgencyForm, agency: Agency | None, act: Callable[[], Agency]) -> HttpResponse:
    if form.is_bound and (done := attempt(form, act)):
        messages.success(request, gettext("Stored: %(agency)s.") % {"agency": done})
        return redirect("agency-detail", code=done.pk)
    title = gettext("Correct the agency") if agency else gettext("Enter an agency")
    context = {"form": form, "agency": agency, "title": title, "button": gettext("Store")}
    return render(request, "tambon/agency_form.html", context, status=status_of(form))
