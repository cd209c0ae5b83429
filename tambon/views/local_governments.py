"""Local governments (อปท.): listed, and each with what kind it was and which tambons it serves."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tambon.filters.institutions import LocalGovernmentFilterSet
from tambon.selectors import local_governments as selectors
from tambon.selectors.names import full_name
from tambon.tables.institutions import LocalGovernmentTable
from tambon.views.answers import actor
from u2t.core.lists import ListSpec, list_page, register

LOCAL_GOVERNMENTS = register(
    ListSpec(
        name="tambon.local_governments",
        title=_("Local governments"),
        table=LocalGovernmentTable,
        rows=selectors.local_governments,
        filterset=LocalGovernmentFilterSet,
        empty=_("No local government of your area fits. Change the filters and look again."),
    )
)


@login_required
@require_GET
def localgovernment_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, LOCAL_GOVERNMENTS)


@login_required
@require_GET
def localgovernment_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    government = get_object_or_404(selectors.local_governments(user), code=code)
    context = {
        "government": government,
        "place": full_name(government.amphoe),
        "statuses": selectors.statuses_of(government),
        "tambons": selectors.tambons_of(user=user, government=government),
    }
    return render(request, "tambon/localgovernment_detail.html", context)
