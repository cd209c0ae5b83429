"""More approvals at once than a page should wait for: a job, in batches, that goes on where a killed worker left it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import jobs
from u2t.core.access import require
from u2t.core.errors import InputError
from u2t.core.models import Job
from workforce.permissions import Can
from workforce.selectors.reports import reports_of
from workforce.services import approvals

KIND = "workforce.approve_reports"
#: A thousand take half a second of the database, but their months and reports stay locked as long, and a page that dies
#: meanwhile cannot say what became of them. Up to what one page shows, the answer is at once; above, it is a job.
AT_ONCE = 200
#: What one transaction of the job takes: others wait for it no longer than for a page.
BATCH = 100
MOST = 10_000


@transaction.atomic
def ask(*, chosen: Sequence[tuple[int, int]], by: User) -> Job:
    """Queue the approval of many reports, each (key, version) as it was seen."""
    require(by, Can.DECIDE_REPORT)
    if not chosen:
        raise InputError(_("Choose at least one report."), extra={"field": "chosen"})
    if len(chosen) > MOST:
        raise InputError(_("At most %(most)d at once.") % {"most": MOST}, extra={"field": "chosen"})
    return jobs.start(KIND, by=by, chosen=[list(one) for one in dict(chosen).items()])


def go_on(*, hold: jobs.Hold, by: User) -> dict[str, Any]:
    """Approve batch after batch; how far it is, and what was refused, is stored with each batch or not at all."""
    require(by, Can.DECIDE_REPORT)
    chosen = [(int(key), int(version)) for key, version in hold.job.arguments["chosen"]]
    result: dict[str, Any] = {"next": 0, "approved": 0, "refused": [], **hold.job.result}
    while result["next"] < len(chosen):
        batch = dict(chosen[result["next"] : result["next"] + BATCH])
        with hold.commit():
            result = _added(result, batch, by)
            Job.objects.filter(pk=hold.job.pk).update(result=result)
        hold.job.result = result  # who ends the job, well or not, writes what it finds here
        hold.progress(result["next"], len(chosen), _("Approving reports"))
    return result


def _added(result: dict[str, Any], batch: dict[int, int], by: User) -> dict[str, Any]:
    """Approve a batch, and return the result with what came of it; one refused holds nobody else up."""
    rows = reports_of(by).filter(pk__in=batch).order_by("pk")
    done = approvals.approve_many(chosen=[(one, batch[one.pk]) for one in rows], by=by)
    refused = [[one.key, one.error] for one in done if one.report is None]
    refused += [
        [key, _("There is no such report that you may see.")] for key in sorted(set(batch) - {one.key for one in done})
    ]
    return {
        "next": result["next"] + len(batch),
        "approved": result["approved"] + len(batch) - len(refused),
        "refused": [*result["refused"], *refused],
    }
