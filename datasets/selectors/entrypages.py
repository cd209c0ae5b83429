"""Entries and rounds as pages and the API show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from datasets.choices import FieldKind
from datasets.models import AppPassword, CollectionRound, Dataset, Entry, EntryFile, EntryRemark, Form
from datasets.permissions import Can
from datasets.selectors.pages import spoken, worded
from datasets.selectors.places import named, words_of
from datasets.selectors.questions import OWN_LISTS, repeat_name, units_of
from datasets.selectors.records import hidden_answers
from tambon.models import Area
from u2t.core.access import Actor
from u2t.core.text import HIDDEN


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the page of an entry shows it: what it was before this revision, and what reviewers said."""

    heading: str
    label: str
    field: str
    value: str | None
    before: str
    is_changed: bool
    photo: EntryFile | None
    remarks: list[EntryRemark]

    @property
    def is_told(self) -> bool:
        """Tell whether there is anything to read: many questions of a form are asked after certain answers only."""
        return self.value is not None or self.is_changed or bool(self.remarks)


class Cell(NamedTuple):
    """One answer in a row of a repetition."""

    label: str
    value: str | None
    photo: EntryFile | None


def entries_of(user: Actor) -> QuerySet[Entry]:
    """Return the entries that the user may see."""
    found = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY)
    return found.select_related("dataset", "place__parent", "area__parent", "by").defer("values", "repeats")


def entries_seen(user: Actor, keys: Collection[int]) -> frozenset[int]:
    """Return which of these entries the user may see."""
    return frozenset(Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(pk__in=keys).values_list("pk", flat=True))


def places_for(user: Actor, entry: Entry) -> QuerySet[Area]:
    """Return the places for which the user may accept an entry that is out of order."""
    found = Area.objects.visible_to(user, to=Can.REVIEW_ENTRY).filter(level=entry.dataset.place_level)
    return found.select_related("parent").order_by("sort_key", "code")


def reviewed_by(user: Actor, keys: Collection[int]) -> frozenset[int]:
    """Return which of these entries the user may decide about: nobody does about what is the own."""
    found = Entry.objects.visible_to(user, to=Can.REVIEW_ENTRY).filter(pk__in=keys).exclude(by=user.pk)
    return frozenset(found.values_list("pk", flat=True))


def rounds_of(user: Actor) -> QuerySet[CollectionRound]:
    """Return the rounds of collecting."""
    return CollectionRound.objects.visible_to(user, to=Can.VIEW_ROUND).select_related("dataset", "by")


def telephones_of(user: Actor) -> QuerySet[AppPassword]:
    """Return the telephones that are let in: those of the user and of whom the user answers for."""
    found = AppPassword.objects.visible_to(user, to=Can.VIEW_TELEPHONE)
    return found.filter(ended_at=None).select_related("user")


def answers_of(entry: Entry, *, sees_personal: bool) -> list[Answered]:
    """Return the answers of the newest revision in the order of its form, with what changed since the one before."""
    revisions = list(entry.revisions.order_by("-number")[:2])
    before: dict[str, Any] = revisions[1].values if len(revisions) > 1 else {}
    photos, earlier = _files_of(entry), _files_of(entry, before=entry.revision) if before else {}
    remarks: dict[str, list[EntryRemark]] = {}
    for remark in entry.remarks.select_related("by").order_by("pk"):
        remarks.setdefault(remark.field, []).append(remark)
    hidden = frozenset() if sees_personal else hidden_answers(entry.form)
    places = places_in(entry.form, entry.values, before)
    shown = []
    for question in entry.form.questions:
        if question["repeat"]:
            continue
        name = question["field"]
        is_hidden = name in hidden
        value, old = entry.values.get(name), before.get(name)
        photo = _file_in(question, value, photos)
        is_replaced = _content_of(photo) != _content_of(_file_in(question, old, earlier))
        shown.append(
            Answered(
                heading=_heading(question),
                label=label_of(question),
                field=name,
                value=HIDDEN if is_hidden and value is not None else said(entry.form, question, value, places),
                before=HIDDEN if is_hidden else said(entry.form, question, old, places) or "",
                is_changed=bool(before) and (value != old or is_replaced),
                photo=None if is_hidden else photo,
                remarks=[] if is_hidden else remarks.get(name, []),  # they may repeat what they speak of
            )
        )
    return shown


def repeats_of(entry: Entry, *, sees_personal: bool) -> list[tuple[str, list[list[Cell]]]]:
    """Return each repetition with the answers of its rows."""
    found = []
    hidden = frozenset() if sees_personal else hidden_answers(entry.form)
    places = places_in(entry.form, *(row for rows in entry.repeats.values() for row in rows))
    photos = _files_of(entry) if entry.repeats else {}
    called = repeats_in_words(entry.dataset)

    def cell(question: Mapping[str, Any], value: Any) -> Cell:
        if question["field"] in hidden:
            return Cell(label_of(question), HIDDEN, None)
        told = said(entry.form, question, value, places)
        return Cell(label_of(question), told, _file_in(question, value, photos))

    for path, rows in entry.repeats.items():
        questions = [question for question in entry.form.questions if question["repeat"] == path]
        lines = [[cell(question, row.get(question["field"])) for question in questions] for row in rows]
        found.append((called.get(repeat_name(path), repeat_name(path)), lines))
    return found


def _files_of(entry: Entry, *, before: int | None = None) -> dict[str, EntryFile]:
    """Return the files of an entry by their names, of several of one name the newest; or those before a revision."""
    kept = EntryFile.objects.filter(revision__entry=entry).select_related("file")
    kept = kept if before is None else kept.filter(revision__number__lt=before)
    return {found.name: found for found in kept.order_by("revision__number", "pk")}


def _file_in(question: Mapping[str, Any], value: Any, files: Mapping[str, EntryFile]) -> EntryFile | None:
    return files.get(str(value)) if question["kind"] == FieldKind.FILE else None


def _content_of(found: EntryFile | None) -> str | None:
    """Return by what the content of a file is told: telephones send it anew with each revision."""
    return found.file.sha256 if found is not None and found.file is not None else None


def repeats_in_words(dataset: Dataset) -> dict[str, str]:
    """Return what the repetitions of a form are called, by their names."""
    return {repeat_name(child.repeat): child.short_name for child in dataset.children.all()}


def places_in(form: Form, *answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the places and agencies in answers, by code: their lists come by themselves."""
    fields = {question["field"] for question in form.questions if question["list_name"] in OWN_LISTS}
    return words_of(row.get(field) for row in answers for field in fields)


def said(form: Form, question: Mapping[str, Any], value: Any, places: Mapping[str, str]) -> str | None:
    """Return an answer in words, by the choices of the version that was answered and the names of `places`.

    A number has the unit in which that version asked for it.
    """
    if value is None:
        return None
    if question["list_name"] in OWN_LISTS and (names := named(value, places)):
        return names
    words = worded(spoken(value, question["kind"]), form.choices.get(question["list_name"], []))
    return " ".join(filter(None, [words, _unit(question)]))


def _unit(question: Mapping[str, Any]) -> str:
    units = units_of(question["kind"], question.get("hint_th", ""), question.get("hint_en", ""))
    return (units.get("unit_en") if _is_english() else "") or units.get("unit_th", "")


def _is_english() -> bool:
    return (get_language() or "th").startswith("en")


def _heading(question: dict[str, Any]) -> str:
    is_english = _is_english()
    return " › ".join(words[1] if is_english and words[1] else words[0] for words in question["groups"])


def label_of(question: Mapping[str, Any]) -> str:
    """Return what is asked, in the reader's language."""
    return str((question["label_en"] if _is_english() else "") or question["label_th"])
