"""How long each step of the approval takes, by place."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workforce.choices import StepKind
from workforce.forms.steptimes import StepTimesForm
from workforce.selectors.steptimes import newest_month, tempos_of
from workforce.views.answers import actor, status_of

AT_ONCE = 100


@login_required
@require_GET
def monthreport_steps(request: HttpRequest) -> HttpResponse:
    """Show for a month how many reports wait at each step, and the median of the days it took."""
    user = actor(request)
    form = StepTimesForm(request.GET)
    is_valid = form.is_valid()
    month = (form.cleaned_data["period"] if is_valid else None) or newest_month(user)
    rows = tempos_of(month, form.place(), user=user) if is_valid and month else []
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    context = {"form": form, "month": month, "by": form.place() if is_valid else "", "page": page}
    context["kinds"] = StepKind.choices
    return render(request, "workforce/monthreport_steps.html", context, status=status_of(form))
