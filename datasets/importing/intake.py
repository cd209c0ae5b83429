"""Bring a file in: the one road for pages, the API and the command."""

from pathlib import Path
from typing import IO

from datasets.importing.checking import check_file
from datasets.models import Dataset
from datasets.services import runs
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.importing import readers
from u2t.core.models import ImportRun, Origin

#: Beyond these a person would wait for the page.
CHECKED_AT_ONCE = 1024 * 1024
STORED_AT_ONCE = 5_000


def check(*, by: Actor, run: ImportRun, path: Path | None = None) -> ImportRun:
    """Check the file of a run, by default the one it keeps."""
    if path is None:
        path = files.path_of(run.file) if run.file else Path()
    return runs.keep_check(by=by, run=run, checked=check_file(run, path))


def bring(
    *, by: Actor, dataset: Dataset, file: IO[bytes], size: int, name: str, period: str = "", origin: str = Origin.REAL
) -> ImportRun:
    """Keep a file and check it: at once if it is small, by a worker if not.

    Raises:
        FileError: it is empty or too big; nothing is kept.
    """
    runs.may_import(by=by, dataset=dataset)
    readers.check_size(size)
    run = runs.open_run(by=by, dataset=dataset, name=name, period=period, origin=origin, file=file)
    return check(by=by, run=run) if size <= CHECKED_AT_ONCE else runs.queue_check(by=by, run=run)


def store(*, by: Actor, run: ImportRun, skip_refused: bool = False) -> ImportRun:
    """Store a checked run: at once if it is small, by a worker if not."""
    if run.row_count <= STORED_AT_ONCE:
        return runs.store(by=by, run=run, skip_refused=skip_refused)
    return runs.queue_store(by=by, run=run, skip_refused=skip_refused)
