"""Models of the foundation."""

from u2t.core.models.audit import AuditEvent, Revision
from u2t.core.models.channel import ChannelChoice, ChannelName, Delivery
from u2t.core.models.file import PrivateFile
from u2t.core.models.imports import ImportIssue, ImportRun, Origin, RunState, Severity
from u2t.core.models.job import Job, JobState
from u2t.core.models.mark import Mark
from u2t.core.models.notification import Notification
from u2t.core.models.outbox import OutboxMessage
from u2t.core.models.scoped import ScopedQuerySet

__all__ = [
    "AuditEvent",
    "ChannelChoice",
    "ChannelName",
    "Delivery",
    "ImportIssue",
    "ImportRun",
    "Job",
    "JobState",
    "Mark",
    "Notification",
    "Origin",
    "OutboxMessage",
    "PrivateFile",
    "Revision",
    "RunState",
    "ScopedQuerySet",
    "Severity",
]
