"""Lists and pages of universities and agencies."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tambon.filters.areas import AgencyFilterSet, UniversityFilterSet
from tambon.selectors import institutions
from tambon.selectors.names import full_name
from tambon.tables.areas import AgencyTable, UniversityTable
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
    return list_page(request, UNIVERSITIES)


@login_required
@require_GET
def university_detail(request: HttpRequest, code: str) -> HttpResponse:
    university = get_object_or_404(institutions.universities(actor(request)), code=code)
    holdings = institutions.holdings_of(university)
    context = {
        "university": university,
        "units": institutions.units_of(university),
        "holdings": holdings,
    }
    return render(request, "tambon/university_detail.html", context)


@login_required
@require_GET
def agency_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, AGENCIES, template="tambon/agency_list.html")


@login_required
@require_GET
def agency_detail(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(institutions.agencies(actor(request)), code=code)
    return render(request, "tambon/agency_detail.html", {"agency": agency, "place": full_name(agency.area)})
