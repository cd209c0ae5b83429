"""Jobs, downloads, notifications and probes."""

from typing import TYPE_CHECKING, cast

from celery import current_app
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from u2t.core import channels, downloads, files, metrics, navigation, notifications
from u2t.core.access import Actor
from u2t.core.api.authentication import ExpiringTokenAuthentication
from u2t.core.errors import DomainError
from u2t.core.jobs import label_of
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.models import Job, Notification, PrivateFile
from u2t.core.notifications import sentence_of
from u2t.core.permissions import Can
from u2t.core.tables import JobTable
from u2t.core.text import normalise

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

JOBS = register(
    ListSpec(
        name="core.jobs",
        title=_("Downloads and long work"),
        table=JobTable,
        rows=lambda user: Job.objects.visible_to(user, to=Can.VIEW_JOB).select_related("file"),
        empty=_("Nothing yet. What you download or bring in appears here and stays for seven days."),
    )
)


def actor(request: HttpRequest) -> "AbstractUser":
    """Return the signed-in user; only behind `login_required`."""
    return cast("AbstractUser", request.user)


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, JOBS)


@login_required
@never_cache
@require_GET
def job_detail(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user, to=Can.VIEW_JOB).select_related("file"), pk=pk)
    is_partial = getattr(request, "htmx", False)
    template = "core/_job.html" if is_partial else "core/job_detail.html"
    answer = render(request, template, {"job": job, "label": label_of(job.kind)})
    if is_partial and job.has_ended and request.htmx.current_url_abs_path != request.path:  # type: ignore[attr-defined]
        answer["HX-Refresh"] = "true"  # the page that shows the work, that of an import say, has news of its own
    return answer


@login_required
@require_POST
def export_create(request: HttpRequest) -> HttpResponse:
    asked = request.POST
    media = asked.get("media", "")
    arguments = {key.removeprefix("argument-"): asked[key] for key in asked if key.startswith("argument-")}
    query = asked.get("query", "")
    job = downloads.ask(name=asked.get("list", ""), media=media, query=query, arguments=arguments, by=actor(request))
    return redirect("job-detail", pk=job.pk)


@require_GET
def file_download(request: HttpRequest, pk: str) -> HttpResponseBase:
    user = _holder_of_token(request) or request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    file = get_object_or_404(PrivateFile.objects.visible_to(user, to=Can.VIEW_FILE), pk=pk)
    response = FileResponse(files.opened(file), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    found = Notification.objects.visible_to(request.user, to=Can.VIEW_NOTIFICATION).order_by("-pk")[:100]
    lines = [(notification, sentence_of(notification)) for notification in found]
    chosen = channels.choices_of(request.user)
    offered = [(channel, chosen.get(channel, "")) for channel in channels.offered()]
    context = {"lines": lines, "address": actor(request).email, "channels": offered}
    return render(request, "core/notification_list.html", context)


@login_required
@require_POST
def notification_read(request: HttpRequest) -> HttpResponse:
    notifications.mark_read(user=request.user)
    return redirect("notification-list")


@login_required
@require_POST
def notification_channel(request: HttpRequest) -> HttpResponse:
    """Choose to be told by LINE or SMS at an address, or with an empty one no more."""
    channel, address = request.POST.get("channel", ""), normalise(request.POST.get("address", ""))
    try:
        channels.choose(user=actor(request), channel=channel, address=address)
        messages.success(request, _("Your choice is stored."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("notification-list")


@login_required
@require_POST
def notification_mail(request: HttpRequest) -> HttpResponse:
    """Turn mails on (`wants=yes`) or off."""
    notifications.choose_mail(user=actor(request), wants=request.POST.get("wants") == "yes")
    return redirect("notification-list")


@login_required
@never_cache
@require_GET
def waiting(request: HttpRequest) -> JsonResponse:
    user = actor(request)
    unread = Notification.objects.visible_to(user, to=Can.VIEW_NOTIFICATION).filter(read_at__isnull=True).count()
    return JsonResponse({**navigation.waiting_for(user), "notification-list": unread})


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {"database": _database_answers(), "broker": _broker_answers(), "migrations": _migrations_are_done()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


@never_cache
@require_GET
def metrics_page(request: HttpRequest) -> HttpResponse:
    if not metrics.may_scrape(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _holder_of_token(request: HttpRequest) -> "Actor | None":
    """Return whose API token the request carries: a program that asked for a file also fetches it."""
    try:
        found = ExpiringTokenAuthentication().authenticate(Request(request))
    except AuthenticationFailed:
        return None
    return found[0] if found else None


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, RedisError, OSError):
        return False
    return True


def _migrations_are_done() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
