"""Who collects a round, chosen from the people who work in its areas."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from datasets.filters import RoundWorkerFilterSet
from datasets.forms.collecting import CollectorsForm
from datasets.models import CollectionRound
from datasets.selectors.entrypages import rounds_of
from datasets.selectors.roundpages import may_change, workers_of
from datasets.services import rounds
from datasets.tables import RoundWorkerTable
from tambon.views.answers import attempt, status_of
from u2t.core.lists import ListSpec, filtered, list_page, register
from u2t.core.views import actor

WORKERS = register(
    ListSpec(
        name="datasets.round_workers",
        title=gettext_lazy("Who collects"),
        table=RoundWorkerTable,
        rows=workers_of,
        filterset=RoundWorkerFilterSet,
        empty=gettext_lazy("Nobody is found who works in the areas of this round and for whom you answer."),
        sizes=(200,),
    )
)


@login_required
@require_http_methods(["GET", "POST"])
def round_collectors(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may be named, and name them, take them out, or let all collect; the filters stay as they are."""
    found = get_object_or_404(rounds_of(actor(request)), pk=pk)
    if not may_change(actor(request), found):
        raise PermissionDenied
    form = CollectorsForm(request.POST if request.method == "POST" else None)
    if attempt(form, partial(_change, request, found, form)):
        messages.success(request, _("Changed."))
        return redirect(request.get_full_path())
    context: dict[str, Any] = {
        "round": found,
        "form": form,
        "named_count": found.collectors.count(),
        "is_filtered": any(request.GET.get(name) for name in RoundWorkerFilterSet.base_filters),
    }
    page = list_page(
        request, WORKERS, arguments={"round": str(pk)}, template="datasets/round_collectors.html", context=context
    )
    page.status_code = status_of(form)
    return page


def _change(request: HttpRequest, found: CollectionRound, form: CollectorsForm) -> CollectionRound:
    given, user = form.cleaned_data, actor(request)
    what, chosen, reason = given["what"], given["chosen"], given["reason"]
    if what == form.ALL:
        return rounds.name_collectors(by=user, round=found, collectors=(), reason=reason)
    if what == form.DROP:
        return rounds.change_collectors(by=user, round=found, drop=chosen, reason=reason)
    if what == form.FOUND:
        rows = filtered(WORKERS, user, request.GET, {"round": str(found.pk)}).filter(is_named=False)
        # One more than may be named is enough for the service to say so.
        chosen = list(rows.values_list("username", flat=True)[: rounds.MOST_COLLECTORS + 1])
    return rounds.change_collectors(by=user, round=found, add=chosen, reason=reason)
