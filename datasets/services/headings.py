"""What headings of strangers' files mean: said once by hand, remembered, forgotten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from datasets.models import HeadingSet
from datasets.permissions import Can
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.headings import HeadingError, check_chosen
from datasets.services.runs import RunError
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import StaleError
from u2t.core.importing import runs as core_runs
from u2t.core.importing.columns import shape_of
from u2t.core.models import ImportRun


@transaction.atomic
def explain(*, by: Actor, run: ImportRun, headings: Sequence[str], chosen: Sequence[str]) -> HeadingSet:
    """Remember which field each heading of the file of a run stands for; the caller has it checked anew.

    What somebody of the nation said is changed by them alone: it is how everybody's files of this shape are read.
    """
    require(by, Can.IMPORT_DATASET, run)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if run.state not in core_runs.OPEN:
        raise RunError(_("This import has been decided already."))
    if run.job is not None and not run.job.has_ended:
        raise RunError(_("This import is being worked on."))
    dataset = dataset_of(run)
    check_chosen(dataset, headings, chosen)
    shape, taken = shape_of(headings), [list(pair) for pair in zip(headings, chosen, strict=True)]
    before = HeadingSet.objects.select_for_update().filter(dataset=dataset, shape=shape).first()
    if before is not None:
        require(by, Can.IMPORT_DATASET, before)
    said = {"taken": taken, "by_id": key_of(by), "at": clock.now()}
    found, _is_new = HeadingSet.objects.update_or_create(dataset=dataset, shape=shape, defaults=said)
    changes = {"taken": (before.taken if before else None, taken)}
    audit.record(action="headingset.explained", target=found, by=by, changes=changes)
    return found


@transaction.atomic
def change(*, by: Actor, heading_set: HeadingSet, chosen: Sequence[str], seen: datetime | None) -> HeadingSet:
    """Say anew which field each of these headings stands for, without a file; what is stored stays as it was read.

    `seen` is the moment of what was said as the user saw it.
    """
    require(by, Can.IMPORT_DATASET, heading_set)
    rows = HeadingSet.objects.select_for_update(of=("self",)).select_related("dataset")
    found = rows.filter(pk=heading_set.pk).first()
    if found is None:
        raise StaleError(_("It was forgotten meanwhile how these headings are read."))
    if found.at != seen:
        raise StaleError(_("Somebody said anew how these headings are read. Look at them again."), of=found)
    headings = [heading for heading, _field in found.taken]
    check_chosen(found.dataset, headings, chosen)
    before, found.taken = found.taken, [list(pair) for pair in zip(headings, chosen, strict=True)]
    if found.taken == before:
        raise HeadingError(_("Nothing was changed."))
    found.by_id, found.at = key_of(by), clock.now()
    found.save(update_fields=["taken", "by", "at"])
    audit.record(action="headingset.changed", target=found, by=by, changes={"taken": (before, found.taken)})
    return found


@transaction.atomic
def forget(*, by: Actor, heading_set: HeadingSet) -> None:
    """Read files with these headings by the words of the fields again; what is stored stays as it was read."""
    require(by, Can.IMPORT_DATASET, heading_set)
    audit.record(action="headingset.forgotten", target=heading_set, by=by, changes={"taken": (heading_set.taken, None)})
    heading_set.delete()
