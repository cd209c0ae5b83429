"""The life of an import of people at work: brought, checked, stored or given up, perhaps undone."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, University, User
from u2t.core import audit, clock, files, jobs
from u2t.core.access import require
from u2t.core.importing import runs
from u2t.core.models import ImportRun, Origin, RunState
from workforce.importing.checking import Checked, check_file
from workforce.models import BankAccount
from workforce.permissions import Can
from workforce.selectors.imports import SUBJECT, subject_of
from workforce.services.storing import Workforce, WorkforceRunError


def may_import(*, university: University, by: User) -> None:
    """Stop who may not bring people in, before a file of theirs is looked at."""
    require(by, Can.IMPORT_WORKFORCE, university)


@transaction.atomic
def open_run(
    *, university: University, programme: Programme, name: str, content: bytes, by: User, origin: str = Origin.REAL
) -> ImportRun:
    """Begin an import; the file holds national IDs and is kept sealed."""
    require(by, Can.IMPORT_WORKFORCE, university)
    kept = files.store_sealed(name=name, media_type="application/octet-stream", content=content, by=by)
    run = runs.open_run(
        subject=f"{SUBJECT}{university.pk}:{programme.pk}", name=name, by=by, file=kept, areas=[university.pk],
        origin=origin,
    )  # fmt: skip
    audit.record(action="importrun.opened", target=run, by=by)
    return run


def check(*, run: ImportRun, by: User) -> ImportRun:
    """Check the file of a run and keep what is wrong; its good rows are not kept, they hold what is sealed."""
    require(by, Can.IMPORT_WORKFORCE, run)
    return keep_check(run=run, checked=_checked(run), by=by)


def read_again(*, run: ImportRun, by: User) -> Checked:
    """Read and check the file of a run, keeping nothing."""
    require(by, Can.IMPORT_WORKFORCE, run)
    return _checked(run)


@transaction.atomic
def keep_check(*, run: ImportRun, checked: Checked, by: User) -> ImportRun:
    """Keep what a check found."""
    require(by, Can.IMPORT_WORKFORCE, run)
    run = _locked(run, *runs.OPEN)
    skipped = checked.row_count - len(checked.lines)
    run = runs.keep_check(
        run, checked.findings, columns=dict(checked.columns), row_count=checked.row_count, skipped_count=skipped
    )
    audit.record(action="importrun.checked", target=run, by=by, changes={"state": (RunState.UPLOADED, run.state)})
    return run


@transaction.atomic
def store(*, run: ImportRun, by: User, skip_refused: bool = False) -> ImportRun:
    """Store the good rows, all or none. The file is read again: people may have been hired since the check.

    It is read in the run's turn: of two lists stored at once, the second is checked against what the first stored.
    """
    require(by, Can.IMPORT_WORKFORCE, run)
    runs.take_turn()  # before the row, as data sets do: two locks in two orders would deadlock
    run = _locked(run, *RunState)
    if run.state == RunState.STORED:
        return run
    runs.check_storable(run, skip_refused=skip_refused, error=WorkforceRunError)
    checked = _checked(run)
    _check_same(run, checked)
    run.state, run.stored_at, run.position = RunState.STORED, clock.now(), runs.next_position()
    if checked.ground is not None:
        new = Workforce.store(run, checked.ground, checked.lines, by=by, now=run.stored_at)
        run.options = run.options | {"people": new}
    run.created_count = len(checked.lines)
    run.save(update_fields=["state", "stored_at", "position", "created_count", "options"])
    changes = {"contracts": (None, run.created_count), "skipped": (None, run.skipped_count)}
    if accounts := BankAccount.objects.filter(run=run).count():
        changes["accounts"] = (None, accounts)
    audit.record(action="workforce.imported", target=run, by=by, changes=changes)
    return run


@transaction.atomic
def queue_check(*, run: ImportRun, by: User) -> ImportRun:
    """Have a large file checked by a worker."""
    require(by, Can.IMPORT_WORKFORCE, run)
    run.job = jobs.start("workforce.check_run", by=by, run=run.pk)
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def queue_store(*, run: ImportRun, by: User, skip_refused: bool = False) -> ImportRun:
    """Have many rows stored by a worker; what can be refused is refused now."""
    require(by, Can.IMPORT_WORKFORCE, run)
    run = _locked(run, *RunState)
    runs.check_storable(run, skip_refused=skip_refused, error=WorkforceRunError)
    if run.job is not None and not run.job.has_ended:
        return run
    run.job = jobs.start("workforce.store_run", by=by, run=run.pk, skip_refused=skip_refused)
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def give_up(*, run: ImportRun, by: User) -> ImportRun:
    """Drop an import that was not stored."""
    require(by, Can.IMPORT_WORKFORCE, run)
    run = _locked(run, *runs.OPEN, RunState.DROPPED)
    if run.state == RunState.DROPPED:
        return run
    run.state = RunState.DROPPED
    run.save(update_fields=["state"])
    audit.record(action="importrun.dropped", target=run, by=by)
    return run


@transaction.atomic
def undo(*, run: ImportRun, reason: str, by: User) -> ImportRun:
    """Take back what an import stored, unless somebody has worked with it since."""
    require(by, Can.IMPORT_WORKFORCE, run)
    run = _locked(run, RunState.STORED, RunState.UNDONE)
    if run.state == RunState.UNDONE:
        return run
    count = Workforce.undo(run, by=by)
    run.state, run.undone_at, run.undone_by, run.undo_reason = RunState.UNDONE, clock.now(), by, reason
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    changes = {"contracts": (count, 0)}
    audit.record(action="workforce.import_undone", target=run, by=by, reason=reason, changes=changes)
    return run


def forget_file(*, run: ImportRun, by: User) -> None:
    """Remove the bytes of a trial run: its rows are rolled back, the disk knows no rollback."""
    require(by, Can.IMPORT_WORKFORCE)
    if run.file is not None:
        files.path_of(run.file).unlink(missing_ok=True)


def _checked(run: ImportRun) -> Checked:
    university, programme = subject_of(run)
    if run.file is None:
        raise WorkforceRunError(_("The file of this import is no longer kept."))
    with _opened(files.read(run.file)) as path:
        return check_file(path, university=university, programme=programme)


@contextmanager
def _opened(content: bytes) -> Iterator[Path]:
    """Lay unsealed bytes where only we read them, for as long as they are read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.touch(mode=0o600)
        path.write_bytes(content)
        yield path


def _locked(run: ImportRun, *states: RunState) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "job").get(pk=run.pk)
    if run.state not in states or not run.subject.startswith(SUBJECT):
        raise WorkforceRunError(_("This import has been decided already."))
    return run


def _check_same(run: ImportRun, checked: Checked) -> None:
    """Stop where fewer rows are good than the operator saw: what they agreed to is no longer what would be stored."""
    if len(checked.lines) != run.row_count - run.skipped_count:
        raise WorkforceRunError(_("People or posts changed since this file was checked. Check it again and look."))
