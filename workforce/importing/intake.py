"""Bring a list in: the one road for pages and the API; what is large is left to a worker."""

from typing import IO

from tambon.models import Programme, University, User
from u2t.core.importing import readers
from u2t.core.models import ImportRun
from workforce.services import imports

#: Beyond these a person would wait for the page.
CHECKED_AT_ONCE = 128 * 1024
STORED_AT_ONCE = 1_000


def bring(
    *, university: University, programme: Programme, file: IO[bytes], size: int, name: str, by: User
) -> ImportRun:
    """Keep a file and check it: at once if it is small, by a worker if not.

    Raises:
        FileError: it is empty or too big; nothing is kept.
    """
    imports.may_import(university=university, by=by)
    readers.check_size(size)
    run = imports.open_run(university=university, programme=programme, name=name, content=file.read(), by=by)
    return imports.check(run=run, by=by) if size <= CHECKED_AT_ONCE else imports.queue_check(run=run, by=by)


def store(*, run: ImportRun, by: User, skip_refused: bool = False) -> ImportRun:
    """Store a checked list: at once if it is small, by a worker if not."""
    if run.row_count <= STORED_AT_ONCE:
        return imports.store(run=run, by=by, skip_refused=skip_refused)
    return imports.queue_store(run=run, by=by, skip_refused=skip_refused)
