"""Faculties, units and campuses of universities: added and corrected."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import UnitKind
from tambon.models import Unit, University
from tambon.permissions import Can
from tambon.selectors.naming import InstitutionError, checked_kind, checked_name, checked_province
from u2t.core import audit
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
    """Add a faculty, unit or campus to a university."""
    require(by, Can.CHANGE_UNIVERSITY, university)
    entry = _checked(entry)
    with once(_CONSTRAINT, otherwise=_taken()):
        unit = Unit.objects.create(university=university, **_columns(entry))
    changes = {name: (None, value) for name, value in asdict(entry).items()}
    audit.record(action="unit.added", target=unit, by=by, changes=changes)
    return unit


@transaction.atomic
def amend(*, unit: Unit, entry: Entry, seen: Entry, by: Actor) -> Unit:
    """Correct a part of a university; `seen` is what the page showed, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_UNIVERSITY, unit.university)
    found = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = Entry.of(found)
    if before != seen:
        raise StaleError(_("Somebody changed this part of the university meanwhile. Open it again."))
    entry = _checked(entry)
    old, new = asdict(before), asdict(entry)
    changes = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    if not changes:
        return found
    columns = _columns(entry)
    for name, value in columns.items():
        setattr(found, name, value)
    with once(_CONSTRAINT, otherwise=_taken()):
        found.save(update_fields=list(columns))
    audit.record(action="unit.amended", target=found, by=by, changes=changes)
    return found


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
