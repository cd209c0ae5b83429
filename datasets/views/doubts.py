"""The page of values to be looked at again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from datasets.filters import DoubtFilterSet
from datasets.forms.doubts import SettleForm
from datasets.permissions import Can
from datasets.selectors.doubts import doubts_of
from datasets.selectors.records import catalogue
from datasets.services import doubts
from datasets.tables import DoubtTable
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.text import key_of
from u2t.core.views import actor

DOUBTS = register(
    ListSpec(
        name="datasets.doubts",
        title=gettext_lazy("Values to check"),
        table=DoubtTable,
        rows=doubts_of,
        filterset=DoubtFilterSet,
        empty=gettext_lazy("No value is out of the ordinary, or none was looked for yet."),
    )
)


@login_required
@require_GET
def doubt_list(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.VIEW_DOUBT)
    dataset = get_object_or_404(catalogue(user), code=code)
    context = {"dataset": dataset, "may_settle": user.has_perm(Can.SETTLE_DOUBT), "form": SettleForm()}
    return list_page(
        request, DOUBTS, arguments={"dataset": dataset.pk}, template="datasets/doubt_list.html", context=context
    )


@login_required
@require_POST
def doubt_look(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    job = doubts.look(by=user, dataset=get_object_or_404(catalogue(user), code=code))
    return redirect("job-detail", pk=job.pk)


@login_required
@require_POST
def doubt_settle(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.SETTLE_DOUBT)
    dataset = get_object_or_404(catalogue(user), code=code)
    form = SettleForm(request.POST)
    form.is_valid()
    keys = {key for said in request.POST.getlist("doubt") if (key := key_of(said)) is not None}
    try:
        count = doubts.settle(by=user, keys=keys, reason=form.cleaned_data.get("reason", ""))
        said = ngettext("%(count)s value is settled.", "%(count)s values are settled.", count)
        messages.success(request, said % {"count": count})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("doubt-list", code=dataset.pk)
