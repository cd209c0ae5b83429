"""Bring a file in: the one road for pages, the API and the command."""

from pathlib import Path

from datasets.importing.checking import check_file
from datasets.selectors.catalogue import dataset_of
from datasets.services import runs
from u2t.core import files
from u2t.core.access import Actor
from u2t.core.models import ImportRun


def check(*, by: Actor, run: ImportRun, path: Path | None = None) -> ImportRun:
    """Check the file of a run, by default the one it keeps."""
    if path is None:
        path = files.path_of(run.file) if run.file else Path()
    return runs.keep_check(by=by, run=run, checked=check_file(dataset_of(run), path, period=run.period))
