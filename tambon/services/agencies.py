"""Agencies that host people: entered by who places people there, and corrected."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import AgencyKind, Level
from tambon.models import Agency, Area
from tambon.permissions import Can
from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.errors import InputError, StaleError
from u2t.core.text import match_key, normalise, sort_key

_LONGEST, _LONGEST_NUMBER = 160, 40
_LEVELS = frozenset({Level.TAMBON, Level.AMPHOE, Level.PROVINCE})


class AgencyInputError(InputError):
    """What was given of an agency cannot be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency as people know it: its name, kind, where it lies and whom to call."""

    name_th: str
    kind: str
    area: Area
    name_en: str = ""
    telephone: str = ""

    @classmethod
    def of(cls, agency: Agency) -> "Entry":
        """Return what is said of an agency now."""
        return cls(agency.name_th, agency.kind, agency.area, agency.name_en, agency.telephone)


@transaction.atomic
def add(*, entry: Entry, by: Actor) -> Agency:
    """Enter an agency of an area of one's own; the very same one again is the answer."""
    require(by, Can.CHANGE_AGENCY)
    entry = _checked(entry)
    Area.objects.select_for_update().get(pk=entry.area.pk)  # a double click waits here
    there = Agency.objects.filter(area=entry.area, name_th=entry.name_th).first()
    made = there or Agency(code=_code(entry), area=entry.area)
    if there is None:
        _fill(made, entry)
        made.save(force_insert=True)
    require(by, Can.CHANGE_AGENCY, made)  # it lies where one may enter it, or nothing is stored
    if there is None:
        audit.record(action="agency.added", target=made, by=by, changes={"name_th": (None, made.name_th)})
    return made


@transaction.atomic
def amend(*, agency: Agency, entry: Entry, seen: Entry, by: Actor) -> Agency:
    """Correct an agency, which stays in its area; `seen` is what the page showed: nobody overwrites another's work."""
    require(by, Can.CHANGE_AGENCY, agency)
    agency = Agency.objects.select_for_update(of=("self",)).select_related("area").get(pk=agency.pk)
    if Entry.of(agency) != seen:
        raise StaleError(_("Somebody changed this agency meanwhile. Open it again."), of=agency)
    entry = _checked(entry)
    names = ("name_th", "name_en", "kind", "telephone")
    changes = {name: (getattr(agency, name), getattr(entry, name)) for name in names}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        _fill(agency, entry)
        agency.save()
        audit.record(action="agency.amended", target=agency, by=by, changes=changes)
    return agency


def _checked(entry: Entry) -> Entry:
    name_th, name_en = normalise(entry.name_th), normalise(entry.name_en)
    telephone = normalise(entry.telephone)
    for field, text in (("name_th", name_th), ("name_en", name_en)):
        if len(text) > _LONGEST or (field == "name_th" and not text):
            said = _("Write a name of at most %(limit)s characters.") % {"limit": _LONGEST}
            raise AgencyInputError(said, extra={"field": field})
    if len(telephone) > _LONGEST_NUMBER:
        said = _("Write at most %(limit)s characters.") % {"limit": _LONGEST_NUMBER}
        raise AgencyInputError(said, extra={"field": "telephone"})
    if entry.kind not in AgencyKind.values:
        raise AgencyInputError(_("Choose one of the answers offered."), extra={"field": "kind"})
    if entry.area.level not in _LEVELS or entry.area.abolished_on is not None:
        said = _("An agency lies in a tambon, amphoe or province of today.")
        raise AgencyInputError(said, extra={"field": "area"})
    return Entry(name_th, entry.kind, entry.area, name_en, telephone)


def _code(entry: Entry) -> str:
    """Return the next free code: the area, the kind, and a number from the second on."""
    stem = f"{entry.area.pk}-{entry.kind}"
    taken = set(Agency.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(
        code for code in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if code not in taken
    )


def _fill(agency: Agency, entry: Entry) -> None:
    agency.name_th, agency.name_en, agency.kind = entry.name_th, entry.name_en, entry.kind
    agency.telephone = entry.telephone
    agency.sort_key, agency.search_key = sort_key(entry.name_th), match_key(entry.name_th)
