"""That something private was opened is itself remembered."""

from django.db import transaction

from tambon.models import Area
from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.models import AuditEvent
from workforce.models import Handover, MonthReport, Paper
from workforce.permissions import Can


@transaction.atomic
def open_paper(*, paper: Paper, which: str, by: Actor) -> AuditEvent:
    """Remember that somebody opened a file of a paper."""
    require(by, Can.VIEW_PAPER, paper)
    return audit.record(action="paper.opened", target=paper, by=by, changes={"file": (None, which)})


@transaction.atomic
def open_photo(*, handover: Handover, by: Actor) -> AuditEvent:
    """Remember that somebody opened the photo of a hand-over."""
    require(by, Can.VIEW_HANDOVER, handover)
    return audit.record(action="handover.photo_opened", target=handover, by=by)


@transaction.atomic
def print_tambon(*, tambon: Area, by: Actor) -> AuditEvent:
    """Remember that somebody printed the complete report of a tambon, which names its people."""
    require(by, Can.VIEW_CLOSING, tambon)
    return audit.record(action="closing.printed", target=tambon, by=by)


@transaction.atomic
def print_report(*, report: MonthReport, by: Actor) -> AuditEvent:
    """Remember that somebody had a report of the month printed."""
    require(by, Can.VIEW_REPORT, report)
    return audit.record(action="monthreport.printed", target=report, by=by)
