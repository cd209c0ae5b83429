"""Bring an XLSForm: the one road for the page, the API and the command."""

import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from datasets.importing.formcompiling import compile_form
from datasets.importing.formfiles import attached
from datasets.models import Dataset, Form
from datasets.selectors.questions import Attached, Compiled, FormError
from datasets.services import xlsforms
from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.files import read
from u2t.core.uploads import shown_size

LIMIT = 5 * 1024 * 1024


def bring(
    *, by: Actor, dataset: Dataset, file: IO[bytes], name: str, note: str = "", seen: int | None = None,
    files: Iterable[tuple[str, IO[bytes]]] = (),
) -> Form:  # fmt: skip
    """Compile what is brought and keep it as the newest form of a data set, with the files that come with it.

    `seen` is the number of the version changed. Files of the version before come along unless others of their names
    are brought.

    Raises:
        FormError: with everything that is wrong; nothing is kept.
    """
    xlsforms.may_bring(by=by, dataset=dataset)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > LIMIT:
        values = {"size": shown_size(size), "limit": LIMIT // (1024 * 1024)}
        raise InputError(_("The form has %(size)s MB; at most %(limit)s MB are taken.") % values)
    brought, issues = attached(files)
    kept_files = _all_files(dataset, brought)
    number = dataset.forms.count() + 1
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:8]) as kept:
        kept.write(file.read())
        kept.flush()
        try:
            compiled = compile_form(Path(kept.name), form_id=dataset.code, version=str(number), files=kept_files)
        except FormError as error:
            raise FormError([*error.issues, *issues]) from error
    if issues:
        raise FormError(issues)
    file.seek(0)
    return xlsforms.bring(
        by=by,
        dataset=dataset,
        compiled=compiled,
        file=file,
        name=name,
        how=xlsforms.How(note, seen, kept_files),
    )


def _all_files(dataset: Dataset, given: list[Attached]) -> list[Attached]:
    """Return these files and those of the newest version that none of them replaces."""
    newest = dataset.forms.order_by("-number").first()
    taken = {file.name for file in given}
    before = newest.files.exclude(name__in=taken).select_related("file") if newest else ()
    return [*given, *attached((row.name, io.BytesIO(read(row.file))) for row in before)[0]]


def described(path: Path) -> Compiled:
    """Compile a form only to read what it says of itself."""
    return compile_form(path)
