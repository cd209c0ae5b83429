"""Numbers for Prometheus, counted when asked; nothing personal, nothing per user."""

import secrets
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from u2t.core.models import Job, JobState, Mark, OutboxMessage

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-Ip")
_extra: list[tuple[str, str, Callable[[], float]]] = []


def register(name: str, help_text: str, value: Callable[[], float]) -> None:
    """Add a number that an app above knows."""
    _extra.append((name, help_text, value))


def may_scrape(request: HttpRequest) -> bool:
    """Tell whether a request may read the numbers: by the token, or from this machine or network without a proxy."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # What came through a proxy came from outside, whatever address the proxy itself has.
    return not any(name in request.headers for name in _FORWARDED) and _is_near(request.META.get("REMOTE_ADDR", ""))


def text() -> str:
    """Return the present state of queues and jobs in Prometheus's text format."""
    registry = CollectorRegistry()
    Gauge("u2t_marks_waiting", "Marks not yet rolled up", registry=registry).set(Mark.objects.count())
    Gauge("u2t_outbox_waiting", "Messages not yet sent", registry=registry).set(OutboxMessage.objects.count())
    waits = Gauge("u2t_job_longest_wait_seconds", "How long the oldest queued job has waited", registry=registry)
    waits.set(_longest_wait())
    jobs = Gauge("u2t_jobs", "Jobs by kind and state", ["kind", "state"], registry=registry)
    for kind, state, count in Job.objects.values_list("kind", "state").annotate(n=Count("pk")):
        jobs.labels(kind, state).set(count)
    for name, help_text, value in _extra:
        Gauge(name, help_text, registry=registry).set(value())
    return generate_latest(registry).decode()


def _is_near(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def _longest_wait() -> float:
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(first=Min("created_at"))["first"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
