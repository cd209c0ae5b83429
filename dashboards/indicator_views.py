"""Pages of indicators: listed, and defined from a data set without a formula."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from dashboards.filters import IndicatorFilterSet
from dashboards.forms import CountedDatasetForm, IndicatorForm
from dashboards.models import Indicator
from dashboards.permissions import Can
from dashboards.services import indicators
from dashboards.tables import IndicatorTable
from tambon.models import Area
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.templatetags.u2t import local_name
from u2t.core.views import actor

INDICATORS = register(
    ListSpec(
        name="dashboards.indicators",
        title=gettext_lazy("Indicators"),
        table=IndicatorTable,
        rows=lambda user: Indicator.objects.visible_to(user, to=Can.VIEW_INDICATOR),
        filterset=IndicatorFilterSet,
    )
)


@login_required
@require_GET
def indicator_list(request: HttpRequest) -> HttpResponse:
    context = {"may_define": actor(request).has_perm(Can.ADD_INDICATOR, Area(code="TH"))}
    return list_page(request, INDICATORS, template="dashboards/indicator_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def indicator_define(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.ADD_INDICATOR, Area(code="TH"))
    chosen = CountedDatasetForm(request.POST or request.GET or None)
    if not chosen.is_valid():
        return _ask_for_dataset(request, chosen)
    form = IndicatorForm(request.POST or None, of=chosen.cleaned_data["dataset"])
    if form.is_valid():
        try:
            made = indicators.define(by=user, wanted=indicators.Wanted(**form.cleaned_data))
        except DomainError as error:
            named = error.extra.get("field")
            form.add_error(named if named in form.fields else None, str(error))
        else:
            messages.success(request, _("Defined. Its figures stand on the dashboards within seconds."))
            return redirect(f"{reverse('area-dashboard', args=['TH'])}?indicator={made.code}")
    title = f"{_('Define an indicator')} · {local_name(chosen.cleaned_data['dataset'])}"
    context = {"form": form, "title": title, "back": reverse("indicator-define")}
    return render(request, "datasets/plain_form.html", context, status=422 if form.errors else 200)


def _ask_for_dataset(request: HttpRequest, form: CountedDatasetForm) -> HttpResponse:
    context = {"form": form, "title": _("Define an indicator"), "back": reverse("indicator-list")}
    return render(request, "dashboards/indicator_dataset.html", context, status=422 if request.POST else 200)
