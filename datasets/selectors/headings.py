"""Which field each heading of a file stands for: by the words of the fields, or as somebody said by hand."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.models import Dataset, DatasetField, HeadingSet
from datasets.permissions import Can
from datasets.selectors.columns import columns_of
from datasets.selectors.eras import dated, era_columns, eras_of, without_era
from datasets.selectors.halves import HALVES, go_together, half_columns, half_named, label_of, lacking_half, whole
from datasets.selectors.records import personal_fields
from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.importing.columns import ImportColumn, heading_key, recogniser, shape_of
from u2t.core.importing.readers import Recognise
from u2t.core.models import ImportRun, RunState
from u2t.core.permissions import Can as Core
from u2t.core.text import normalise

_NAMES_ABOVE = frozenset({"amphur_name", "province_name"})
#: A form of a page sends no more than a thousand answers; and of all lists together browsers show so many lines.
_MOST_HEADINGS, _MOST_OFFERED = 900, 200_000
_NAMES_OF_VILLAGES = _NAMES_ABOVE | {"tumbol_name", "moo"}


class HeadingError(InputError):
    """What was said of the headings cannot be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the headings of files of one data set are read."""

    columns: list[ImportColumn]
    words: Recognise
    fields: Sequence[DatasetField]
    sets: dict[str, HeadingSet] = dataclasses.field(default_factory=dict)

    @property
    def examples(self) -> tuple[str, ...]:
        """Return a few headings that every file has."""
        return tuple(column.label for column in self.columns if column.is_required)

    def recognise(self, heading: str) -> str | None:
        """Return the name of the field that a heading is a word for."""
        return self.words(heading) or half_named(self.fields, heading)

    def knows(self, headings: list[str]) -> bool:
        """Tell whether somebody said by hand how exactly these headings are read."""
        return self.set_of(headings) is not None

    def set_of(self, headings: Sequence[str]) -> HeadingSet | None:
        """Return what somebody said of exactly these headings."""
        return self.sets.get(shape_of(headings)) if self.sets else None

    def taken(self, headings: Sequence[str]) -> list[str]:
        """Return the name of the field for each heading, as files are read today; empty where there is none."""
        said = self.set_of(headings)
        return said.chosen if said else [self.recognise(heading) or "" for heading in headings]


def reading_of(dataset: Dataset, fields: Sequence[DatasetField]) -> Reading:
    """Return how files of a data set are read today."""
    columns = columns_of(fields)
    sets = {found.shape: found for found in dataset.heading_sets.select_related("by")}
    return Reading([*columns, *half_columns(fields), *era_columns(fields)], recogniser(columns), fields, sets)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a column of a file can stand for: a field, half of a position, or dates of which the era is said."""

    name: str
    label: str
    is_required: bool = False


def fields_in_files(dataset: Dataset) -> list[DatasetField]:
    """Return the fields that a file can bring."""
    return list(dataset.fields.filter(is_retired=False).exclude(kind=FieldKind.DERIVED))


def offered_by(fields: Iterable[DatasetField]) -> list[Offered]:
    """Return what the columns of a file can stand for."""
    found = []
    for field in fields:
        found.append(Offered(field.name, field.label, field.is_required))
        found += [Offered(*era) for each in dated([field]) for era in eras_of(each)]
        if field.kind == FieldKind.POINT:
            found += [Offered(f"{field.name}{half}", label_of(field, half)) for half in HALVES]
    return found


def choosable(fields: Iterable[DatasetField], headings: Sequence[str]) -> list[Offered]:
    """Return what a page offers for each of these headings.

    Raises:
        HeadingError: no browser would show so many lists of so many fields.
    """
    offered = offered_by(fields)
    if len(headings) > _MOST_HEADINGS or len(headings) * len(offered) > _MOST_OFFERED:
        raise HeadingError(
            _(
                "There are %(count)s columns: too many to choose one of %(fields)s fields for each on a page. Give the"
                " columns the names of the fields, or take out of the file those that are not needed."
            )
            % {"count": len(headings), "fields": len(offered)}
        )
    return offered


def finds_places_by_names(dataset: Dataset, fields: Iterable[DatasetField], names: Iterable[str]) -> bool:
    """Tell whether tambon, amphoe and province are all named: together they are nearly as good as a code.

    Of villages the number too; without it a row is kept as of its tambon, but not in a register of them.
    """
    given = set(names)
    if dataset.place_level == PlaceLevel.VILLAGE:
        return given >= (_NAMES_OF_VILLAGES if dataset.is_register else _NAMES_OF_VILLAGES - {"moo"})
    return given >= _NAMES_ABOVE and any(found.role == FieldRole.PLACE_NAME for found in fields if found.name in given)


def finds_places_by_point(dataset: Dataset, fields: Iterable[DatasetField], names: Iterable[str]) -> bool:
    """Tell whether the tambon around a position is place enough for a row: of villages too, but for their register."""
    return not dataset.is_register and point_of(fields, names) is not None


def point_of(fields: Iterable[DatasetField], names: Iterable[str]) -> str | None:
    """Return the first of the named fields that says where a row lies."""
    given = whole(names)
    points = [found.name for found in fields if found.kind == FieldKind.POINT and found.role == FieldRole.VALUE]
    return next((name for name in points if name in given), None)


def check_chosen(dataset: Dataset, headings: Sequence[str], chosen: Sequence[str]) -> None:
    """Stop at a choice by which no row could be read.

    Raises:
        HeadingError: with the column of the file it is about, where it is about one.
    """
    if len(headings) != len(chosen):
        counts = {"headings": len(headings), "chosen": len(chosen)}
        raise HeadingError(_("The file has %(headings)s columns; something was said of %(chosen)s.") % counts)
    fields = fields_in_files(dataset)
    labels = {found.name: found.label for found in offered_by(fields)}
    first: dict[str, str] = {}
    for number, (heading, name) in enumerate(zip(headings, chosen, strict=True), start=1):
        field = without_era(name)
        shown = {"heading": heading, "field": labels.get(name, name), "other": first.get(field, "")}
        if name and name not in labels:
            raise HeadingError(
                _("“%(heading)s” cannot be read as “%(field)s”: no file brings such a field.") % shown,
                extra={"column": number},
            )
        if field in first:
            raise HeadingError(
                _("“%(other)s” and “%(heading)s” cannot both be read as “%(field)s”. Leave one of them out.") % shown,
                extra={"column": number},
            )
        if name:
            first[field] = heading
    _check_halves(list(chosen), labels)
    missing = lacking(dataset, fields, first)
    if missing:
        listed = ", ".join(f"“{found.label}”" for found in missing)
        raise HeadingError(_("Every file must bring %(fields)s: choose its column.") % {"fields": listed})


def _check_halves(chosen: Sequence[str], labels: dict[str, str]) -> None:
    """Stop at half a position, and at one that would be read both whole and in halves."""
    for number, name in enumerate(chosen, start=1):
        if not name.endswith(HALVES):
            continue
        field, lacks = name.partition(":")[0], lacking_half(name, chosen)
        beside = [each for each in chosen if each.partition(":")[0] == field and not go_together(name, each)]
        shown = {"half": labels[name], "other": labels[lacks or name], "field": labels[(beside or [field])[0]]}
        if beside:
            raise HeadingError(
                _("“%(half)s” is left out where “%(field)s” is read from one column.") % shown, extra={"column": number}
            )
        if lacks:
            raise HeadingError(
                _("“%(half)s” is half a position: choose the column of “%(other)s” too, or leave it out.") % shown,
                extra={"column": number},
            )


def by_position(headings: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return the field of each heading from pairs of the two; what no pair speaks of is left out.

    A pair is for the heading that is written so; of headings that are alike the first pair is for the first.

    Raises:
        HeadingError: the file has no such heading, or fewer of it than pairs.
    """
    found: list[str | None] = [None] * len(headings)
    keys, texts = [heading_key(heading) for heading in headings], [normalise(heading) for heading in headings]
    left = []
    for heading, name in pairs:
        text = normalise(heading)
        same = next((at for at, each in enumerate(texts) if each == text and found[at] is None), None)
        if same is None:
            left.append((heading, name))
        else:
            found[same] = name
    for heading, name in left:
        at = [number for number, key in enumerate(keys) if key == heading_key(heading)]
        free = [number for number in at if found[number] is None]
        if not at:
            raise HeadingError(_("The file has no heading “%(heading)s”.") % {"heading": heading})
        if not free:
            shown = {"heading": heading, "first": found[at[-1]], "second": name}
            raise HeadingError(_("“%(heading)s” cannot be read as both “%(first)s” and “%(second)s”.") % shown)
        found[free[0]] = name
    return [name or "" for name in found]


def sets_of(user: Actor, dataset: str) -> "QuerySet[HeadingSet]":
    """Return what was said by hand of files of a data set, as far as the user may take it back."""
    found = HeadingSet.objects.visible_to(user, to=Can.IMPORT_DATASET)
    return found.filter(dataset=dataset).select_related("by", "dataset")


def lacking(dataset: Dataset, fields: Sequence[DatasetField], names: Iterable[str]) -> list[DatasetField]:
    """Return the fields that every file must bring and that are not named, unless others stand for them."""
    given = whole(names)
    needed = [found for found in fields if found.is_required and found.name not in given]
    if finds_places_by_point(dataset, fields, given) or finds_places_by_names(dataset, fields, given):
        return [found for found in needed if found.role != FieldRole.PLACE]
    return needed


def sees_samples(user: Actor, run: ImportRun, dataset: Dataset) -> bool:
    """Tell whether the user may see cells of a file before it is known which of them are personal."""
    return run.by_id == user.pk or not personal_fields(dataset.pk) or user.has_perm(Core.EXPORT_PERSONAL_DATA)


def said_for(run: ImportRun, dataset: Dataset) -> HeadingSet | None:
    """Return what somebody said by hand, by which the file of a run was read, if it still stands."""
    key = run.columns.get("explained")
    return dataset.heading_sets.select_related("by").filter(pk=key).first() if key else None


def is_unread(run: ImportRun) -> bool:
    """Tell whether a file was refused because none of its headings is known."""
    return run.state == RunState.REFUSED and run.issues.filter(code="header_missing").exists()
