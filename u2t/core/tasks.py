"""Doormen: each task calls one function."""

from celery import shared_task

from u2t.core import channels, files, jobs, mail, outbox


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


@shared_task(name="core.sweep_files")
def sweep_files() -> None:
    """Remove downloads past their time, and files that no row knows."""
    files.sweep()
    files.sweep_orphans()


@shared_task(name="core.mail_notifications")
def mail_notifications(notifications: list[int] | None = None) -> None:
    """Send the mails of some notifications, or of all that are due."""
    mail.send_due(notifications)


@shared_task(name="core.deliver_notifications")
def deliver_notifications(deliveries: list[int] | None = None) -> None:
    """Carry some notifications by the channels their people chose, or all that are due."""
    channels.deliver_due(deliveries)
