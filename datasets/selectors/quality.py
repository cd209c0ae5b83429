"""How good a data set is and how far it reaches: complete, valid, fresh, covered; and what the catalogue says of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from datasets.choices import DoubtState, FieldRole, UpdateUnit
from datasets.models import CollectionRound, Dataset, Form, Record
from datasets.models.closed import sees_all_of
from datasets.permissions import Can
from datasets.selectors.meaning import uses_of_dataset
from tambon.choices import Level
from tambon.models import Area
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.models import ImportRun, RunState
from u2t.core.permissions import Can as Core
from u2t.core.templatetags.u2t import local_name

_DAYS: dict[str, int] = {
    UpdateUnit.YEAR: 366, UpdateUnit.HALF: 184, UpdateUnit.QUARTER: 92, UpdateUnit.MONTH: 31, UpdateUnit.WEEK: 7,
    UpdateUnit.DAY: 1,
}  # fmt: skip
#: The records of a data set, its cells that hold something, and the places it speaks of, over all of it.
_MEASURE = f"""
WITH asked AS (
    SELECT name FROM datasets_datasetfield
    WHERE dataset_id = %(dataset)s AND role = '{FieldRole.VALUE}' AND NOT is_retired AND NOT name = ANY(%(automatic)s)
), live AS (
    SELECT id, place_id, values, changed_at FROM datasets_record WHERE dataset_id = %(dataset)s AND is_live
), filled AS (
    SELECT count(*) AS cells FROM live r CROSS JOIN LATERAL jsonb_each(r.values) e
    WHERE e.value <> 'null' AND e.value <> '""' AND e.key IN (SELECT name FROM asked)
), doubted AS (
    SELECT count(DISTINCT d.record_id) AS records FROM datasets_doubt d
    WHERE d.dataset_id = %(dataset)s AND d.state = '{DoubtState.OPEN}'
)
SELECT (SELECT count(*) FROM live), (SELECT count(*) FROM asked), (SELECT cells FROM filled),
    (SELECT records FROM doubted), (SELECT max(changed_at) FROM live),
    (SELECT coalesce(jsonb_object_agg(p.province, jsonb_build_array(p.tambons, p.records)), '{{}}') FROM (
        SELECT left(place_id, 2) AS province, count(DISTINCT left(place_id, 6)) AS tambons, count(*) AS records
        FROM live GROUP BY 1) p)
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 100; `days` since anything changed, `is_late` where more was promised. None of nothing."""

    records: int
    complete: int | None
    valid: int | None
    days: int | None
    is_late: bool
    measured_at: datetime


#: So many provinces are named; of more it is said how many they are.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Reached:
    """How many tambons of a province have records, of how many, and how many records that is."""

    province: Area
    tambons: int
    of: int
    records: int

    @property
    def share(self) -> int:
        """Return the share of tambons that have records, from 0 to 100."""
        return round(100 * self.tambons / self.of) if self.of else 0

    @property
    def floor(self) -> int:
        """Return the same share rounded down: 100 is said of no province that lacks a tambon."""
        return 100 * self.tambons // self.of if self.of else 0


@dataclass(frozen=True, slots=True)
class Told:
    """One of the fourteen statements that the catalogue of government data asks of every data set."""

    label: "str | Promise"
    value: str

    @property
    def is_missing(self) -> bool:
        """Tell whether nobody has said it yet."""
        return not self.value


def measure(dataset: Dataset) -> dict[str, Any]:
    """Go through all records once; return what `quality_of` reads, as plain values."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, {"dataset": dataset.pk, "automatic": _automatic(dataset)})
        records, fields, cells, doubted, changed, provinces = cursor.fetchone()
    return {
        "records": records, "cells": records * fields, "filled": cells, "doubted": doubted,
        "changed_at": changed.isoformat() if changed else None, "measured_at": clock.now().isoformat(),
        "provinces": json.loads(provinces) if isinstance(provinces, str) else provinces,
    }  # fmt: skip


def _automatic(dataset: Dataset) -> list[str]:
    """Return the fields that devices fill in: nobody can leave them out, and no file has them."""
    form = Form.objects.filter(dataset=dataset.parent_id or dataset.pk).order_by("-number").first()
    return [
        each["field"]
        for each in (form.questions if form else ())
        if each.get("is_automatic") and each["repeat"] == dataset.repeat
    ]


def quality_of(dataset: Dataset) -> Quality | None:
    """Return what the last look through the records found, None if there was none yet."""
    found = dataset.quality
    if not found:
        return None
    changed = datetime.fromisoformat(found["changed_at"]) if found["changed_at"] else None
    days = (clock.now() - changed).days if changed else None
    promised = _DAYS.get(dataset.update_unit)
    return Quality(
        records=found["records"],
        complete=_share(found["filled"], found["cells"]),
        valid=_share(found["records"] - found["doubted"], found["records"]),
        days=days,
        is_late=days is not None and promised is not None and days > promised * dataset.update_every,
        measured_at=datetime.fromisoformat(found["measured_at"]),
    )


def coverage_of(user: Actor, dataset: Dataset) -> list[Reached]:
    """Return the provinces of which the user may see records, by how far the data set reaches there.

    Who sees all of them reads what the last look through the records found: a million are not counted for a page.
    """
    provinces = Area.objects.filter(level=Level.PROVINCE).order_by("sort_key")
    found = _measured(user, dataset) or _counted(user, dataset)
    below = Area.objects.filter(level=Level.TAMBON, abolished_on=None).annotate(province=Substr("code", 1, 2))
    of = dict(below.filter(province__in=found).order_by().values_list("province").annotate(Count("pk")))
    return [
        Reached(each, found[each.pk][0], of.get(each.pk, 0), found[each.pk][1])
        for each in provinces.filter(pk__in=found)
    ]


def _measured(user: Actor, dataset: Dataset) -> dict[str, list[int]]:
    return dict(dataset.quality.get("provinces", {})) if sees_all_of(user, dataset) else {}


def _counted(user: Actor, dataset: Dataset) -> dict[str, list[int]]:
    records = Record.objects.visible_to(user, to=Can.VIEW_RECORD).filter(dataset=dataset, is_live=True)
    counted = (
        records.order_by()
        .annotate(province=Substr("place_id", 1, 2))
        .values("province")
        .annotate(records=Count("pk"), tambons=Count(Substr("place_id", 1, 6), distinct=True))
    )
    return {row["province"]: [row["tambons"], row["records"]] for row in counted}


def told_of(dataset: Dataset, provinces: Sequence[Reached]) -> list[Told]:
    """Return the fourteen mandatory statements of the catalogue of government data, in its order."""
    names = [str(local_name(each.province)) for each in provinces]
    many = ngettext("%(count)s province", "%(count)s provinces", len(names)) % {"count": len(names)}
    reached = dataset.coverage_th or (many if len(names) > _MOST_NAMED else ", ".join(names))
    return [
        Told(_("Kind of data"), dataset.get_data_kind_display()),
        Told(_("Name of the data set"), dataset.name),
        Told(_("Organisation"), dataset.owner_th),
        Told(_("Contact"), dataset.contact_name),
        Told(_("E-mail of the contact"), dataset.contact_email),
        Told(_("Keywords"), dataset.keywords),
        Told(_("Description"), dataset.about),
        Told(_("Purpose"), dataset.purpose_th),
        Told(_("Brought up to date each"), _often(dataset)),
        Told(_("Geographical coverage"), reached),
        Told(_("Source"), dataset.source_th),
        Told(_("Format"), "CSV, XLSX, GeoJSON, GeoPackage"),
        Told(_("Class of governance"), dataset.get_data_class_display()),
        Told(_("Licence"), dataset.licence),
    ]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where the records of a data set come from, as far as the user may see it, and what is counted from them."""

    forms: Sequence[Form]
    rounds: Sequence[CollectionRound]
    stored: int
    undone: int
    uses: Sequence[str]


def lineage_of(user: Actor, dataset: Dataset) -> Lineage:
    """Return the forms, rounds and files that feed a data set, and what is counted from it."""
    runs = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(subject=dataset.subject)
    counted = runs.aggregate(
        stored=Count("pk", filter=Q(state=RunState.STORED)), undone=Count("pk", filter=Q(state=RunState.UNDONE))
    )
    forms = Form.objects.visible_to(user, to=Can.VIEW_FORM).filter(dataset=dataset).defer("xml", "questions", "choices")
    rounds = CollectionRound.objects.visible_to(user, to=Can.VIEW_ROUND).filter(dataset=dataset)
    return Lineage(
        list(forms.order_by("-number")[:5]), list(rounds.order_by("-opens_on")[:5]), counted["stored"],
        counted["undone"], uses_of_dataset(dataset),
    )  # fmt: skip


def _often(dataset: Dataset) -> str:
    if dataset.update_unit == UpdateUnit.UNKNOWN:
        return ""
    unit = dataset.get_update_unit_display()
    return unit if dataset.update_every == 1 or dataset.update_unit not in _DAYS else f"{dataset.update_every} × {unit}"


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
