"""Pages of appeals: sent by the applicant, answered by the staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.appeals import AppealFilterSet
from workforce.forms.selection import AnswerForm, AppealForm
from workforce.models import Application
from workforce.permissions import Can
from workforce.selectors.appeals import appeals_of
from workforce.services import appeals
from workforce.tables.applicants import AppealTable

APPEALS = register(
    ListSpec(
        name="workforce.appeals",
        title=gettext_lazy("Appeals"),
        table=AppealTable,
        filterset=AppealFilterSet,
        rows=appeals_of,
        empty=gettext_lazy("No appeal was found."),
    )
)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, an empty form too."""
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "POST"])
def appeal_create(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    rows = Application.objects.visible_to(user, to=Can.APPEAL).select_related("round")
    application = get_object_or_404(rows, pk=pk)
    form = AppealForm(_posted(request))
    if attempt(form, lambda: appeals.send(application=application, text=form.cleaned_data["text"], by=user)):
        messages.success(request, _("Your appeal was sent. The answer appears on this page."))
        return redirect("application-status", pk=pk)
    context = {"form": form, "title": _("Appeal against the result"), "button": _("Send the appeal")}
    return render(request, "tambon/form.html", context, status=status_of(form))


@login_required
@require_GET
def appeal_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, APPEALS)


@login_required
@require_http_methods(["GET", "POST"])
def appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    appeal = get_object_or_404(appeals_of(user), pk=pk)
    may_answer = user.has_perm(Can.DECIDE_APPEAL, appeal)
    if request.method == "POST":
        require(user, Can.DECIDE_APPEAL, appeal)
    form = AnswerForm(_posted(request))
    if attempt(
        form,
        lambda: appeals.answer(
            appeal=appeal, is_upheld=form.cleaned_data["is_upheld"], answer=form.cleaned_data["answer"], by=user
        ),
    ):
        messages.success(request, _("The answer is stored; the applicant is told."))
        return redirect("appeal-list")
    context = {
        "form": form, "appeal": appeal, "may_answer": may_answer and appeal.state == "open",
        "may_look": user.has_perm(Can.VIEW_SELECTION, appeal.application),
    }  # fmt: skip
    return render(request, "workforce/appeal_answer.html", context, status=status_of(form))
