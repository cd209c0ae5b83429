"""Forms brought as XLSForms: each a version, its questions the fields of the data set, nothing stored ever lost."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.definitions import standard_fields
from datasets.models import Dataset, DatasetField, Form, FormFile
from datasets.permissions import Can
from datasets.selectors import meaning
from datasets.selectors.collecting import md5_of
from datasets.selectors.questions import Attached, Compiled, FormError, FormIssue, Question, Repeat, repeat_name
from datasets.services.versioning import Versions
from datasets.services.withholding import Withheld
from u2t.core import audit, clock
from u2t.core import files as store
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import StaleError
from u2t.core.importing.columns import heading_key

MEDIA_TYPE = "application/octet-stream"
_LABEL = 200
#: Kinds of answers that a column of another kind holds without meaning something else.
_FITS: dict[str, tuple[str, ...]] = {
    FieldKind.DECIMAL: (FieldKind.WHOLE,),
    FieldKind.PERCENT: (FieldKind.WHOLE, FieldKind.DECIMAL),
}
#: What a field has of its question, and of being asked no more.
_FOLLOWED = (
    *("label_th", "label_en", "unit_th", "unit_en", "kind", "choices", "is_required", "is_personal", "is_retired"),
    "amended",
)
_NAMING = re.compile(r"(\w+[_.])?name|house_(no|number)")
#: The list that telephones get by themselves, by the level of places.
_PLACES = {PlaceLevel.TAMBON: "tambons.csv", PlaceLevel.VILLAGE: "villages.csv"}


@dataclass(frozen=True, slots=True)
class How:
    """Why a form is put in force, of which version it was made (its number, if that matters), with which files."""

    note: str = ""
    seen: int | None = None
    files: Sequence[Attached] = ()


def may_bring(*, by: Actor, dataset: Dataset) -> None:
    """Stop who may not bring forms, before a file of theirs is looked at."""
    require(by, Can.CHANGE_DATASET, dataset)


@transaction.atomic
def bring(*, by: Actor, dataset: Dataset, compiled: Compiled, file: IO[bytes], name: str, how: How) -> Form:
    """Make a compiled XLSForm the newest form of a data set, and its questions fields.

    A field that is no longer asked is retired: what is stored of it stays. One whose type changed is refused while
    values of it are stored.
    """
    require(by, Can.CHANGE_DATASET, dataset)
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    before = dataset.forms.order_by("-number").select_related("source").first()
    if how.seen is not None and how.seen != (before.number if before else 0):
        raise StaleError(_("Somebody put a newer version in force meanwhile. Load the page again."), of=dataset)
    source = store.store(name=name, media_type=MEDIA_TYPE, stream=file, by=by)
    marks = {each.name: md5_of(each.content) for each in how.files}
    if before is not None and before.source.sha256 == source.sha256 and marks == _marks(before):
        raise FormError([FormIssue.of("survey", 0, "", "nothing_changed")])
    _check_version(dataset, compiled)
    known = _known(before.questions, compiled) if before else {}
    for target, questions in _targets(dataset, compiled, by):
        _Fields(target, compiled.choices, known).take(questions)
        Versions.remember(target, by, note=how.note or compiled.version)
    dataset.refresh_from_db(fields=["version"])
    form = Form.objects.create(
        dataset=dataset, number=before.number + 1 if before else 1, version=compiled.version,
        title_th=compiled.title_th, title_en=compiled.title_en, xml=compiled.xml,
        md5=md5_of(compiled.xml.encode()),
        questions=[asdict(question) for question in compiled.questions], choices=compiled.choices, source=source,
        definition=dataset.version, note=how.note[:200], by_id=key_of(by), at=clock.now(),
    )  # fmt: skip
    FormFile.objects.bulk_create(
        FormFile(
            form=form, name=each.name, md5=marks[each.name],
            file=store.store_sealed(name=each.name, media_type=each.media_type, content=each.content, by=by),
        )
        for each in how.files
    )  # fmt: skip
    audit.record(action="form.brought", target=form, by=by, reason=how.note)
    return form


def _known(before: list[dict[str, Any]], compiled: Compiled) -> dict[tuple[str, str], str]:
    """Return the fields that questions had, by where they stand; one that moved to another group keeps its field.

    It is the same one if nothing else of its name and kind left or came. A repetition that moved takes its questions
    along.
    """
    asked, now = compiled.questions, {repeat.name: repeat.path for repeat in compiled.repeats}
    before = [each | {"repeat": now.get(repeat_name(each["repeat"]), each["repeat"])} for each in before]
    known = {(each["repeat"], each["path"]): str(each["field"]) for each in before}
    places = {(question.repeat, question.path) for question in asked}
    left: dict[tuple[str, str, str], list[str]] = {}
    for each in before:
        if (each["repeat"], each["path"]) not in places:
            left.setdefault((each["repeat"], each["name"], each["kind"]), []).append(each["field"])
    came: dict[tuple[str, str, str], list[str]] = {}
    for question in asked:
        if (question.repeat, question.path) not in known:
            came.setdefault((question.repeat, question.name, question.kind), []).append(question.path)
    for what, paths in came.items():
        if len(paths) == len(left.get(what, ())) == 1:
            known[what[0], paths[0]] = left[what][0]
    return known


def _marks(form: Form) -> dict[str, str]:
    return dict(form.files.values_list("name", "md5"))


def _check_version(dataset: Dataset, compiled: Compiled) -> None:
    if dataset.forms.filter(version=compiled.version).exists():
        values = {"value": compiled.version, "example": f"{_day():%Y%m%d}01"}
        raise FormError([FormIssue.of("settings", 2, "version", "version_taken", **values)])


def _day() -> date:
    return clock.today()


def _targets(dataset: Dataset, compiled: Compiled, by: Actor) -> list[tuple[Dataset, list[Question]]]:
    """Return the data set and one for each repetition, with the questions that are theirs."""
    found = [(dataset, [question for question in compiled.questions if not question.repeat])]
    found += [
        (_child(dataset, repeat, by), [question for question in compiled.questions if question.repeat == repeat.path])
        for repeat in compiled.repeats
    ]
    return found


def _child(dataset: Dataset, repeat: Repeat, by: Actor) -> Dataset:
    """Return the data set of a repetition, made where it is new; each of its records is one time of a parent's.

    One that stands in another group now stays the same, with all that was stored of it.
    """
    known = next((child for child in dataset.children.all() if repeat_name(child.repeat) == repeat.name), None)
    if known is not None:
        known.repeat = repeat.path
        known.save(update_fields=["repeat"])
        return known
    code = f"{dataset.code}-{re.sub(r'[^-A-Za-z0-9_]', '-', repeat.name)}"[:60]
    if Dataset.objects.filter(pk=code).exists():
        raise FormError([FormIssue.of("survey", repeat.row, "name", "code_taken", value=code)])
    child = Dataset.objects.create(
        code=code, parent=dataset, repeat=repeat.path, name_th=f"{dataset.name_th} — {repeat.label_th}"[:200],
        name_en=f"{dataset.name_en} — {repeat.label_en or repeat.name}"[:200] if dataset.name_en else "",
        owner_th=dataset.owner_th, place_level=dataset.place_level, frequency=dataset.frequency,
        data_class=dataset.data_class, needs_second_person=dataset.needs_second_person,
    )  # fmt: skip
    is_village = child.place_level == PlaceLevel.VILLAGE
    DatasetField.objects.bulk_create(
        DatasetField(dataset=child, position=position, is_added=True, **values)
        for position, values in enumerate(standard_fields(is_village=is_village))
    )
    audit.record(action="dataset.created", target=child, by=by, changes={"name_th": (None, child.name_th)})
    return child


class _Fields:
    """The fields of one data set, brought up to what a form asks."""

    def __init__(
        self, dataset: Dataset, choices: dict[str, list[dict[str, str]]], known: dict[tuple[str, str], str]
    ) -> None:
        self._dataset, self._choices, self._known = dataset, choices, known
        self._stored = {field.name: field for field in dataset.fields.all()}
        self._headings = {
            heading_key(text): field.name
            for field in self._stored.values()
            if field.role not in {FieldRole.VALUE, FieldRole.IGNORED}
            for text in (field.name, *field.aliases)
        }
        self._position = max((field.position for field in self._stored.values()), default=0)
        self._taken: set[str] = set()
        self._automatic: set[str] = set()
        self._personal = {field.pk for field in self._stored.values() if field.is_personal}

    def take(self, questions: Iterable[Question]) -> None:
        """Give every question its field; what is asked no longer is retired."""
        issues: list[FormIssue] = []
        made, changed = [], []
        for question in questions:
            question.field = self._field_of(question)
            self._taken.add(question.field)
            field = self._stored.get(question.field)
            if field is None:
                made.append(self._made(question))
                if question.is_automatic:
                    self._automatic.add(question.field)
            elif field.is_asked or field.role in {FieldRole.VALUE, FieldRole.KEY}:
                issues += self._issues(field, question)
                if self._follow(field, question):
                    changed.append(field)
        if issues:
            raise FormError(issues)
        self._keep(made, changed)

    def _keep(self, made: list[DatasetField], changed: list[DatasetField]) -> None:
        retired = [field for field in self._stored.values() if field.is_asked and field.name not in self._taken]
        for field in retired:
            field.is_retired = True
        if not any(field.is_naming for field in self._stored.values()):
            self._name(made)
        DatasetField.objects.bulk_create(made)
        DatasetField.objects.bulk_update([*changed, *retired], _FOLLOWED, batch_size=500)
        for field in changed:
            if field.is_personal and field.pk not in self._personal:
                Withheld.withhold(field)

    def _name(self, made: list[DatasetField]) -> None:
        """Take the first question that asks for a name for what the thing is called; stewards may say otherwise."""
        asked = (field for field in made if field.name not in self._automatic)
        texts = (field for field in asked if field.kind == FieldKind.TEXT and _NAMING.fullmatch(field.name))
        if (first := next(texts, None)) is not None and self._dataset.parent_id is None:
            first.is_naming = True

    def _field_of(self, question: Question) -> str:
        """Name the field: that of the same question before, else a column of that name, else one of its own."""
        known = self._known.get((question.repeat, question.path))
        if known and known not in self._taken:
            return known
        # Nobody chose the name of what a device fills in: it takes no column that people defined.
        named = "" if question.is_automatic else self._column_of(question)
        if named and named not in self._taken:
            return named
        derived = {field.name for field in self._stored.values() if field.kind == FieldKind.DERIVED}
        reserved = set(self._known.values()) | self._taken | derived
        if question.is_automatic:
            reserved |= {field.name for field in self._stored.values() if not field.is_asked}
        if question.name not in reserved and heading_key(question.name) not in self._headings:
            return question.name
        return self._longer(question, reserved)

    def _column_of(self, question: Question) -> str:
        """Name the column of place, period or key that a question fills, if any: who chooses a place gives its code."""
        if question.list_name == _PLACES[PlaceLevel(self._dataset.place_level)]:
            return next(field.name for field in self._stored.values() if field.role == FieldRole.PLACE)
        return self._headings.get(heading_key(question.name), "")

    def _longer(self, question: Question, reserved: set[str]) -> str:
        """Tell two questions of one name apart by their groups."""
        base = re.sub(r"[^A-Za-z0-9_.]", "_", question.path.strip("/").replace("/", "."))[-76:].lstrip("._0123456789")
        name, number = base, 1
        while name in reserved or heading_key(name) in self._headings:
            number += 1
            name = f"{base}.{number}"
        return name

    def _made(self, question: Question) -> DatasetField:
        self._position += 1
        field = DatasetField(
            dataset=self._dataset, name=question.field, position=self._position, is_added=True, is_asked=True,
            kind=question.kind,
        )  # fmt: skip
        self._follow(field, question)
        return field

    def _issues(self, field: DatasetField, question: Question) -> list[FormIssue]:
        """Return what stored values would come to mean otherwise."""
        found = []
        if field.kind != question.kind and not (question.kind in _FITS.get(field.kind, ()) and not field.is_asked):
            found.append(("type", "meaning_changed", field.get_kind_display(), str(FieldKind(question.kind).label)))
        found += [
            ("hint", "unit_changed", was, unit)
            for name, unit in question.units.items()
            if (was := getattr(field, name)) not in {"", unit} and name not in field.amended
        ]
        count = meaning.stored_count(field) if found else 0
        return [
            FormIssue.of("survey", question.row, column, code, count=count, value=question.name, old=old, new=new)
            for column, code, old, new in found[:1]
            if count
        ]

    def _follow(self, field: DatasetField, question: Question) -> bool:
        """Give a field the words of its question; a field that has become personal stays so. Tell if it changed."""
        if not field.is_asked:
            return self._fill(field, question)
        wanted = {
            "label_th": question.label_th[:_LABEL],
            "label_en": question.label_en[:_LABEL],
            "kind": question.kind,
            "choices": self._merged(field, question),
            "is_personal": field.is_personal or question.is_personal,
            "is_retired": False,
            **question.units,
        }
        wanted = {name: value for name, value in wanted.items() if name not in field.amended}
        changed = [name for name, value in wanted.items() if getattr(field, name) != value]
        for name in changed:
            setattr(field, name, wanted[name])
        return bool(changed)

    def _fill(self, field: DatasetField, question: Question) -> bool:
        """Let a question fill a column that people defined, which keeps its words; personal answers make it personal.

        Definitions that come anew leave alone what is `amended`: the mark stays.
        """
        wanted: dict[str, Any] = {
            "choices": self._merged(field, question),
            "is_personal": field.is_personal or question.is_personal,
            "is_retired": False,
        }
        if question.kind not in _FITS.get(field.kind, ()):
            wanted["kind"] = question.kind
        changed = [name for name, value in wanted.items() if getattr(field, name) != value]
        for name in changed:
            setattr(field, name, wanted[name])
        field.amended = sorted({*field.amended, *changed} - {"choices"})
        return bool(changed)

    def _merged(self, field: DatasetField, question: Question) -> list[dict[str, str]]:
        """Add what earlier versions offered behind what this one does: their answers keep their words."""
        offered = self._choices.get(question.list_name, [])
        values = {each["value"] for each in offered}
        return [*offered, *(each for each in field.choices if each["value"] not in values)]
