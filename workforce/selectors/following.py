"""Who follows on a post, in the order of the reserve list, and who of them is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workforce.models import Application, Contract, SelectionLine
from workforce.selectors.hiring import Hire, days_left, reserve_for, reserve_in
from workforce.selectors.namesakes import namesakes_of

_MOST = 200


@dataclass(frozen=True, slots=True)
class Follower:
    """One of the reserve list; not free is who has, or perhaps has, a contract on the days that are left."""

    line: SelectionLine
    is_free: bool

    @property
    def name(self) -> str:
        """Return the name in Thai order."""
        return self.line.application.person.full_name

    @property
    def person(self) -> int:
        """Return the key of the person."""
        return self.line.application.person_id

    @property
    def place(self) -> int | None:
        """Return the place on the list."""
        return self.line.place


def followers_of(contract: Contract, first_on: date | None = None) -> list[Follower]:
    """Return the reserve list of a post in its order, each with whether a contract stands against it.

    With a later first day only contracts from that day on do.
    """
    left = days_left(contract)
    after = min(max(left.lower, first_on or left.lower), left.upper)
    return _followers(reserve_for(contract), DateRange(after, left.upper))


def followers_for(offer: Hire) -> list[Follower]:
    """Return the reserve list of the tambon and type of an offer in its order, each with whether free on its days."""
    rows = reserve_in(offer.university, offer.programme, worker_type=offer.worker_type).filter(tambon=offer.tambon)
    return _followers(rows, offer.during)


def _followers(rows: "QuerySet[SelectionLine]", during: DateRange) -> list[Follower]:
    lines = list(rows[:_MOST])
    people = {line.application.person_id: line.application.person for line in lines}
    same = {pk: {pk, *others} for pk, others in namesakes_of(people.values()).items()}
    others = Contract.objects.counting().filter(person__in=set().union(*same.values()), during__overlap=during)
    busy = set(others.values_list("person", flat=True))
    return [Follower(line, busy.isdisjoint(same[line.application.person_id])) for line in lines]


def next_of(followers: Sequence[Follower]) -> Application | str:
    """Return the first who is free, or why there is none."""
    free = next((one.line.application for one in followers if one.is_free), None)
    if free is not None:
        return free
    if followers:
        return _("Everybody on the reserve list has a contract on these days. Name a person.")
    return _("Nobody is left on the reserve list of this tambon and type. Name a person.")


def before(followers: Sequence[Follower], application: int | None) -> list[Follower]:
    """Return who stands before an application; nobody where it is not on the list."""
    keys = [one.line.application_id for one in followers]
    return list(followers[: keys.index(application)]) if application in keys else []
