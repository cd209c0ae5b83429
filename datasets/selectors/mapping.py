"""Records on maps, for who may see them: where each lies, and how far a data set reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, DatasetField, Record
from datasets.selectors.positions import stored
from datasets.selectors.quality import Reached
from tambon.choices import Level
from tambon.selectors.boundaries import Maps
from tambon.selectors.names import place_name
from u2t.core.colours import GOOD
from u2t.core.templatetags.u2t import local_name, number

#: So many are drawn: a browser on a telephone gets no further.
MOST = 2_000
#: Degrees around the outermost points.
_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the browser needs to draw records, how many that are, and whether there are more than are drawn."""

    data: dict[str, Any]
    count: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the map of coverage: provinces of whose tambons at least `low` per cent have records."""

    label: str
    colour: str
    low: int


@dataclass(frozen=True, slots=True)
class Covered:
    """What the browser needs to paint provinces by how far a data set reaches, with the key of the colours."""

    data: dict[str, Any]
    classes: Sequence[Class]


def covered(dataset: Dataset, reached: Sequence[Reached], maps: Maps | None) -> Covered | None:
    """Return the provinces that have records, painted by the share of their tambons; None where no map is loaded."""
    tiles = maps.urls.get(Level.PROVINCE, "") if maps else ""
    if maps is None or not tiles or not reached:
        return None
    classes = [
        Class(label, colour, low)
        for label, colour, low in zip(
            ("< 25 %", "25 – 49 %", "50 – 74 %", "75 – 99 %", "100 %"), GOOD[1:], (0, 25, 50, 75, 100), strict=True
        )
    ]
    address = reverse("record-list", args=[dataset.pk])
    data = {
        "of": {},
        "tiles": tiles,
        "layer": Level.PROVINCE,
        "own": "",
        "is_rest_empty": True,
        "bounds": maps.bounds,
        "areas": {
            each.province.pk: {
                "name": local_name(each.province),
                "text": _("%(tambons)s of %(all)s tambons") % {"tambons": each.tambons, "all": each.of},
                "behind": ngettext("%(count)s record", "%(count)s records", each.records)
                % {"count": number(each.records)},
                "colour": next(found.colour for found in reversed(classes) if each.floor >= found.low),
                "url": f"{address}?province={each.province.pk}",
            }
            for each in reached
        },
    }
    return Covered(data, classes)


def point_field(dataset: Dataset) -> DatasetField | None:
    """Return the field that says where a record lies, unless that is personal."""
    fields = dataset.fields.filter(kind=FieldKind.POINT, role=FieldRole.VALUE, is_retired=False, is_personal=False)
    return fields.order_by("position").first()


def mapped(dataset: Dataset, rows: QuerySet[Record], maps: Maps) -> Mapped | None:
    """Return records that say where they lie, the newest first; None where there are none, or no map is loaded."""
    field = point_field(dataset)
    tiles = maps.urls.get(Level.TAMBON, "")
    if field is None or not tiles:
        return None
    names = list(
        dataset.fields.filter(is_naming=True, is_retired=False, is_personal=False).values_list("name", flat=True)
    )
    located = rows.filter(**{f"values__{field.name}__isnull": False}).order_by("-pk")
    found = [(record, at) for record in located[: MOST + 1] for at in [stored(record.values.get(field.name))] if at]
    if not found:
        return None
    shown = found[:MOST]
    north, east = [at[0] for _record, at in shown], [at[1] for _record, at in shown]
    data = {
        "tiles": tiles,
        "layer": Level.TAMBON,
        "own": "",
        "bounds": [min(east) - _MARGIN, min(north) - _MARGIN, max(east) + _MARGIN, max(north) + _MARGIN],
        "points": [
            {
                "at": (at[1], at[0]),
                "name": _named(record, names),
                "kind": f"{place_name(record.place)} · {record.period}",
                "url": reverse("record-detail", args=[record.pk]),
            }
            for record, at in shown
        ],
    }
    return Mapped(data, len(shown), len(found) > MOST)


def _named(record: Record, names: Sequence[str]) -> str:
    said = " ".join(str(record.values[name]) for name in names if record.values.get(name))
    return said or place_name(record.place)
