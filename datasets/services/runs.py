"""The life of an import: brought, checked, stored or given up, perhaps undone."""

from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from datasets.models import Dataset, StagedRow
from datasets.permissions import Can
from datasets.selectors import periods
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.checked import Checked
from datasets.services.naming import Names
from datasets.services.storing import Layers
from u2t.core import audit, clock, files, marks
from u2t.core.access import Actor, key_of, reach, require
from u2t.core.errors import DomainError
from u2t.core.importing import runs as core_runs
from u2t.core.models import ImportRun, Origin, RunState

MEDIA_TYPE = "application/octet-stream"


class RunError(DomainError):
    """The run is not in a state, or has not the rows, for what was asked."""


def may_import(*, by: Actor, dataset: Dataset) -> None:
    """Stop who may not bring data in, before a file of theirs is looked at."""
    require(by, Can.IMPORT_DATASET)
    require(by, Can.VIEW_DATASET, dataset)


@transaction.atomic
def open_run(
    *,
    by: Actor,
    dataset: Dataset,
    name: str,
    period: str = "",
    origin: str = Origin.REAL,
    file: IO[bytes] | None = None,
) -> ImportRun:
    """Begin an import; the bytes of `file` are kept, so that every figure can be traced to its row.

    Who holds the permission in some areas only brings data for those: the run remembers them.
    """
    require(by, Can.IMPORT_DATASET)
    period = periods.check(dataset, period)
    kept = files.store(name=name, media_type=MEDIA_TYPE, stream=file, by=by) if file is not None else None
    run = core_runs.open_run(
        subject=dataset.subject, name=name, by=by, period=period, origin=origin, file=kept, areas=_areas_of(by)
    )
    audit.record(action="importrun.opened", target=run, by=by)
    return run


def _areas_of(by: Actor) -> list[str]:
    """Return the areas for which somebody may bring data in; none are named where it is the nation."""
    found = reach(by, Can.IMPORT_DATASET)
    if found.everywhere:
        return []
    if not found.places:
        raise PermissionDenied
    return sorted(found.places)


@transaction.atomic
def keep_check(*, by: Actor, run: ImportRun, checked: Checked) -> ImportRun:
    """Keep what the check of the file found, and its good rows beside the run."""
    require(by, Can.IMPORT_DATASET, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in core_runs.OPEN:
        raise RunError(_("This import has been decided already."))
    Layers.stage(run, checked.rows)
    core_runs.keep_check(
        run,
        checked.findings,
        columns=checked.columns,
        row_count=checked.row_count,
        skipped_count=checked.skipped_count,
        further=checked.further,
    )
    audit.record(action="importrun.checked", target=run, by=by, changes={"state": (RunState.UPLOADED, run.state)})
    return run


@transaction.atomic
def store(*, by: Actor, run: ImportRun, skip_refused: bool = False) -> ImportRun:
    """Store the checked rows, all or none; every row gets a layer, and only values that differ a mark."""
    require(by, Can.IMPORT_DATASET, run)
    position = Layers.take_turn()  # before the row, as in `undo`: two locks in two orders would deadlock
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    core_runs.check_storable(run, skip_refused=skip_refused, error=RunError)
    dataset = dataset_of(run)
    run.position, run.stored_at, run.state = position, clock.now(), RunState.STORED
    Names.reopen(run)
    Layers.enter_places(run)
    stored = Layers.store_layers(run, dataset, position=position, now=run.stored_at)
    if dataset.is_register:
        Names.follow(dataset, run, (place for place, _period in stored.cells))
    run.created_count, run.changed_count = stored.created, stored.changed
    run.same_count = run.row_count - run.skipped_count - stored.created - stored.changed
    run.save(
        update_fields=["position", "stored_at", "state", "created_count", "changed_count", "same_count", "options"]
    )
    marks.append(dataset.subject, stored.cells, known_at=run.stored_at, origin=run.origin)
    StagedRow.objects.filter(run=run).delete()
    audit.record(action="importrun.stored", target=run, by=by, changes={"state": (RunState.CHECKED, run.state)})
    return run


@transaction.atomic
def queue_check(*, by: Actor, run: ImportRun) -> ImportRun:
    """Have a large file checked by a worker."""
    require(by, Can.IMPORT_DATASET, run)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    return core_runs.queue(run, "datasets.check_run", by=by)


@transaction.atomic
def queue_store(*, by: Actor, run: ImportRun, skip_refused: bool = False) -> ImportRun:
    """Have many rows stored by a worker; what can be refused is refused now."""
    require(by, Can.IMPORT_DATASET, run)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    core_runs.check_storable(run, skip_refused=skip_refused, error=RunError)
    return core_runs.queue(run, "datasets.store_run", by=by, skip_refused=skip_refused)


@transaction.atomic
def give_up(*, by: Actor, run: ImportRun) -> ImportRun:
    """Drop an import that was not stored; its file and issues stay readable."""
    require(by, Can.IMPORT_DATASET, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in core_runs.OPEN:
        raise RunError(_("Only an import that is not stored can be given up."))
    before, run.state = run.state, RunState.DROPPED
    run.save(update_fields=["state"])
    StagedRow.objects.filter(run=run).delete()
    audit.record(action="importrun.dropped", target=run, by=by, changes={"state": (before, run.state)})
    return run


@transaction.atomic
def undo(*, by: Actor, run: ImportRun, reason: str = "") -> ImportRun:
    """Take a stored import back: every cell shows again what it showed without it."""
    require(by, Can.UNDO_IMPORT, run)
    Layers.take_turn()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.STORED:
        raise RunError(
            _("Only a stored import can be undone; this one is: %(state)s.") % {"state": run.get_state_display()}
        )
    run.state, run.undone_at, run.undone_by_id, run.undo_reason = RunState.UNDONE, clock.now(), key_of(by), reason
    cells = Layers.undo_layers(run, now=run.undone_at)
    dataset = dataset_of(run)
    if dataset.is_register:
        Names.follow(dataset, run, (place for place, _period in cells))
    Names.close_entered(run)
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    marks.append(run.subject, cells, known_at=run.undone_at, origin=run.origin)
    audit.record(
        action="importrun.undone", target=run, by=by, reason=reason, changes={"state": (RunState.STORED, run.state)}
    )
    return run
