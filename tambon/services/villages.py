"""Villages and urban communities, one by one: added, renamed, closed; municipalities renamed and closed, too."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import AreaKind, Level
from tambon.models import Area
from tambon.permissions import Can
from tambon.selectors.villages import LAST_MOO, LAST_NUMBER, code_of
from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError
from u2t.core.text import match_key, normalise, sort_key

_LONGEST = 120


class VillageError(DomainError):
    """The village is not in a state for what was asked."""


class VillageInputError(InputError):
    """The number or the name cannot be taken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A village (moo) or community as people know it: its number and its name."""

    kind: str
    number: int
    name: str


@transaction.atomic
def add(*, by: Actor, parent: Area, entry: Entry) -> Area:
    """Enter a village or community of a tambon or municipality; one that was closed is opened again."""
    require(by, Can.CHANGE_VILLAGE, parent)
    name = _checked_name(entry.name)
    code = _checked_code(parent, entry)
    # Two who add the same number at once wait here for each other: the second sees what the first entered.
    Area.objects.select_for_update().get(pk=parent.pk)
    found = Area.objects.filter(pk=code).first()
    if found is not None and found.abolished_on is None:
        values = {"code": code, "name": found.name_th}
        raise VillageError(_("%(code)s is there already: %(name)s.") % values, extra={"field": "number"})
    village = found or Area(code=code, level=Level.VILLAGE, parent=parent, today_id=code)
    village.kind, village.abolished_on = entry.kind, None
    _name(village, name)
    village.save()
    audit.record(action="village.added", target=village, by=by, changes={"name_th": (None, name)})
    return village


@transaction.atomic
def rename(*, by: Actor, village: Area, name: str) -> Area:
    """Give a village, community or municipality another name."""
    require(by, Can.CHANGE_VILLAGE, village)
    village = _locked(village)
    old, new = village.name_th, _checked_name(name)
    if old == new:
        raise VillageInputError(_("It has this name already."), extra={"field": "name"})
    _name(village, new)
    village.save(update_fields=["name_th", "sort_key", "search_key"])
    audit.record(action="village.renamed", target=village, by=by, changes={"name_th": (old, new)})
    return village


@transaction.atomic
def close(*, by: Actor, village: Area, reason: str) -> Area:
    """Close a village, community or municipality that is no more; its figures and its code stay."""
    require(by, Can.CHANGE_VILLAGE, village)
    village = _locked(village)
    if village.children.current().exists():
        raise VillageError(_("Close the communities in it first."))
    if not reason.strip():
        raise VillageInputError(_("Give the reason."), extra={"field": "reason"})
    village.abolished_on = clock.today()
    village.save(update_fields=["abolished_on"])
    changes = {"abolished_on": (None, village.abolished_on)}
    audit.record(action="village.closed", target=village, by=by, reason=reason.strip(), changes=changes)
    return village


def _locked(village: Area) -> Area:
    found = Area.objects.select_for_update().get(pk=village.pk)
    if found.level not in {Level.VILLAGE, Level.MUNICIPALITY}:
        raise VillageError(_("Only villages, communities and municipalities are changed here."))
    if found.abolished_on is not None:
        raise VillageError(_("It is closed. Add it again to open it."))
    return found


def _checked_name(name: str) -> str:
    found = normalise(name)
    if not found or len(found) > _LONGEST:
        values = {"limit": _LONGEST}
        raise VillageInputError(_("Write a name of at most %(limit)s characters.") % values, extra={"field": "name"})
    return found


def _checked_code(parent: Area, entry: Entry) -> str:
    if parent.level not in {Level.TAMBON, Level.MUNICIPALITY} or parent.abolished_on is not None:
        raise VillageError(_("Villages and communities belong to a tambon or municipality of today."))
    if entry.kind == AreaKind.MOO and parent.level == Level.MUNICIPALITY:
        raise VillageInputError(
            _("A municipality has no moo of its own: they are numbered by tambon."), extra={"field": "kind"}
        )
    is_whole_range = parent.level == Level.MUNICIPALITY
    last = LAST_NUMBER if is_whole_range else LAST_MOO if entry.kind == AreaKind.MOO else LAST_NUMBER - LAST_MOO
    if entry.kind not in {AreaKind.MOO, AreaKind.COMMUNITY} or not 1 <= entry.number <= last:
        raise VillageInputError(_("Write a number from 1 to %(last)s.") % {"last": last}, extra={"field": "number"})
    return code_of(parent, entry.kind, entry.number)


def _name(village: Area, name: str) -> None:
    village.name_th, village.sort_key, village.search_key = name, sort_key(name), match_key(name)
