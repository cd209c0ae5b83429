"""Run long work so that it ends once, whatever dies meanwhile.

A worker holds a job by a session advisory lock, which PostgreSQL frees the moment its connection breaks. Taking over
raises the fencing number; every commit of the work checks it, so that a worker thought dead cannot write any more.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from u2t.core import notifications
from u2t.core.access import Actor, key_of
from u2t.core.errors import DomainError
from u2t.core.models import Job, JobState, PrivateFile
from u2t.core.outbox import enqueue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

logger = logging.getLogger(__name__)

MAX_TAKE_OVERS = 5
MESSAGE_TAKES = timedelta(seconds=30)
_LOCK_CLASS = 0x55325431  # "U2T1": keeps our advisory locks apart from others'


class JobError(Exception):
    """The work cannot be done; the message is shown to the owner."""


class FencedError(Exception):
    """Another worker has taken over; nothing this one does may be stored."""


@dataclass(slots=True)
class Hold:
    """A worker's hold on a job: `commit()` guards each of its transactions, `progress()` tells how far it is."""

    job: Job
    fencing: int

    @contextmanager
    def commit(self) -> Iterator[None]:
        """Open a transaction that only the present holder can commit.

        Raises:
            FencedError: another worker has taken over.
        """
        with transaction.atomic():
            current = Job.objects.select_for_update().get(pk=self.job.pk)
            if current.fencing != self.fencing or current.state != JobState.RUNNING:
                raise FencedError
            yield

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """Store how far the work is; visible at once, so never inside another transaction."""
        changes: dict[str, Any] = {"done": done, "step": step}
        if total is not None:
            changes["total"] = total
        if not Job.objects.filter(pk=self.job.pk, fencing=self.fencing).update(**changes):
            raise FencedError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job leaves: plain values, and perhaps a file for its owner."""

    result: dict[str, Any]
    file: PrivateFile | None = None


Work: TypeAlias = Callable[[Hold], Outcome]
_kinds: dict[str, Work] = {}
_labels: dict[str, "StrPromise | str"] = {}


def kind(name: str, label: "StrPromise | str" = "") -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind, named like a task (`<app>.<verb>_<noun>`); `label` is shown."""

    def register(work: Work) -> Work:
        _kinds[name] = work
        _labels[name] = label or name
        return work

    return register


def kinds() -> frozenset[str]:
    """Return the names of all kinds, for the test that none is promised that does not exist."""
    return frozenset(_kinds)


def label_of(kind: str) -> "StrPromise | str":
    """Return how a kind of work is called on pages."""
    return _labels.get(kind, kind)


def labels() -> "Mapping[str, str | StrPromise]":
    """Return how each kind of work is called; it grows as apps name theirs."""
    return _labels


def start(kind: str, *, by: Actor, **arguments: Any) -> Job:
    """Queue a job for `by`; it begins after the commit."""
    job = Job.objects.create(kind=kind, arguments=arguments, owner_id=key_of(by))
    enqueue("core.run_job", job_id=str(job.pk))
    return job


def run(job_id: UUID | str) -> bool:
    """Do the job unless another worker is doing it or it has ended; return whether this call did it."""
    if not _lock(job_id):
        return False
    try:
        hold = _take(job_id)
        if hold is None:
            return False
        _work(hold)
        return True
    finally:
        _unlock(job_id)


def sweep() -> int:
    """Queue again the open jobs that nobody holds; return how many.

    A queued job whose message was lost, and a running one whose worker died, look alike: their lock is free. A young
    queued job is left alone: its message is most likely still on the way.
    """
    swept = 0
    lost = Q(state=JobState.QUEUED, created_at__lt=timezone.now() - MESSAGE_TAKES)
    for job_id in Job.objects.filter(lost | Q(state=JobState.RUNNING)).values_list("pk", flat=True):
        if _lock(job_id):
            _unlock(job_id)
            with transaction.atomic():
                enqueue("core.run_job", job_id=str(job_id))
            swept += 1
    return swept


def _take(job_id: UUID | str) -> Hold | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.has_ended:
            return None
        job.fencing += 1
        if job.fencing > MAX_TAKE_OVERS:
            _end(job, JobState.FAILED, error=_("The work broke off too often. Start it again."))
            return None
        job.state, job.started_at = JobState.RUNNING, job.started_at or timezone.now()
        job.save(update_fields=["fencing", "state", "started_at"])
    return Hold(job=job, fencing=job.fencing)


def _work(hold: Hold) -> None:
    try:
        with override(getattr(hold.job.owner, "language", "th")):
            outcome = _kinds[hold.job.kind](hold)
        with hold.commit():
            hold.job.result, hold.job.file = outcome.result, outcome.file
            _end(hold.job, JobState.DONE)
    except FencedError:
        logger.warning("job %s: another worker has taken over", hold.job.pk)
    except (JobError, DomainError) as error:
        _fail(hold, str(error))
    except Exception:
        logger.exception("job %s failed", hold.job.pk)
        _fail(hold, _("An unexpected error stopped the work. It has been written down for those who run the system."))


def _fail(hold: Hold, message: str) -> None:
    try:
        with hold.commit():
            _end(hold.job, JobState.FAILED, error=message)
    except FencedError:
        logger.warning("job %s: failed after being taken over", hold.job.pk)


def _end(job: Job, state: JobState, *, error: str = "") -> None:
    job.state, job.error, job.finished_at = state, error, timezone.now()
    job.save(update_fields=["state", "error", "finished_at", "result", "file"])
    notifications.tell(user_id=job.owner_id, kind=f"job.{state}", link=f"/jobs/{job.pk}/", work=job.kind, error=error)


def _lock(job_id: UUID | str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK_CLASS, str(job_id)])
        return bool(cursor.fetchone()[0])


def _unlock(job_id: UUID | str) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the lock went with the connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK_CLASS, str(job_id)])


@notifications.kind("job.done", by_mail=False)
def _job_done(values: Mapping[str, Any]) -> str:
    return _("Ready: %(work)s.") % {"work": label_of(values["work"])}


@notifications.kind("job.failed", by_mail=False)
def _job_failed(values: Mapping[str, Any]) -> str:
    return _("Could not be done: %(work)s. %(error)s") % {
        "work": label_of(values["work"]),
        "error": values["error"],
    }
