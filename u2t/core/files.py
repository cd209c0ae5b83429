"""Private files: stored under random names, fetched only by who may."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from u2t.core import secrecy
from u2t.core.access import Actor, key_of
from u2t.core.errors import InputError
from u2t.core.models import PrivateFile

CHUNK = 1024 * 1024
DOWNLOADS_LAST = timedelta(days=7)
ORPHAN_AFTER = timedelta(hours=6)


class FileError(InputError):
    """A file cannot be taken."""


def path_of(file: PrivateFile) -> Path:
    """Return where the file's bytes lie."""
    return _path(file.pk)


def store(*, name: str, media_type: str, stream: IO[bytes], by: Actor, limit: int | None = None) -> PrivateFile:
    """Keep what `stream` gives, read in pieces.

    Raises:
        FileError: it is larger than `limit` bytes (by default `UPLOAD_MAX_BYTES`); nothing is kept.
    """
    limit = limit or settings.UPLOAD_MAX_BYTES
    with new(name=name, media_type=media_type, by=by) as made, made.path.open("wb") as target:
        while piece := stream.read(CHUNK):
            target.write(piece)
            if target.tell() > limit:
                raise FileError(
                    _("The file is larger than %(limit)d MB. Split it and bring the parts one after the other.")
                    % {"limit": limit // CHUNK}
                )
    return made.saved()


def store_sealed(*, name: str, media_type: str, content: bytes, by: Actor) -> PrivateFile:
    """Keep a document so that a stolen disk tells nothing of it; small ones only, as it is sealed in memory."""
    key = uuid4()
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(secrecy.seal(content))
        path.chmod(0o600)
        return PrivateFile.objects.create(
            pk=key, name=name[-200:], media_type=media_type, owner_id=key_of(by), is_sealed=True,
            size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read(file: PrivateFile) -> bytes:
    """Return what was brought, unsealed; for documents, not for data sets."""
    content = path_of(file).read_bytes()
    return secrecy.unseal(content) if file.is_sealed else content


def opened(file: PrivateFile) -> IO[bytes]:
    """Open what was brought, to be streamed; a sealed file is small and unsealed in memory."""
    return io.BytesIO(read(file)) if file.is_sealed else path_of(file).open("rb")


class _New:
    """A file being written; `saved()` gives its row once the block has ended well."""

    def __init__(self, name: str, media_type: str, by: Actor, *, expires: bool) -> None:
        self.key = uuid4()
        self.path = _path(self.key)
        self._row = PrivateFile(
            pk=self.key,
            name=name[-200:],
            media_type=media_type,
            owner_id=key_of(by),
            expires_at=timezone.now() + DOWNLOADS_LAST if expires else None,
        )

    def finish(self) -> None:
        digest = hashlib.sha256()
        with self.path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                digest.update(piece)
        self._row.size, self._row.sha256 = self.path.stat().st_size, digest.hexdigest()
        self._row.save(force_insert=True)

    def saved(self) -> PrivateFile:
        return self._row


@contextmanager
def new(*, name: str, media_type: str, by: Actor, expires: bool = False) -> Iterator[_New]:
    """Open a place for a file that the block writes to `.path`; what fails leaves nothing behind."""
    made = _New(name, media_type, by, expires=expires)
    made.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield made
        made.path.chmod(0o600)
        made.finish()
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise


def remove(rows: QuerySet[PrivateFile]) -> int:
    """Remove files, their bytes once the transaction has ended well; return how many."""
    paths = [path_of(file) for file in rows]
    count = rows.delete()[0]

    def unlink() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return count


def sweep() -> int:
    """Remove files past their time; return how many."""
    old = PrivateFile.objects.filter(expires_at__lt=timezone.now())
    for file in old.iterator():
        path_of(file).unlink(missing_ok=True)
    return old.delete()[0]


def sweep_orphans() -> int:
    """Remove files that no row knows, as a process that was killed between file and row leaves them; return how many.

    Young ones stay: their row may not be committed yet.
    """
    latest = timezone.now().timestamp() - ORPHAN_AFTER.total_seconds()
    removed = 0
    for folder in sorted(Path(settings.PRIVATE_FILES).glob("*/")):
        old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < latest]
        known = {str(key) for key in PrivateFile.objects.filter(pk__in=_keys(old)).values_list("pk", flat=True)}
        for path in old:
            if path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _keys(paths: list[Path]) -> list[UUID]:
    found = []
    for path in paths:
        with suppress(ValueError):
            found.append(UUID(path.name))
    return found


def _path(key: UUID) -> Path:
    text = str(key)
    return Path(settings.PRIVATE_FILES) / text[:2] / text
