"""One tambon brought together: its people, what grows and is known there, products, places, activities."""

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from dashboards.choices import RollupLevel
from dashboards.models import Indicator, Rollup
from dashboards.permissions import Can
from dashboards.selectors.levels import Progress, progress_of
from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, DatasetField, EntryFile, Record
from datasets.permissions import Can as Data
from datasets.selectors.records import plain_of
from tambon.models import Area
from u2t.core.access import Actor, prefix_q
from u2t.core.models import Origin
from workforce.models import Activity, ActivityPhoto
from workforce.permissions import Can as Work

#: The form of the general data.
GENERAL = "tambon_profile_general"
#: What is brought together under which heading; the sets are those of the shipped forms.
SECTIONS = (
    ("people", _("Households and people surveyed"), "users", ("household_survey", "cbd_returnees", "agriculture")),
    (
        "resources",
        _("Resources and local wisdom"),
        "plant-2",
        ("cbd_plants", "rspg_plants", "cbd_animals", "rspg_animals", "cbd_wisdom", "rspg_wisdom", "cbd_water_sources"),
    ),
    ("products", _("Products and food"), "shopping-bag", ("otop_products", "cbd_foods", "cbd_farmers")),
    (
        "places",
        _("Places to see, stay and eat"),
        "map-pin",
        ("cbd_attractions", "tourism_places", "cbd_lodgings", "cbd_restaurants"),
    ),
)
#: Of these only the number is told: their records are people and houses.
_COUNTED_ONLY = frozenset(SECTIONS[0][3])
_FIGURES = (
    "population.registered", "population.surveyed", "tpmap.rate.health", "tpmap.rate.living", "tpmap.rate.education",
    "tpmap.rate.income", "tpmap.rate.accessibility", "workforce.filled",
)  # fmt: skip
_NAMED = 8
_ACTIVITIES = 6
_MOST_POINTS = 500
#: So many photos are shown, of so many of the newest records.
_PHOTOS, _LOOKED_AT = 9, 60
_NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL})
_POINT_PARTS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its name."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A data set as far as it speaks of the tambon: how many records, and the newest by name."""

    dataset: Dataset
    count: int
    newest: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Data sets under one heading."""

    code: str
    title: str
    icon: str
    kept: tuple[Kept, ...]

    @property
    def count(self) -> int:
        """Return how many records stand under the heading."""
        return sum(each.count for each in self.kept)


@dataclass(frozen=True, slots=True)
class Point:
    """Where something is, in degrees of WGS 84."""

    latitude: float
    longitude: float
    name: str
    kind: str
    record: int


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo of a thing in the tambon: the file it is kept in, and what it shows."""

    file: EntryFile
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of the general data."""

    label: str
    unit: str
    value: Any
    decimals: int


@dataclass(frozen=True, slots=True)
class General:
    """The newest general data of the tambon."""

    record: Record
    figures: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the page of a tambon says."""

    tambon: Area
    figures: tuple[Rollup, ...]
    general: General | None
    progress: Progress
    sections: tuple[Section, ...]
    points: tuple[Point, ...]
    photos: tuple[Pictured, ...]
    activities: tuple[Activity, ...]
    activity_count: int
    is_invented: bool


def profile_of(tambon: Area, *, user: Actor) -> Profile:
    """Bring together what the user may see of a tambon; personal answers are in no part of it."""
    seen = Record.objects.visible_to(user, to=Data.VIEW_RECORD).filter(is_live=True)
    records = seen.filter(prefix_q("place_id", frozenset({tambon.pk})))
    fields = _fields()
    activities = Activity.objects.visible_to(user, to=Work.VIEW_ACTIVITY).filter(tambon=tambon)
    progress = progress_of(tambon, user=user)
    return Profile(
        tambon=tambon,
        figures=tuple(_figures(tambon, user)),
        general=_general(records),
        progress=progress,
        sections=_sections(records, fields),
        points=_points(records, fields),
        photos=tuple(_photos(records, fields, user)),
        activities=tuple(_newest(activities)),
        activity_count=activities.count(),
        is_invented=progress.is_invented or records.filter(origin=Origin.DEMO).exists(),
    )


def _figures(tambon: Area, user: Actor) -> list[Rollup]:
    """Return the newest figure of each indicator that says something of the people."""
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(
        level=RollupLevel.TAMBON, area=tambon.pk, programme="", value__isnull=False,
        indicator__in=Indicator.objects.filter(code__in=_FIGURES), period__regex=r"^\d{4}(-\d{2})?$",
    )  # fmt: skip
    newest = rows.order_by("indicator_id", "-period", "origin").distinct("indicator_id")
    return sorted(newest.select_related("indicator"), key=lambda row: row.indicator.position)


def _fields() -> dict[str, list[DatasetField]]:
    """Return the fields of all these sets that are nobody's own, by set."""
    codes = [code for *_rest, found in SECTIONS for code in found if code not in _COUNTED_ONLY]
    rows = DatasetField.objects.filter(
        dataset__in=codes, is_personal=False, is_retired=False, role__in=[FieldRole.VALUE, FieldRole.KEY]
    )
    found: dict[str, list[DatasetField]] = defaultdict(list)
    for row in rows.order_by("dataset", "position"):
        found[row.dataset_id].append(row)
    return found


def _first(fields: Sequence[DatasetField], kind: str) -> str:
    """Return the first field of a kind: of texts, what the thing is called."""
    return next((field.name for field in fields if field.kind == kind), "")


def _sections(records: "QuerySet[Record]", fields: dict[str, list[DatasetField]]) -> tuple[Section, ...]:
    codes = [code for *_rest, found in SECTIONS for code in found]
    counts = dict(records.filter(dataset__in=codes).order_by().values_list("dataset").annotate(Count("pk")))
    known = Dataset.objects.in_bulk(list(counts))
    place = Window(RowNumber(), partition_by=F("dataset"), order_by=F("pk").desc())
    newest = records.filter(dataset__in=list(fields)).annotate(place_in_set=place).filter(place_in_set__lte=_NAMED)
    named: dict[str, list[Named]] = defaultdict(list)
    for row in newest.order_by("dataset", "-pk"):
        name = row.values.get(_first(fields[row.dataset_id], FieldKind.TEXT))
        if name:
            named[row.dataset_id].append(Named(row.pk, str(name)))
    return tuple(
        Section(
            code, str(title), icon,
            tuple(Kept(known[each], counts[each], tuple(named[each])) for each in sets if each in known),
        )
        for code, title, icon, sets in SECTIONS
    )  # fmt: skip


def _points(records: "QuerySet[Record]", fields: dict[str, list[DatasetField]]) -> tuple[Point, ...]:
    """Return where the things are whose position is nobody's own, the newest first."""
    placed = {code: name for code, own in fields.items() if (name := _first(own, FieldKind.POINT))}
    titles = {each.pk: each.name for each in Dataset.objects.filter(pk__in=placed)}
    found = []
    for row in records.filter(dataset__in=list(placed)).order_by("-pk")[:_MOST_POINTS]:
        position = re.findall(r"-?\d+(?:\.\d+)?", str(row.values.get(placed[row.dataset_id]) or ""))
        if len(position) >= _POINT_PARTS:
            name = str(row.values.get(_first(fields[row.dataset_id], FieldKind.TEXT)) or "")
            found.append(Point(float(position[0]), float(position[1]), name, titles[row.dataset_id], row.pk))
    return tuple(found)


def _photos(records: "QuerySet[Record]", fields: dict[str, list[DatasetField]], user: Actor) -> list[Pictured]:
    """Return the newest photos of these things, one of each, of entries the user may see."""
    taken = {code: [each.name for each in own if each.kind == FieldKind.FILE] for code, own in fields.items()}
    rows = list(
        records.filter(dataset__in=[code for code, names in taken.items() if names]).order_by("-pk")[:_LOOKED_AT]
    )
    visible = (
        EntryFile.objects.visible_to(user, to=Data.VIEW_ENTRY)
        .verified()
        .filter(revision__entry__record__in=[row.pk for row in rows], file__media_type="image/jpeg")
    )
    files = list(visible.select_related("file", "revision__entry", "revision__form").order_by("revision__number"))
    plain = plain_of(files)
    kept = {(each.revision.entry.record_id, each.name): each for each in files if each.pk in plain}
    titles = {each.pk: each.name for each in Dataset.objects.filter(pk__in={row.dataset_id for row in rows})}
    found: list[Pictured] = []
    for row in rows:
        said = (kept.get((row.pk, str(row.values.get(name)))) for name in taken[row.dataset_id])
        photo = next((each for each in said if each is not None), None)
        if photo is not None and len(found) < _PHOTOS:
            name = str(row.values.get(_first(fields[row.dataset_id], FieldKind.TEXT)) or "")
            found.append(Pictured(photo, name, titles[row.dataset_id]))
    return found


def _general(records: "QuerySet[Record]") -> General | None:
    found = records.filter(dataset=GENERAL).order_by("-period", "-changed_at", "-pk").first()
    if found is None:
        return None
    fields = DatasetField.objects.filter(
        dataset=GENERAL, role=FieldRole.VALUE, kind__in=_NUMBERS, is_personal=False, is_retired=False
    )
    texts = DatasetField.objects.filter(dataset=GENERAL, kind=FieldKind.TEXT, is_personal=False, is_retired=False)
    free = frozenset(texts.values_list("name", flat=True))
    told = [
        Told(_called(field, found, free), field.unit, value, 2 if field.kind == FieldKind.DECIMAL else 0)
        for field in fields.order_by("position")
        if (value := found.values.get(field.name)) is not None
    ]
    return General(found, tuple(told))


def _called(field: DatasetField, record: Record, free: AbstractSet[str]) -> str:
    """Return what a figure is called: the count of a free “other” by what somebody named there."""
    what = field.name.removesuffix("_count") if field.name.endswith("_count") else ""
    named = record.values.get(what) if what in free else None
    return str(named) if named else field.label


def _newest(activities: "QuerySet[Activity]") -> "QuerySet[Activity]":
    photos = ActivityPhoto.objects.filter(activity=OuterRef("pk")).order_by("pk")
    rows = activities.select_related("package").annotate(photo=Subquery(photos.values("pk")[:1]))
    return rows.order_by("-starts_on", "-pk")[:_ACTIVITIES]
