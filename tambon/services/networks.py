"""Networks of universities: added, corrected, removed if entered by mistake.

Which universities belong to one is said of each university.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Network, University
from tambon.permissions import Can
from tambon.selectors.naming import InstitutionError, InstitutionInputError, checked_name
from tambon.selectors.pointing import refuse_if_used
from tambon.services.coding import Codes
from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.errors import StaleError
from u2t.core.text import sort_key

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a network; `lead` is the code of the university that leads it."""

    name_th: str
    name_en: str = ""
    lead: str = ""

    @classmethod
    def of(cls, network: Network) -> "Entry":
        """Return what is said of a network now."""
        return cls(network.name_th, network.name_en, network.lead_id or "")


@transaction.atomic
def add(*, code: str, entry: Entry, by: Actor) -> Network:
    """Add a network; its code is its name in addresses and figures for ever."""
    require(by, Can.CHANGE_UNIVERSITY)
    code = Codes.claim(code, other=University, taken=_("There is a university with this code already."))
    entry = _checked(entry)
    found, created = Network.objects.get_or_create(code=code, defaults=_columns(entry))
    if not created:
        raise InstitutionError(_("There is a network with this code already."), extra={"field": "code"})
    audit.record(action="network.added", target=found, by=by, changes=audit.difference(None, entry))
    return found


@transaction.atomic
def amend(*, network: Network, entry: Entry, seen: Entry, by: Actor) -> Network:
    """Correct a network; `seen` is what the page showed, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_UNIVERSITY)
    found = Network.objects.select_for_update().get(pk=network.pk)
    before = Entry.of(found)
    if before != seen:
        raise StaleError(_("Somebody changed this network meanwhile. Open it again."), of=network)
    entry = _checked(entry)
    changes = audit.difference(before, entry)
    if not changes:
        return found
    columns = _columns(entry)
    for name, value in columns.items():
        setattr(found, name, value)
    found.save(update_fields=list(columns))
    audit.record(action="network.amended", target=found, by=by, changes=changes)
    return found


@transaction.atomic
def remove(*, network: Network, reason: str, by: Actor) -> Network:
    """Remove a network that was entered by mistake: no university belongs to it or ever did."""
    require(by, Can.CHANGE_UNIVERSITY)
    found = Network.objects.select_for_update().filter(pk=network.pk).first()
    if found is None:
        raise InstitutionError(_("It is removed already."))
    refuse_if_used(found)
    gone = audit.difference(Entry.of(found), None)
    audit.record(action="network.removed", target=found, by=by, reason=reason, changes=gone)
    found.delete()
    return found


def _checked(entry: Entry) -> Entry:
    name_th = checked_name(entry.name_th, field="name_th", limit=_LONGEST, is_required=True)
    name_en = checked_name(entry.name_en, field="name_en", limit=_LONGEST)
    if entry.lead and not University.objects.filter(pk=entry.lead).exists():
        raise InstitutionInputError(_("There is no university with this code."), extra={"field": "lead"})
    return Entry(name_th, name_en, entry.lead)


def _columns(entry: Entry) -> dict[str, str | None]:
    return {
        "name_th": entry.name_th,
        "name_en": entry.name_en,
        "sort_key": sort_key(entry.name_th),
        "lead_id": entry.lead or None,
    }
