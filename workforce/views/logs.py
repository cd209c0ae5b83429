"""The worker's month: the days logged, a log and its photos, and the list for those who guide."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core import clock, pictures
from u2t.core.access import require
from u2t.core.errors import DomainError
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.months import LogFilterSet
from workforce.forms.months import LogAmendForm, LogForm
from workforce.models import Contract, DayLog, LogPhoto, Period
from workforce.permissions import Can
from workforce.selectors.calendar import month_of
from workforce.selectors.certificates import certificates_of
from workforce.selectors.leaves import leaves_of
from workforce.selectors.logs import logs_of, own_months
from workforce.selectors.receivables import receivables_of
from workforce.selectors.signins import today_of
from workforce.selectors.taxyears import lacking_address
from workforce.selectors.todos import needs_a_hand, todos_of
from workforce.services import logs
from workforce.tables.months import LogTable
from workforce.views.answers import actor, settle, status_of

RECENT = 20
_LONGEST_REASON = 2000
LOGS = register(
    ListSpec(
        name="workforce.logs",
        title=gettext_lazy("Day logs"),
        table=LogTable,
        filterset=LogFilterSet,
        rows=logs_of,
        empty=gettext_lazy("No log was found. What people do each day stands here once they write it."),
    )
)


@login_required
@require_GET
def month_own(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    recent = logs_of(user).filter(contract__person__user=user).order_by("-day", "-pk")[:RECENT]
    months = own_months(user)
    context = {
        "todos": todos_of(user, months),
        "months": [one for one in months if needs_a_hand(one)],
        "earlier": [one for one in months if not needs_a_hand(one)],
        "recent": recent,
        "leaves": leaves_of(user).filter(contract__person__user=user).order_by("-pk")[:5],
        "today": today_of(user),
        "now": clock.now(),
        "address_of": lacking_address(user),
        "has_claims": receivables_of(user).filter(contract__person__user=user).exists(),
        "has_certificates": certificates_of(user).filter(person__user=user).exists(),
    }
    return render(request, "workforce/month_own.html", context)


@login_required
@require_GET
def month_days(request: HttpRequest, contract: int, period: int) -> HttpResponse:
    """Show what became of each day of somebody's month."""
    user = actor(request)
    rows = Contract.objects.visible_to(user, to=Can.VIEW_LOG).select_related("person", "university")
    found = get_object_or_404(rows, pk=contract)
    months = Period.objects.filter(university=found.university_id, programme=found.programme_id)
    month = get_object_or_404(months.select_related("rules").filter(during__overlap=found.during), pk=period)
    context = {
        "contract": found,
        "period": month,
        "attended": month_of(found, month),
        "is_own": found.person.user_id == user.pk,
    }
    return render(request, "workforce/month_days.html", context)


@login_required
@require_GET
def log_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, LOGS)


@login_required
@require_http_methods(["GET", "POST"])
def log_create(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.WRITE_LOG)
    form = LogForm(request.POST or None, user=user)
    log = settle(form, lambda: logs.write(entry=form.entry(), by=user))
    if log is not None:
        refused = _bring_photos(request, log)
        if not refused:
            messages.success(request, _("The log is stored."))
        return redirect("log-detail", pk=log.pk)
    return render(request, "workforce/log_form.html", {"form": form, "log": None}, status=status_of(form))


@login_required
@require_GET
def log_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, log = actor(request), _log(request, pk)
    is_own = log.contract.person.user_id == user.pk
    may_decide = bool(log.late_reason) and not is_own and user.has_perm(Can.DECIDE_LOG, log)
    context = {"log": log, "photos": log.photos.all(), "is_own": is_own, "may_decide": may_decide}
    return render(request, "workforce/log_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def log_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user, log = actor(request), _log(request, pk)
    require(user, Can.WRITE_LOG, log)
    form = LogAmendForm(request.POST or None, log=log, user=user)
    act = settle(form, lambda: logs.amend(log=log, entry=form.entry(), by=user, version=form.cleaned_data["version"]))
    if act is not None:
        _bring_photos(request, log)
        messages.success(request, _("The log is corrected."))
        return redirect("log-detail", pk=pk)
    return render(request, "workforce/log_form.html", {"form": form, "log": log}, status=status_of(form))


@login_required
@require_POST
def log_remove(request: HttpRequest, pk: int) -> HttpResponse:
    logs.remove(log=_log(request, pk), by=actor(request))
    messages.success(request, _("The log is taken back."))
    return redirect("month-own")


@login_required
@require_POST
def log_decide(request: HttpRequest, pk: int) -> HttpResponse:
    log, answer = _log(request, pk), request.POST.get("accepted")
    require(actor(request), Can.DECIDE_LOG, log)
    if answer not in {"yes", "no"}:
        raise logs.LogInputError(_("Say whether the log counts."))
    logs.decide_late(log=log, accepted=answer == "yes", by=actor(request))
    messages.success(request, _("Your decision is stored."))
    return redirect("log-detail", pk=pk)


@login_required
@require_POST
def log_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    log = _log(request, pk)
    require(actor(request), Can.WRITE_LOG, log)
    _bring_photos(request, log)
    return redirect("log-detail", pk=pk)


@login_required
@require_GET
def log_photo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    photo = get_object_or_404(LogPhoto.objects.visible_to(user, to=Can.VIEW_LOG).select_related("file"), pk=pk)
    answer = HttpResponse(logs.look(photo=photo, by=user), content_type=photo.file.media_type)
    answer["Content-Disposition"] = f"inline; filename=photo-{pk}.jpg"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _bring_photos(request: HttpRequest, log: DayLog) -> list[str]:
    """Keep each photo of a request for itself; what was refused is said, the others and the text stay."""
    refused = []
    for file in request.FILES.getlist("photos"):
        try:
            pictures.check_size(file.size or 0)
            brought = pictures.photo(name=file.name or "", content=file.read())
            late_reason = request.POST.get("late_reason", "")[:_LONGEST_REASON]
            logs.add_photo(log=log, key=uuid4(), brought=brought, by=actor(request), late_reason=late_reason)
        except DomainError as error:
            refused.append(f"{file.name}: {error}")
    for said in refused:
        messages.error(request, said)
    return refused


def _log(request: HttpRequest, pk: int) -> DayLog:
    return get_object_or_404(logs_of(actor(request)), pk=pk)
