"""Universities: added, corrected, brought into a network from a day on, removed if entered by mistake."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.choices import UniversityKind
from tambon.models import Network, NetworkTerm, University
from tambon.permissions import Can
from tambon.selectors.naming import (
    InstitutionError,
    InstitutionInputError,
    checked_day,
    checked_kind,
    checked_name,
    checked_province,
)
from tambon.selectors.pointing import refuse_if_used
from tambon.services.coding import Codes
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, require
from u2t.core.errors import StaleError
from u2t.core.text import match_key, sort_key

_LONGEST, _LONGEST_SHORT = 160, 40


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a university; `province` is the code of where it sits."""

    name_th: str
    kind: str
    name_en: str = ""
    short_th: str = ""
    province: str = ""

    @classmethod
    def of(cls, university: University) -> "Entry":
        """Return what is said of a university now."""
        names = university.name_en, university.short_th
        return cls(university.name_th, university.kind, *names, university.province_id or "")


@transaction.atomic
def add(*, code: str, entry: Entry, by: Actor) -> University:
    """Add a university; its code is its name in addresses and figures for ever."""
    require(by, Can.CHANGE_UNIVERSITY)
    code = Codes.claim(code, other=Network, taken=_("There is a network with this code already."))
    entry = _checked(entry)
    found, created = University.objects.get_or_create(code=code, defaults=_columns(code, entry))
    if not created:
        raise InstitutionError(_("There is a university with this code already."), extra={"field": "code"})
    audit.record(action="university.added", target=found, by=by, changes=audit.difference(None, entry))
    return found


@transaction.atomic
def amend(*, university: University, entry: Entry, seen: Entry, by: Actor) -> University:
    """Correct a university; `seen` is what the page showed, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_UNIVERSITY, university)
    found = University.objects.select_for_update(of=("self",)).get(pk=university.pk)
    before = Entry.of(found)
    if before != seen:
        raise StaleError(_("Somebody changed this university meanwhile. Open it again."), of=university)
    entry = _checked(entry)
    changes = audit.difference(before, entry)
    if not changes:
        return found
    columns = _columns(found.code, entry)
    for name, value in columns.items():
        setattr(found, name, value)
    found.save(update_fields=list(columns))
    audit.record(action="university.amended", target=found, by=by, changes=changes)
    return found


@transaction.atomic
def join(*, university: University, network: Network, from_on: date, by: Actor) -> NetworkTerm:
    """Bring a university into a network from a day on; where it was before stays known.

    The very first day of the present network corrects it: it was never in the other one.
    """
    require(by, Can.CHANGE_UNIVERSITY, university)
    found = University.objects.select_for_update(of=("self",)).get(pk=university.pk)
    if found.network_id == network.pk:
        raise InstitutionError(_("The university belongs to this network already."), extra={"field": "network"})
    term = _begin(found, network, checked_day(from_on))
    changes = {"network": (found.network_id, network.pk), "from": (None, str(from_on))}
    found.network = network
    found.save(update_fields=["network"])
    audit.record(action="university.joined", target=found, by=by, changes=changes)
    # A moved area touches what it summed into before, too: all figures are made anew.
    marks.append(f"area:{found.pk}", [(found.pk, "")], known_at=clock.now())
    return term


@transaction.atomic
def remove(*, university: University, reason: str, by: Actor) -> University:
    """Remove a university that was entered by mistake: nothing belongs to it but the networks it was brought into."""
    require(by, Can.CHANGE_UNIVERSITY, university)
    found = University.objects.select_for_update(of=("self",)).filter(pk=university.pk).first()
    if found is None:
        raise InstitutionError(_("It is removed already."))
    refuse_if_used(found, besides=[NetworkTerm])
    gone = audit.difference(Entry.of(found), None)
    audit.record(action="university.removed", target=found, by=by, reason=reason, changes=gone)
    found.network_terms.all().delete()
    found.delete()
    return found


def _begin(university: University, network: Network, day: date) -> NetworkTerm:
    last = university.network_terms.select_for_update().order_by("during").last()
    if last is not None:
        began = last.during.lower
        if began is not None and began > day:
            said = _("The present network began on %(day)s. Choose that day or a later one.") % {"day": began}
            raise InstitutionInputError(said, extra={"field": "from_on"})
        if began == day:
            last.network = network
            last.save(update_fields=["network"])
            return last
        last.during = DateRange(began, day)
        last.save(update_fields=["during"])
    return NetworkTerm.objects.create(university=university, network=network, during=DateRange(day, None))


def _checked(entry: Entry) -> Entry:
    return Entry(
        name_th=checked_name(entry.name_th, field="name_th", limit=_LONGEST, is_required=True),
        kind=checked_kind(entry.kind, UniversityKind.values),
        name_en=checked_name(entry.name_en, field="name_en", limit=_LONGEST),
        short_th=checked_name(entry.short_th, field="short_th", limit=_LONGEST_SHORT),
        province=checked_province(entry.province) or "",
    )


def _columns(code: str, entry: Entry) -> dict[str, str | None]:
    names = (entry.name_th, entry.short_th, entry.name_en, code)
    return {
        "name_th": entry.name_th,
        "name_en": entry.name_en,
        "short_th": entry.short_th,
        "kind": entry.kind,
        "province_id": entry.province or None,
        "sort_key": sort_key(entry.name_th),
        "search_key": " ".join(filter(None, map(match_key, names))),
    }
