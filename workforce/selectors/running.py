"""Whether somebody has a contract that runs, anywhere in the country: only that, and whom to call."""

from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from workforce.choices import ContractState
from workforce.models import Application, Contract, Person, Round
from workforce.selectors.namesakes import namesakes_of


@dataclass(frozen=True, slots=True)
class Running:
    """All that another university learns of a running contract; the telephone may not be known.

    Not sure is one of somebody of the same name and birth, where one of the two is known without a national ID.
    """

    telephone: str
    is_sure: bool = True


def running_contract_of(
    *, person: Person, first: date, last: date, apart_from: Application | None = None
) -> Running | None:
    """Return whether a signed contract of a person runs on any day from `first` to `last`.

    `apart_from` leaves out the contract that an application led to.
    """
    people = [person.pk, *namesakes_of([person])[person.pk]]
    signed = Contract.objects.filter(person__in=people, state=ContractState.SIGNED).order_by("pk")
    rows = signed.filter(during__overlap=DateRange(first, last, "[]")).select_related("application__round")
    if apart_from is not None:
        rows = rows.filter(Q(application__isnull=True) | ~Q(application=apart_from))
    found = min(rows, key=lambda one: one.person_id != person.pk, default=None)
    return Running(_telephone_of(found), found.person_id == person.pk) if found else None


def running_during(application: Application) -> Running | None:
    """Return whether another contract of who applies runs while the round's work does."""
    round_ = application.round
    return running_contract_of(
        person=application.person, first=round_.work_starts_on, last=round_.work_ends_on, apart_from=application
    )


def _telephone_of(contract: Contract) -> str:
    if contract.application is not None:
        return contract.application.round.telephone
    rounds = Round.objects.public().filter(university=contract.university_id, programme=contract.programme_id)
    return rounds.order_by("-number").values_list("telephone", flat=True).first() or ""
