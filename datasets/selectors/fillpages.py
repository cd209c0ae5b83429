"""What a browser keeps of somebody's forms, so that they are filled in where there is no network."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from datasets.choices import EntryState
from datasets.models import CollectionRound, Entry, EntryFile, EntryRemark, Form, RoundCollector
from datasets.permissions import Can
from datasets.selectors.collecting import (
    file_of,
    files_by_form,
    files_of,
    forms_to_fill,
    nearest_of,
    rounds_to_fill,
    untils_of,
)
from tambon.selectors.names import place_name
from u2t.core.access import Actor, key_of

#: Files that are text: a page keeps them beside the form.
_TEXTS = (".csv", ".xml", ".geojson")


@dataclass(frozen=True, slots=True)
class FormToFill:
    """A form of a round that is open, or closed but for the user (`is_late`), until `closes_on`.

    `hash` changes with the form and with the lists that come with it.
    """

    id: int
    code: str
    number: int
    version: str
    title: str
    round: str
    closes_on: str
    is_late: bool
    address: str
    hash: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, sound or film that a form shows: where it is fetched, how large it is, and the mark of its content."""

    name: str
    address: str
    size: int
    mark: str


@dataclass(frozen=True, slots=True)
class Said:
    """A remark; `path` is where in the answers the question is found, empty for a remark on the whole."""

    path: str
    question: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Returned:
    """An own entry that was sent back, with all that is needed to correct it."""

    entry: int
    form: int
    address: str
    title: str
    place: str
    instance: str
    xml: str
    remarks: list[Said]
    files: dict[str, str]


def to_fill(user: Actor) -> list[FormToFill]:
    """Return the forms that the user fills in today."""
    forms = list(forms_to_fill(user))
    datasets = [form.dataset_id for form in forms]
    found = list(rounds_to_fill(user).filter(dataset__in=datasets))
    untils = untils_of(user, found)
    named = set(RoundCollector.objects.filter(round__in=found, user=key_of(user)).values_list("round", flat=True))
    near, files = nearest_of(user, found), files_by_form(user, forms)

    def nearness(each: CollectionRound) -> tuple[bool, bool, int, date, int]:
        return each.is_open, each.pk in named, near.get(each.pk, 0), each.closes_on, each.pk

    rounds = {each.dataset_id: each for each in sorted(found, key=nearness)}  # as `round_for` chooses
    return [
        FormToFill(
            id=form.pk, code=form.dataset_id, number=form.number, version=form.version, title=form.title,
            round=rounds[form.dataset_id].name, closes_on=untils[rounds[form.dataset_id].pk].isoformat(),
            is_late=not rounds[form.dataset_id].is_open, address=_address(form),
            hash="-".join([form.md5, *files[form.pk].values()]),
        )
        for form in forms
    ]  # fmt: skip


def lists_for(user: Actor, form: Form) -> dict[str, str]:
    """Return the lists that come with a form, by name, ours as the user's areas have them; no pictures and sounds."""
    found = {name: file_of(user, form, name) for name in files_of(user, form) if name.endswith(_TEXTS)}
    return {name: given[1].decode("utf-8-sig") for name, given in found.items() if given}


def shown_by(form: Form) -> list[Shown]:
    """Return the pictures, sounds and films that come with a form, the small ones first."""
    found = form.files.exclude(name__iregex=rf"({'|'.join(_TEXTS)})$").select_related("file").order_by("file__size")
    return [
        Shown(
            name=each.name, size=each.file.size, mark=each.md5,
            address=reverse("form-file", args=[form.dataset_id, form.number, each.name]),
        )
        for each in found
    ]  # fmt: skip


def returned_to(user: Actor) -> list[Returned]:
    """Return the user's own entries that were sent back, the newest first."""
    mine = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(by=key_of(user), state=EntryState.RETURNED)
    entries = list(
        mine.select_related("form", "place__parent", "area__parent").prefetch_related("revisions").order_by("-pk")
    )
    remarks: dict[int, list[EntryRemark]] = {}
    for remark in EntryRemark.objects.filter(entry__in=entries).select_related("by").order_by("pk"):
        remarks.setdefault(remark.entry_id, []).append(remark)
    files: dict[int, dict[str, str]] = {}
    kept = EntryFile.objects.filter(revision__entry__in=entries).exclude(file=None).order_by("revision__number", "pk")
    for file in kept.values("pk", "name", "revision__entry"):
        files.setdefault(file["revision__entry"], {})[file["name"]] = reverse("entry-file", args=[file["pk"]])
    return [_returned(entry, remarks.get(entry.pk, []), files.get(entry.pk, {})) for entry in entries]


def is_settled(user: Actor, key: int) -> bool:
    """Tell whether an own entry that was sent back once was sent again or decided since."""
    own = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(by=key_of(user), pk=key)
    return own.exclude(state=EntryState.RETURNED).exists()


def _returned(entry: Entry, remarks: list[EntryRemark], files: dict[str, str]) -> Returned:
    newest = max(entry.revisions.all(), key=lambda revision: revision.number)
    place = entry.place or entry.area
    asked = {question["field"]: question for question in entry.form.questions}
    said = [
        _said(remark, asked.get(remark.field)) for remark in remarks if remark.revision == entry.revision
    ]  # what was said of answers that are corrected already is history
    return Returned(
        entry=entry.pk, form=entry.form_id, address=_address(entry.form), title=entry.form.title,
        place=place_name(place), instance=newest.instance, xml=newest.xml, remarks=said, files=files,
    )  # fmt: skip


def _address(form: Form) -> str:
    return reverse("api-form-packed", args=[form.dataset_id, form.number])


def _said(remark: EntryRemark, question: dict[str, Any] | None) -> Said:
    if question is None:
        return Said(path="", question="", text=remark.text, by=str(remark.by))
    label = (question["label_en"] if get_language() == "en" else "") or question["label_th"]
    return Said(path=f"{question['repeat']}{question['path']}", question=label, text=remark.text, by=str(remark.by))
