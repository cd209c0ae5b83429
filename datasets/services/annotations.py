"""The file as it came, with its problem cells marked."""

from datasets.selectors.catalogue import dataset_of
from u2t.core import jobs
from u2t.core.access import Actor, require
from u2t.core.models import ImportRun, Job
from u2t.core.permissions import Can as Core

KIND = "datasets.annotate_run"


def ask(*, by: Actor, run: ImportRun) -> Job:
    """Have the workbook made for `by`."""
    require(by, Core.VIEW_IMPORT, run)
    return jobs.start("datasets.annotate_run", by=by, run=run.pk, dataset=dataset_of(run).pk)
