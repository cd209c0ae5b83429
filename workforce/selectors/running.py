"""Whether somebody has a contract that runs, anywhere in the country: only that, and whom to call."""

from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from workforce.choices import ContractState
from workforce.models import Contract, Person, Round


@dataclass(frozen=True, slots=True)
class Running:
    """All that another university learns of a running contract; the telephone may not be known."""

    telephone: str


def running_contract_of(*, person: Person, first: date, last: date) -> Running | None:
    """Return whether a signed contract of a person runs on any day from `first` to `last`."""
    signed = Contract.objects.filter(person=person, state=ContractState.SIGNED)
    found = signed.filter(during__overlap=DateRange(first, last, "[]")).select_related("application__round").first()
    return Running(_telephone_of(found)) if found else None


def _telephone_of(contract: Contract) -> str:
    if contract.application is not None:
        return contract.application.round.telephone
    rounds = Round.objects.public().filter(university=contract.university_id, programme=contract.programme_id)
    return rounds.order_by("-number").values_list("telephone", flat=True).first() or ""
