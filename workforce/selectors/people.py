"""One person with the whole history that a user may see."""

from dataclasses import dataclass

from django.db.models import Prefetch

from tambon.models import Invitation
from u2t.core import secrecy
from u2t.core.access import Actor, reach
from workforce.models import Application, Attendance, Contract, NameChange, Paper, Person, Placement, Session
from workforce.permissions import Can
from workforce.selectors.persons import is_national_id
from workforce.selectors.selections import with_shown_state


@dataclass(frozen=True, slots=True)
class History:
    """Everything of one person, each part through its own door."""

    contracts: list[Contract]
    applications: list[Application]
    attendances: list[Attendance]
    papers: list[Paper]
    names: list[NameChange]
    open_sessions: frozenset[int]


def history_of(person: Person, *, user: Actor) -> History:
    """Return what a user may see of a person's way through the programme."""
    placements = Placement.objects.visible_to(user, to=Can.VIEW_PLACEMENT).order_by("during")
    contracts = Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT).filter(person=person)
    contracts = contracts.select_related("university", "programme").order_by("-during")
    shown = contracts.prefetch_related(Prefetch("placements", placements.select_related("post__tambon", "agency")))
    seen = Application.objects.visible_to(user, to=Can.VIEW_APPLICATION).filter(person=person)
    applications = with_shown_state(seen, user)
    attendances = Attendance.objects.visible_to(user, to=Can.VIEW_SESSION).filter(contract__person=person)
    papers = Paper.objects.visible_to(user, to=Can.VIEW_PAPER).filter(contract__person=person)
    trained = list(attendances.select_related("session").order_by("-session__starts_on"))
    sessions = Session.objects.visible_to(user, to=Can.VIEW_SESSION).filter(pk__in=[one.session_id for one in trained])
    return History(
        list(shown),
        list(applications.select_related("round__university").order_by("-pk")),
        trained,
        list(papers.order_by("-issued_at")),
        list(NameChange.objects.visible_to(user, to=Can.VIEW_PERSON).filter(person=person).order_by("until_on")),
        frozenset(sessions.values_list("pk", flat=True)),
    )


def may_keep(person: Person, user: Actor) -> bool:
    """Tell whether a user may say where a person lives and what it was called before.

    That is the person, a university with which it has or had a contract, and who answers for the nation: where somebody
    merely applied, staff return the application and the applicant writes.
    """
    if person.user_id is not None and person.user_id == user.pk:
        return True
    contracts = Contract.objects.visible_to(user, to=Can.CHANGE_CONTRACT).counting().filter(person=person)
    return reach(user, Can.CHANGE_PERSON).everywhere or contracts.exists()


def waiting_invitation(person: Person) -> Invitation | None:
    """Return the invitation of a person whose account was never opened."""
    return Invitation.objects.filter(membership__user=person.user_id, accepted_at__isnull=True).first()


def person_of(national_id: str, *, user: Actor) -> Person | None:
    """Return whom a national ID belongs to, among the people whom `user` answers for."""
    digits = "".join(character for character in national_id if character not in " -")
    if not is_national_id(digits):
        return None
    rows = Person.objects.visible_to(user, to=Can.CHANGE_PERSON)
    found: Person | None = rows.filter(national_id_digest=secrecy.digest(digits)).first()
    return found
