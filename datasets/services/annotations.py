"""The file as it came, with its problem cells marked."""

from datasets.selectors.catalogue import dataset_of
from datasets.selectors.records import personal_fields
from u2t.core import jobs
from u2t.core.access import Actor, require
from u2t.core.models import ImportRun, Job
from u2t.core.permissions import Can as Core

KIND = "datasets.annotate_run"


def ask(*, by: Actor, run: ImportRun) -> Job:
    """Have the workbook made for `by`; the file as it came holds what is personal in it."""
    require(by, Core.VIEW_IMPORT, run)
    if run.by_id != by.pk and personal_fields(dataset_of(run).pk):
        require(by, Core.EXPORT_PERSONAL_DATA)
    return jobs.start("datasets.annotate_run", by=by, run=run.pk, dataset=dataset_of(run).pk)
