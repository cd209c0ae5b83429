"""People who worked before, elsewhere, and apply anew: their record and their account come together."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Membership, User
from tambon.system import system_user
from u2t.core import audit, clock, notifications, secrecy
from u2t.core.access import require
from u2t.core.errors import InputError
from workforce import validators
from workforce.choices import WORKS, ApplicationState
from workforce.models import Application, Contract, Person, Round
from workforce.permissions import Can
from workforce.selectors.hiring import whom_to_call
from workforce.services.people import Accounts, PersonError, PersonInputError
from workforce.services.rights import Rights


@dataclass(frozen=True, slots=True)
class Card:
    """What staff read on the ID card, and which papers they saw beside it."""

    national_id: str
    evidence: str


@transaction.atomic
def join_former(*, round: Round, account: User, card: Card, by: User) -> Person:
    """Join the record of somebody whose work elsewhere is over to the account that applies in a round of the user's.

    The national ID of the card must be that of the record; nothing else of the record is said before. The universities
    where the person worked are told. A second click finds it done.

    Raises:
        PersonError: the account applies for nothing here, nobody fits, or the person works somewhere still.
    """
    require(by, Can.CHANGE_ROUND, round)
    if account.pk == by.pk:
        raise PermissionDenied  # nobody says of themselves who they are
    digest = _digest(card)
    applying = Application.objects.filter(round=round, user=account).exclude(state=ApplicationState.WITHDRAWN)
    if not account.is_active or not applying.exists():
        raise PersonError(
            _("This account has begun no application in this round. The person begins one first; then come back.")
        )
    person = _former(digest, account)
    if person.user_id == account.pk:
        return person
    _check_over(person)
    joined = Accounts.join(person, account)
    worked = list(Contract.objects.filter(person=joined, state__in=WORKS).select_related("person__user", "university"))
    for contract in worked:
        Rights.follow(contract, by=system_user())  # of days that are over: what the account may see of its own
    changes = {"user": (None, account.pk), "round": (None, round.pk)}
    audit.record(action="person.joined_anew", target=joined, by=by, reason=card.evidence.strip(), changes=changes)
    _tell(joined, [one for one in worked if one.university_id != round.university_id], round)
    return joined


def _digest(card: Card) -> str:
    if not card.evidence.strip():
        raise PersonInputError(_("Say which document you saw."), extra={"field": "evidence"})
    try:
        return secrecy.digest(validators.national_id(card.national_id))
    except InputError as error:
        raise PersonInputError(str(error), extra={"field": "national_id"}) from error


def _former(digest: str, account: User) -> Person:
    found = Person.objects.select_for_update(of=("self",)).filter(national_id_digest=digest).first()
    if found is None or not Contract.objects.filter(person=found, state__in=WORKS).exists():
        raise PersonError(_("Nobody of this national ID worked in the programme. The applicant can write it."))
    if found.user_id not in {None, account.pk}:
        raise PersonError(_("This national ID is in use with another account. The applicant signs in with that one."))
    return found


def _check_over(person: Person) -> None:
    rows = Contract.objects.counting().filter(person=person, during__endswith__gt=clock.today())
    running = rows.select_related("university").first()
    if running is not None:
        raise PersonError(
            _("This person has a contract that is not over. Ask %(office)s.") % {"office": whom_to_call(running)}
        )


def _tell(person: Person, worked: list[Contract], round_: Round) -> None:
    """Tell the staff of each university where the person worked, by the number of the latest contract there."""
    latest = {one.university_id: one for one in sorted(worked, key=lambda one: one.last_day)}
    staff = Membership.objects.filter(university__in=latest, role="staff").valid_on(clock.today())
    link = reverse("person-detail", args=[person.pk])
    said = [
        (user, link, {"number": latest[university].number, "university": round_.university.name_th})
        for university, user in staff.values_list("university", "user")
    ]
    notifications.tell_each(said=said, kind="person.joined_elsewhere")
