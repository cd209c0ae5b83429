"""Tambons with other posts than each tambon has, as a text of lines: one may be written, or hundreds pasted."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.choices import Level
from tambon.selectors.names import full_names
from tambon.selectors.places import Ambiguous, Found, Places
from u2t.core.importing.issues import CellError
from u2t.core.text import fold, normalise
from workforce.choices import WorkerType
from workforce.definitions import Apart
from workforce.importing.columns import worker_type

#: Spreadsheets put tabs between the cells that are copied out of them.
_BETWEEN = re.compile(r"\s*[|\t;,]\s*")
_CODE = re.compile(r"[0-9]{6}")
_PARTS = 3
_SHOWN = 60
_TOLD = 20


class _LineError(Exception):
    """What is wrong with a line, in words."""


class QuotasForm(forms.Form):
    """The lines; `rows` are what they say, `lines` where each of them stands in the text."""

    quotas = forms.CharField(
        label=gettext_lazy("Tambon | type of worker | posts"),
        required=False,
        strip=False,  # lines are told by their number: an empty one above must stay
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One line for each tambon and type, such as “630111 | graduate | 4”, or with the names of tambon, amphoe "
            "and province instead of the code. Lines may be pasted from a spreadsheet. Take a line out, and the tambon "
            "has as many posts as each."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: tuple[Apart, ...] = ()
        self.lines: list[int] = []

    def clean_quotas(self) -> str:
        """Read every line; what cannot be read is told line by line."""
        text = str(self.cleaned_data["quotas"])
        written = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if normalise(line)]
        places = Places.read() if written else Places()
        found, wrong = [], []
        for number, line in written:
            try:
                found.append(_read(line, places))
                self.lines.append(number)
            except _LineError as error:
                wrong.append(told(number, f"“{normalise(line)[:_SHOWN]}”: {error}"))
        if wrong:
            raise forms.ValidationError(_first(wrong))
        self.rows = tuple(found)
        return text

    def refuse(self, problems: Iterable[tuple[int, str]]) -> None:
        """Say what is wrong with rows, each by the line it stands in."""
        wrong = [told(self.lines[row], message) for row, message in problems]
        self.add_error("quotas", _first(wrong))


def written(rows: Iterable[Apart]) -> str:
    """Return rows as the text in which they are edited."""
    rows = list(rows)
    names = full_names([one.tambon for one in rows])
    return "\n".join(
        f"{one.tambon} {names.get(one.tambon, '')} | {WorkerType(one.worker_type).label} | {one.posts}" for one in rows
    )


def told(number: int, message: str) -> str:
    """Say in which line something is wrong."""
    return _("Line %(line)s: %(problem)s") % {"line": number, "problem": message}


def _first(wrong: list[str]) -> list[str]:
    """Return some of many problems, and how many more there are."""
    more = len(wrong) - _TOLD
    return wrong if more <= 0 else [*wrong[:_TOLD], _("There are %(count)s more.") % {"count": more}]


def _read(line: str, places: Places) -> Apart:
    parts = [normalise(part) for part in _BETWEEN.split(line.strip())]
    if len(parts) < _PARTS:
        raise _LineError(_("write the tambon, the type of worker and the posts, with | between them."))
    *names, type_, posts = parts
    kind = _type(type_)
    if not posts.isascii() or not posts.isdigit():
        raise _LineError(_("“%(posts)s” is no number of posts.") % {"posts": posts})
    return Apart(_tambon(names, places), kind, int(posts[:9]))


def _type(text: str) -> str:
    labels = {fold(str(one.label)): one.value for one in WorkerType}
    try:
        kind = labels.get(fold(text)) or worker_type(text)
    except CellError as error:
        raise _LineError(_("“%(type)s” is none of the types of workers.") % {"type": text}) from error
    if kind is None:
        raise _LineError(_("the type of worker is missing."))
    return kind


def _tambon(names: list[str], places: Places) -> str:
    code = _CODE.match(names[0])
    if code:
        known = places.by_code.get(code[0])
        if known is None or known.level != Level.TAMBON:
            raise _LineError(_("There is no tambon of this code."))
        return code[0]
    words = names if len(names) > 1 else names[0].split()
    tambon, amphoe, province = [*words, "", "", ""][:3]
    found = places.resolve(tambon=tambon, amphoe=amphoe, province=province)
    if isinstance(found, Ambiguous):
        near = ", ".join(f"{one.code} {one.name}" for one in found.candidates[:5])
        raise _LineError(_("several tambons have this name: %(near)s. Write the code.") % {"near": near})
    if not isinstance(found, Found) or found.level != Level.TAMBON:
        raise _LineError(_("there is no tambon of this name. Write its code of six digits."))
    return found.code
