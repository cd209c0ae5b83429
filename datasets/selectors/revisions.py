"""Every revision of an entry with what it changed, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from datasets.choices import NUMBER
from datasets.models import Entry, EntryRevision, Form
from datasets.selectors.entrypages import label_of, places_in, repeats_in_words, said
from datasets.selectors.questions import repeat_name
from datasets.selectors.records import hidden_answers
from u2t.core.text import HIDDEN

#: So many differences of one revision are told.
_MOST = 200
#: Where an answer stands: the name of its repetition, the number of the row there, and its field.
_Spot = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that a revision changed: what it was and is, None where it was or is not given."""

    field: str
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision with what it changed in the one before; the first changed nothing.

    Of very many differences, as a long repetition has them, the first are told; `count` is how many there are.
    """

    revision: EntryRevision
    changes: list[Changed]
    count: int = 0

    @property
    def left_out(self) -> int:
        """Return how many differences are not told one by one."""
        return self.count - len(self.changes)


def revisions_of(entry: Entry, *, sees_personal: bool) -> list[Revised]:
    """Return all revisions of an entry, the newest first; of what is personal it is told only that it changed."""
    rows = list(entry.revisions.select_related("by", "verified_by", "form").defer("xml").order_by("number"))
    forms = {row.form_id: row.form for row in rows}
    hidden: frozenset[str] = frozenset()
    if not sees_personal:
        hidden = hidden.union(*(hidden_answers(form) for form in forms.values()))
    words = _Words(_places(rows), repeats_in_words(entry.dataset))
    found = [Revised(row, []) for row in rows[:1]]
    found += [_revised(old, new, hidden, words) for old, new in pairwise(rows)]
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Words:
    """What places and agencies are called, by code, and repetitions, by name."""

    places: dict[str, str]
    repeats: dict[str, str]


def _places(rows: list[EntryRevision]) -> dict[str, str]:
    found: dict[str, str] = {}
    for form in {row.form_id: row.form for row in rows}.values():
        answers = [row.values for row in rows if row.form_id == form.pk]
        found |= places_in(form, *answers)
    return found


def _revised(old: EntryRevision, new: EntryRevision, hidden: frozenset[str], words: _Words) -> Revised:
    before, after = _answers(old), _answers(new)
    spots = [*after, *(spot for spot in before if spot not in after)]
    changed = [spot for spot in spots if before.get(spot) != after.get(spot)]
    once, asked = _questions(old.form), _questions(new.form)
    found = []
    for spot in changed[:_MOST]:
        repeat, number, field = spot
        question = asked.get((repeat, field)) or once.get((repeat, field))
        was = _told(old.form, once.get((repeat, field)), before.get(spot), words.places)
        now = _told(new.form, asked.get((repeat, field)), after.get(spot), words.places)
        if field in hidden:
            was, now = was and HIDDEN, now and HIDDEN
        label = label_of(question) if question else field
        row = f"{words.repeats.get(repeat, repeat)} {number} · " if repeat else ""
        found.append(Changed(field, f"{row}{label}", was, now))
    return Revised(new, found, len(changed))


def _answers(revision: EntryRevision) -> dict[_Spot, Any]:
    """Return what was answered, by where it stands; what is empty was not."""
    spots: dict[_Spot, Any] = {("", "", name): value for name, value in revision.values.items()}
    for path, rows in revision.repeats.items():
        for place, row in enumerate(rows, start=1):
            number = str(row.get(NUMBER, place))
            spots |= {(repeat_name(path), number, name): value for name, value in row.items() if name != NUMBER}
    return {spot: value for spot, value in spots.items() if value is not None}


def _questions(form: Form) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(repeat_name(question["repeat"]), question["field"]): question for question in form.questions}


def _told(form: Form, question: Mapping[str, Any] | None, value: Any, places: dict[str, str]) -> str | None:
    if question is None:
        return None if value is None else str(value)
    return said(form, question, value, places)
