"""Bring a file in: the one road for pages, the API and the command."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from datasets.importing.checking import check_file
from datasets.models import Dataset
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.headings import reading_of
from datasets.services import headings, runs
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.importing import heads, readers
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


def head_of(run: ImportRun, *, line: int | None = None) -> heads.Head:
    """Read the head of the file of a run; `line` is where its headings stand, if somebody says so.

    Raises:
        RunError: the file is kept no longer.
        FileError: it cannot be read as a table.
    """
    if run.file is None:
        raise runs.RunError(_("The file of this import is no longer kept."))
    dataset = dataset_of(run)
    reading = reading_of(dataset, list(dataset.fields.filter(is_retired=False)))
    return heads.head_of(files.path_of(run.file), recognise=reading.recognise, knows=reading.knows, line=line)


def explain(*, by: Actor, run: ImportRun, head: heads.Head, chosen: Sequence[str]) -> ImportRun:
    """Remember which field each heading of the file stands for, and check the file anew."""
    headings.explain(by=by, run=run, headings=head.headings, chosen=chosen)
    is_small = run.file is not None and run.file.size <= CHECKED_AT_ONCE
    return check(by=by, run=run) if is_small else runs.queue_check(by=by, run=run)


def store(*, by: Actor, run: ImportRun, skip_refused: bool = False) -> ImportRun:
    """Store a checked run: at once if it is small, by a worker if not."""
    if run.row_count <= STORED_AT_ONCE:
        return runs.store(by=by, run=run, skip_refused=skip_refused)
    return runs.queue_store(by=by, run=run, skip_refused=skip_refused)
