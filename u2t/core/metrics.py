"""Numbers for Prometheus, counted when asked; nothing personal, nothing per user."""

from django.db.models import Count
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from u2t.core.models import Job, Mark, OutboxMessage


def text() -> str:
    """Return the present state of queues and jobs in Prometheus's text format."""
    registry = CollectorRegistry()
    Gauge("u2t_marks_waiting", "Marks not yet rolled up", registry=registry).set(Mark.objects.count())
    Gauge("u2t_outbox_waiting", "Messages not yet sent", registry=registry).set(OutboxMessage.objects.count())
    jobs = Gauge("u2t_jobs", "Jobs by kind and state", ["kind", "state"], registry=registry)
    for kind, state, count in Job.objects.values_list("kind", "state").annotate(n=Count("pk")):
        jobs.labels(kind, state).set(count)
    return generate_latest(registry).decode()
