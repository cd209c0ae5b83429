"""Which answers of an entry did not fit their questions: read again from what was sent, they are kept nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.choices import FieldKind, FieldRole, Hold
from datasets.importing.filling import Filled, filled
from datasets.importing.instances import Answer, InstanceError, cells_of, parse, repeated
from datasets.models import DatasetField, Entry, Form
from datasets.selectors import periods
from datasets.selectors.entrypages import label_of, repeats_in_words
from datasets.selectors.questions import repeat_name
from datasets.selectors.records import hidden_answers
from u2t.core.importing.issues import CellError
from u2t.core.text import HIDDEN

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: So many of them are told, and so much of each.
_MOST = 100
_LONGEST = 200

_WHOLE = gettext_lazy("“%(question)s” was answered “%(written)s”: a whole number of at most 15 digits fits there.")
_NUMBER = gettext_lazy("“%(question)s” was answered “%(written)s”: a number of at most 15 digits fits there.")
_WORDS = {
    FieldKind.WHOLE: _WHOLE,
    FieldKind.DECIMAL: _NUMBER,
    FieldKind.PERCENT: _NUMBER,
    FieldKind.DATE: gettext_lazy("“%(question)s” was answered “%(written)s”: that is no date."),
    FieldKind.POINT: gettext_lazy("“%(question)s” was answered “%(written)s”: that is no latitude and longitude."),
}
#: Whatever is read as a text fits, up to a length.
_TEXT = gettext_lazy("“%(question)s” was answered “%(written)s”: that is longer than 20,000 characters.")
_PERIOD = gettext_lazy(
    "“%(question)s” was answered “%(written)s”: that is no period. Write it as %(example)s, of the Buddhist era."
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """An answer that does not fit: its question in words, what was written there, and a sentence of both and of why.

    `number` is which time a repetition was answered, within another one as `2/1`; empty outside repetitions.
    """

    field: str
    question: str
    number: str
    written: str
    message: str


def misfits_of(entry: Entry, *, sees_personal: bool) -> list[Misfit]:
    """Return what did not fit in the newest revision of an entry that is held for it; of very many a hundred."""
    if Hold.VALUE not in entry.held:
        return []
    revision = entry.revisions.select_related("form__dataset").order_by("-number").first()
    if revision is None:
        return []
    form = revision.form
    try:
        answer = parse(revision.xml.encode())
        found = filled(form, answer)
    except InstanceError:
        return []  # what is stored was read once: only a revision that was never sent ends here
    hidden = frozenset() if sees_personal else hidden_answers(form)
    called = repeats_in_words(form.dataset)
    odd = islice(chain(_unread(form, answer, found), _no_period(form, found)), _MOST)
    return [_told(form, each, called, is_hidden=each.question["field"] in hidden) for each in odd]


class _Odd(NamedTuple):
    question: dict[str, Any]
    number: str
    written: str
    sentence: "StrPromise"


def _unread(form: Form, answer: Answer, found: Filled) -> Iterator[_Odd]:
    """Give the questions of which something was written and nothing was read."""
    odd = frozenset(found.misfits)
    paths = {question["repeat"]: True for question in form.questions if question["repeat"]}
    for path in ("", *paths):
        questions = [each for each in form.questions if each["repeat"] == path and each["field"] in odd]
        if not questions:
            continue
        times = repeated(answer.root, path, paths) if path else [("", answer.root)]
        rows = found.repeats[path] if path else [found.values]
        for (number, element), row in zip(times, rows, strict=True):
            cells = dict(cells_of(element))
            for question in questions:
                written = cells.get(question["path"], "")
                if written and row.get(question["field"]) is None:
                    yield _Odd(question, number, written, _WORDS.get(question["kind"], _TEXT))


def _no_period(form: Form, found: Filled) -> Iterator[_Odd]:
    """Give the question of the period where what was written is none."""
    roles = DatasetField.objects.filter(dataset=form.dataset_id, role=FieldRole.PERIOD).values_list("name", flat=True)
    for question in form.questions:
        written = found.values.get(question["field"]) if question["field"] in roles else None
        if written and question["kind"] != FieldKind.DATE:
            try:
                periods.of_cell(form.dataset, str(written))
            except CellError:
                yield _Odd(question, "", str(written), _PERIOD)


def _told(form: Form, odd: _Odd, called: Mapping[str, str], *, is_hidden: bool) -> Misfit:
    label, written = label_of(odd.question), HIDDEN if is_hidden else odd.written[:_LONGEST]
    if odd.number:
        facts = {"part": called.get(repeat_name(odd.question["repeat"]), ""), "number": odd.number, "question": label}
        label = _("%(part)s %(number)s: %(question)s") % facts
    shown = {"question": label, "written": written, "example": periods.example_of(form.dataset)}
    return Misfit(odd.question["field"], label, odd.number, written, str(odd.sentence) % shown)
