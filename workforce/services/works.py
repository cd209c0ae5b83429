"""Lists of work and how they meet: areas, positions, packages and other entries, kept by the ministry."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.once import once
from u2t.core.text import normalise
from workforce.choices import WorkScheme
from workforce.models import WorkArea, WorkItem
from workforce.permissions import Can
from workforce.services.figures import Figures

_MOST = 200
_CODE = 50


class WorkError(DomainError):
    """A list of work is not in a state for what was asked."""


class WorkInputError(InputError):
    """What was said of an area or entry cannot be taken."""


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called."""

    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of a list is called, which areas (codes) it means, and whether it can be chosen from now on."""

    names: Names
    areas: Sequence[str]
    is_offered: bool = True


@transaction.atomic
def add_area(*, code: str, names: Names, by: Actor) -> WorkArea:
    """Add an area of work; its code stays for ever."""
    require(by, Can.CHANGE_WORK)
    names = _checked(names)
    if code != slugify(code) or not code or len(code) > _CODE:
        raise WorkInputError(_("Write a code of small letters, digits and hyphens."), extra={"field": "code"})
    last = WorkArea.objects.aggregate(last=Max("position"))["last"] or 0
    taken = WorkInputError(_("This code is in use."), extra={"field": "code"})
    with once("workforce_workarea_pkey", otherwise=taken):
        made = WorkArea.objects.create(
            code=code, name_th=names.name_th, name_en=names.name_en, position=last + 1, edits=1
        )  # fmt: skip
    audit.record(action="workarea.added", target=made, by=by, changes={"name_th": (None, made.name_th)})
    return made


@transaction.atomic
def change_area(*, area: WorkArea, names: Names, edits: int, by: Actor) -> WorkArea:
    """Name an area of work anew; what is shipped no longer overwrites it."""
    require(by, Can.CHANGE_WORK)
    names = _checked(names)
    area = WorkArea.objects.select_for_update().get(pk=area.pk)
    changes = _renamed(area, names)
    if changes:
        _check_edits(area, edits)
        area.name_th, area.name_en, area.edits = names.name_th, names.name_en, area.edits + 1
        area.save(update_fields=["name_th", "name_en", "edits"])
        audit.record(action="workarea.changed", target=area, by=by, changes=changes)
    return area


@transaction.atomic
def add_item(*, scheme: WorkScheme, entry: Entry, by: Actor) -> WorkItem:
    """Add an entry to a list, with the next number; a double click finds the first."""
    require(by, Can.CHANGE_WORK)
    names, areas = _checked(entry.names), _areas(entry.areas)
    rows = WorkItem.objects.filter(scheme=scheme)
    list(rows.select_for_update())  # two who add at once take two numbers
    alike = rows.filter(name_th=names.name_th, name_en=names.name_en, is_offered=entry.is_offered)
    same = next((item for item in alike.prefetch_related("areas") if set(item.areas.all()) == set(areas)), None)
    if same is not None:
        return same
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    made = WorkItem.objects.create(
        scheme=scheme, number=number, name_th=names.name_th, name_en=names.name_en, is_offered=entry.is_offered,
        edits=1,
    )  # fmt: skip
    made.areas.set(areas)
    changes = {"name_th": (None, made.name_th), "areas": (None, _told(areas))}
    audit.record(action="workitem.added", target=made, by=by, changes=changes)
    return made


@transaction.atomic
def change_item(*, item: WorkItem, entry: Entry, edits: int, by: Actor) -> WorkItem:
    """Name an entry anew, say what it means, or offer it no longer: what was written with it keeps it.

    What is shipped no longer overwrites it.
    """
    require(by, Can.CHANGE_WORK)
    names, areas = _checked(entry.names), _areas(entry.areas)
    item = WorkItem.objects.select_for_update().get(pk=item.pk)
    before = list(item.areas.all())
    changes = _renamed(item, names)
    if _told(before) != _told(areas):
        changes["areas"] = (_told(before), _told(areas))
    if item.is_offered != entry.is_offered:
        changes["is_offered"] = (item.is_offered, entry.is_offered)
    if not changes:
        return item
    _check_edits(item, edits)
    item.name_th, item.name_en, item.is_offered = names.name_th, names.name_en, entry.is_offered
    item.edits += 1
    item.save(update_fields=["name_th", "name_en", "is_offered", "edits"])
    item.areas.set(areas)
    if "areas" in changes:
        Figures.changed_everywhere()
    audit.record(action="workitem.changed", target=item, by=by, changes=changes)
    return item


def _checked(names: Names) -> Names:
    found = Names(normalise(names.name_th), normalise(names.name_en))
    for field in ("name_th", "name_en"):
        if not 0 < len(getattr(found, field)) <= _MOST:
            message = _("Write a name of at most %(limit)s characters.") % {"limit": _MOST}
            raise WorkInputError(message, extra={"field": field})
    return found


def _areas(codes: Sequence[str]) -> list[WorkArea]:
    found = list(WorkArea.objects.filter(pk__in=codes))
    if not found or len(found) < len(set(codes)):
        known = list(WorkArea.objects.values_list("pk", flat=True))
        raise WorkInputError(
            _("Choose at least one area of work: without one no figure finds this entry."),
            extra={"field": "areas", "known": known},
        )
    return found


def _told(areas: Sequence[WorkArea]) -> str:
    return ", ".join(sorted(one.pk for one in areas))


def _renamed(row: WorkArea | WorkItem, names: Names) -> audit.Changes:
    pairs = {name: (getattr(row, name), getattr(names, name)) for name in ("name_th", "name_en")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _check_edits(row: WorkArea | WorkItem, seen: int) -> None:
    if row.edits != seen:
        told = _("Somebody changed this meanwhile. Open it again, and write your changes once more.")
        raise StaleError(told, of=row)
