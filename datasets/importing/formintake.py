"""Bring an XLSForm: the one road for the page, the API and the command."""

import tempfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from datasets.importing.formcompiling import compile_form
from datasets.models import Dataset, Form
from datasets.selectors.questions import Compiled
from datasets.services import xlsforms
from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.uploads import shown_size

LIMIT = 5 * 1024 * 1024


def bring(
    *, by: Actor, dataset: Dataset, file: IO[bytes], size: int, name: str, note: str = "", seen: int | None = None
) -> Form:
    """Compile what is brought and keep it as the newest form of a data set; `seen` is the number of the one changed.

    Raises:
        FormError: with everything that is wrong; nothing is kept.
    """
    xlsforms.may_bring(by=by, dataset=dataset)
    if size > LIMIT:
        values = {"size": shown_size(size), "limit": LIMIT // (1024 * 1024)}
        raise InputError(_("The form has %(size)s MB; at most %(limit)s MB are taken.") % values)
    number = dataset.forms.count() + 1
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:8]) as kept:
        kept.write(file.read())
        kept.flush()
        compiled = compile_form(Path(kept.name), form_id=dataset.code, version=str(number))
    file.seek(0)
    return xlsforms.bring(by=by, dataset=dataset, compiled=compiled, file=file, name=name, note=note, seen=seen)


def described(path: Path) -> Compiled:
    """Compile a form only to read what it says of itself."""
    return compile_form(path)
