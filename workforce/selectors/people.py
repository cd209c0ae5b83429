"""People: who keeps what is known of them, and whom a national ID belongs to."""

from tambon.models import Invitation
from u2t.core import secrecy
from u2t.core.access import Actor, reach
from workforce.models import Contract, Person
from workforce.permissions import Can
from workforce.selectors.persons import is_national_id


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
