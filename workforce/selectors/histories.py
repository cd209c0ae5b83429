"""One person with the whole history that a user may see, each part through its own door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tambon.selectors.names import full_names
from u2t.core.access import Actor, reach
from u2t.core.models import AuditEvent
from u2t.core.permissions import Can as Core
from workforce.models import (
    Application,
    Attendance,
    Contract,
    DomicileChange,
    Handover,
    HandoverLine,
    NameChange,
    Paper,
    Person,
    Placement,
    Session,
    TaxCertificate,
)
from workforce.permissions import Can
from workforce.selectors.papers import papers_of, readable_of
from workforce.selectors.people import may_keep
from workforce.selectors.selections import with_shown_state
from workforce.wording import of_person

_CORRECTIONS = ("person.corrected", "person.addressed", "person.identified")


@dataclass(frozen=True, slots=True)
class Domicile:
    """Where somebody was registered until a day; an empty place is not known."""

    place: str
    until_on: date


@dataclass(frozen=True, slots=True)
class Correction:
    """That something of a person was corrected: when, by whom, what, and why; never what it was or is."""

    at: datetime
    by: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """Everything of one person; what is in no set of keys is told without a link: its page is not the user's to see."""

    contracts: list[Contract]
    applications: list[Application]
    attendances: list[Attendance]
    open_sessions: frozenset[int]
    handovers: list[HandoverLine]
    open_handovers: frozenset[int]
    papers: list[Paper]
    readable: frozenset[int]
    certificates: list[TaxCertificate]
    names: list[NameChange]
    domiciles: list[Domicile]
    corrections: list[Correction]


def history_of(person: Person, *, user: Actor) -> History:
    """Return what a user may see of a person's way through the programme."""
    placements = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).order_by("during")
    contracts = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(person=person)
    contracts = contracts.select_related("university", "programme").order_by("-during")
    shown = contracts.prefetch_related(Prefetch("placements", placements.select_related("post__tambon", "agency")))
    seen = Application.objects.visible_to(user, to=Can.VIEW_APPLICATION).filter(person=person)
    attendances = Attendance.objects.visible_to(user, to=Can.VIEW_SESSION).filter(contract__person=person)
    trained = list(attendances.select_related("session").order_by("-session__starts_on"))
    sessions = Session.objects.visible_to(user, to=Can.VIEW_SESSION).filter(pk__in=[one.session_id for one in trained])
    handed = _handed(person, user)
    there = [line.handover_id for line in handed]
    handovers = Handover.objects.visible_to(user, to=Can.VIEW_HANDOVER).filter(pk__in=there)
    issued = papers_of(user).filter(contract__person=person).select_related("template")
    papers = list(issued.order_by("-issued_at", "-pk"))
    certificates = TaxCertificate.objects.visible_to(user, to=Can.VIEW_TAX_CERTIFICATE).filter(person=person)
    return History(
        contracts=list(shown),
        applications=list(with_shown_state(seen, user).select_related("round__university").order_by("-pk")),
        attendances=trained,
        open_sessions=frozenset(sessions.values_list("pk", flat=True)),
        handovers=handed,
        open_handovers=frozenset(handovers.values_list("pk", flat=True)),
        papers=papers,
        readable=readable_of(papers, user),
        certificates=list(certificates.select_related("university").order_by("-year", "-number")),
        names=list(NameChange.objects.visible_to(user, to=Can.VIEW_PERSON).filter(person=person).order_by("until_on")),
        domiciles=_domiciles(person, user),
        corrections=_corrections(person, user),
    )


def _handed(person: Person, user: Actor) -> list[HandoverLine]:
    rows = HandoverLine.objects.visible_to(user, to=Can.VIEW_HANDOVER).filter(contract__person=person)
    return list(rows.select_related("handover__tambon", "handover__agency").order_by("-handover__held_on", "-pk"))


def _domiciles(person: Person, user: Actor) -> list[Domicile]:
    rows = DomicileChange.objects.visible_to(user, to=Can.VIEW_PERSON).filter(person=person)
    found = list(rows.order_by("until_on").values_list("area", "until_on"))
    names = full_names([area for area, _day in found if area])
    return [Domicile(names.get(area or "", ""), day) for area, day in found]


def _corrections(person: Person, user: Actor) -> list[Correction]:
    """Return what was corrected, for who keeps what is known of the person or corrects everybody, and for auditors."""
    keeps = user.has_perm(Can.CHANGE_PERSON, person) and may_keep(person, user)
    keeps = keeps or reach(user, Can.CORRECT_PERSON).everywhere
    rows = AuditEvent.objects.all() if keeps else AuditEvent.objects.visible_to(user, to=Core.VIEW_AUDIT)
    about = rows.filter(target_model=Person._meta.label_lower, target_id=str(person.pk), action__in=_CORRECTIONS)
    return [Correction(one.happened_at, one.actor, _what(one.changes), one.reason) for one in about.order_by("-pk")]


def _what(changed: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(of_person(name) for name in changed)) or _("Particulars")
