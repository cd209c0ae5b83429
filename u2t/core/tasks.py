"""Doormen: each task calls one function."""

from celery import shared_task

from u2t.core import jobs, outbox


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Do one job."""
    jobs.run(job_id)


@shared_task(name="core.dispatch_outbox")
def dispatch_outbox() -> None:
    """Publish what a dead process left in the outbox."""
    outbox.publish()


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Queue again what a dead worker left."""
    jobs.sweep()
