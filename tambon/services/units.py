"""Faculties, units and campuses of universities: added, corrected, closed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import UnitKind
from tambon.models import Unit, University
from tambon.permissions import Can
from tambon.selectors.naming import (
    InstitutionError,
    InstitutionInputError,
    checked_kind,
    checked_name,
    checked_province,
)
from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import StaleError
from u2t.core.once import once
from u2t.core.text import sort_key

_LONGEST = 160
_CONSTRAINT = "unit_name_once_per_university"


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a part of a university; `province` is the code of where it sits."""

    kind: str
    name_th: str
    name_en: str = ""
    province: str = ""

    @classmethod
    def of(cls, unit: Unit) -> "Entry":
        """Return what is said of a part now."""
        return cls(unit.kind, unit.name_th, unit.name_en, unit.province_id or "")


@transaction.atomic
def add(*, university: University, entry: Entry, by: Actor) -> Unit:
    """Add a faculty, unit or campus to a university; one that was closed opens again."""
    require(by, Can.CHANGE_UNIVERSITY, university)
    entry = _checked(entry)
    same = Unit.objects.select_for_update().filter(university=university, kind=entry.kind, name_th=entry.name_th)
    closed = same.filter(ends_on__isnull=False).first()
    if closed is not None:
        return _open_again(closed, entry, by)
    with once(_CONSTRAINT, otherwise=_taken()):
        unit = Unit.objects.create(university=university, **_columns(entry))
    audit.record(action="unit.added", target=unit, by=by, changes=audit.difference(None, entry))
    return unit


@transaction.atomic
def amend(*, unit: Unit, entry: Entry, seen: Entry, by: Actor) -> Unit:
    """Correct a part of a university; `seen` is what the page showed, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_UNIVERSITY, unit.university)
    found = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = Entry.of(found)
    if before != seen:
        raise StaleError(_("Somebody changed this part of the university meanwhile. Open it again."), of=unit)
    entry = _checked(entry)
    changes = audit.difference(before, entry)
    if not changes:
        return found
    columns = _columns(entry)
    for name, value in columns.items():
        setattr(found, name, value)
    with once(_CONSTRAINT, otherwise=_taken()):
        found.save(update_fields=list(columns))
    audit.record(action="unit.amended", target=found, by=by, changes=changes)
    return found


@transaction.atomic
def close(*, unit: Unit, on: date, by: Actor, reason: str = "") -> Unit:
    """Close a part of a university after the day `on`, its last: what names it stays, nothing new may name it."""
    require(by, Can.CHANGE_UNIVERSITY, unit.university)
    if not clock.is_plausible(on):
        raise InstitutionInputError(_("This year cannot be right."), extra={"field": "on"})
    found = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if found.ends_on == on:
        raise InstitutionError(_("It is closed after this day already."))
    before, found.ends_on = found.ends_on, on
    found.save(update_fields=["ends_on"])
    audit.record(action="unit.closed", target=found, by=by, reason=reason, changes={"ends_on": (before, on)})
    return found


def _open_again(unit: Unit, entry: Entry, by: Actor) -> Unit:
    changes = audit.difference(Entry.of(unit), entry) | {"ends_on": (unit.ends_on, None)}
    columns = _columns(entry) | {"ends_on": None}
    for name, value in columns.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(columns))
    audit.record(action="unit.opened", target=unit, by=by, changes=changes)
    return unit


def _taken() -> InstitutionError:
    return InstitutionError(_("The university has a part of this kind and name already."), extra={"field": "name_th"})


def _checked(entry: Entry) -> Entry:
    return Entry(
        kind=checked_kind(entry.kind, UnitKind.values),
        name_th=checked_name(entry.name_th, field="name_th", limit=_LONGEST, is_required=True),
        name_en=checked_name(entry.name_en, field="name_en", limit=_LONGEST),
        province=checked_province(entry.province) or "",
    )


def _columns(entry: Entry) -> dict[str, str | None]:
    return {
        "kind": entry.kind,
        "name_th": entry.name_th,
        "name_en": entry.name_en,
        "province_id": entry.province or None,
        "sort_key": sort_key(entry.name_th),
    }
