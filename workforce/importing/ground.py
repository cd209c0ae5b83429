"""What is known before a list of people is checked: places, posts, wages, who is known and who is at work."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias, TypeVar

from django.db.models import QuerySet

from tambon.models import Agency, Allocation, Programme, University
from tambon.selectors.places import Places
from u2t.core import clock
from u2t.core.text import fold, match_key
from workforce.choices import ApplicationState, PeriodState, RoundState, WorkScheme
from workforce.importing.namesakes import Namesakes
from workforce.models import (
    AgencyCapacity,
    Application,
    Contract,
    NameChange,
    Period,
    Person,
    Placement,
    Post,
    Round,
    Terms,
    TypeTerms,
    WorkItem,
)
from workforce.naming import birth_key, keys_of
from workforce.selectors.capacity import peak
from workforce.selectors.days import ends_of
from workforce.selectors.limits import limits_in
from workforce.selectors.promising import Cell, going_on, promised_each
from workforce.selectors.terms import terms_for

#: First day, and the day after the last.
Days: TypeAlias = tuple[date, date]
#: Tambon, type and whether it is a post of a digital data manager.
Kind: TypeAlias = tuple[str, str, bool]
T = TypeVar("T")
_MANY = 10_000
_DIGITAL = ("นักจัดการข้อมูล", "ผู้จัดการข้อมูล", "digital data manager")


def overlap(one: Days, other: Days) -> bool:
    """Tell whether two stretches share a day."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(slots=True)
class Seat:
    """A post and the days on which somebody holds it."""

    post: int
    taken: list[Days] = field(default_factory=list)

    def is_free(self, days: Days) -> bool:
        """Tell whether nobody holds it on any of these days."""
        return not any(overlap(days, other) for other in self.taken)


@dataclass(slots=True)
class Someone:
    """A person of the database: the digest of the national ID, what is known of the birth, every name so far."""

    pk: int
    digest: str | None
    birth: str
    names: set[str]
    domicile: str | None = None


@dataclass(slots=True)
class Known:
    """People of the database that a file names, by national ID and by name; the days they are at work.

    `held_by` are the universities that know somebody: by a contract, or by an application that was sent there.
    `decided` are those of whom an application is decided by where they are registered.
    """

    by_digest: dict[str, Someone] = field(default_factory=dict)
    by_name: Namesakes[Someone] = field(default_factory=Namesakes)
    at_work: dict[int, list[tuple[Days, str]]] = field(default_factory=dict)
    held_by: dict[int, list[str]] = field(default_factory=dict)
    decided: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Ground:
    """Everything a check asks, read in a dozen queries however many rows there are."""

    university: University
    programme: Programme
    today: date
    places: Places
    terms: Terms | None
    wages: dict[str, Decimal]
    held: dict[str, list[Days]]
    seats: dict[Kind, list[Seat]]
    agencies: dict[str, list[tuple[str, str]]]
    room: dict[str, tuple[int, list[Days]]]
    positions: dict[str, int]
    offices: dict[str, str]
    closed: list[Days]
    promised: list[tuple[Days, Counter[Cell]]]
    limits: dict[Cell, int]

    def full_at(self, tambon: str, worker_type: str, days: Days) -> int | None:
        """Return the posts that the rules give where more stand open, and others hold as many on one of some days."""
        most = self.limits.get((tambon, worker_type))
        if most is None:
            return None
        taken = (taken for seat in self._seats_of(tambon, worker_type) for taken in seat.taken)
        return most if peak(taken, days) >= most else None

    def seats_of_limited(self, cells: Iterable[Cell]) -> list[Seat]:
        """Return the posts of those tambons and types, of some, in which more stand open than the rules give."""
        return [seat for cell in sorted(cells) if cell in self.limits for seat in self._seats_of(*cell)]

    def _seats_of(self, tambon: str, worker_type: str) -> list[Seat]:
        return [seat for kind in (True, False) for seat in self.seats.get((tambon, worker_type, kind), ())]

    def is_promised(self, tambon: str, worker_type: str, days: Days) -> bool:
        """Tell whether no more posts are free on some days than rounds published for them still have to fill."""
        promised = sum(posts[tambon, worker_type] for work, posts in self.promised if overlap(work, days))
        if not promised or days[1] <= self.today:
            return False
        return sum(seat.is_free(days) for seat in self._seats_of(tambon, worker_type)) <= promised

    def position_of(self, text: str) -> int | None:
        """Return the position a name or a number means."""
        return self.positions.get(fold(text))

    def agency_of(self, text: str, tambon: str) -> str | None:
        """Return the agency of a code or name; of several with one name, the one in the person's province."""
        found = self.agencies.get(match_key(text), [])
        near = [code for code, area in found if area[:2] == tambon[:2]]
        if len(near) == 1:
            return near[0]
        return found[0][0] if len(found) == 1 else None


def read(university: University, programme: Programme) -> Ground:
    """Read what does not depend on the file."""
    terms = terms_for(programme=programme, university=university)
    wages = TypeTerms.objects.filter(terms=terms).values_list("worker_type", "monthly_wage") if terms else ()
    held = _held(university, programme)
    return Ground(
        university=university, programme=programme, today=clock.today(), places=Places.read(), terms=terms,
        wages=dict(wages), held=held, seats=_seats(programme, held), agencies=_agencies(), room=_room(programme),
        positions=_positions(), offices=_offices(programme), closed=_closed(university, programme),
        promised=_promised(university, programme),
        limits=limits_in(programme, list(held), [terms] if terms else []),
    )  # fmt: skip


def _promised(university: University, programme: Programme) -> list[tuple[Days, Counter[Cell]]]:
    """Return the days of work of the rounds that go on, each with what it still has to fill."""
    rounds = going_on(programme.pk).filter(university=university)
    promised = promised_each(rounds)
    days = rounds.filter(pk__in=list(promised)).values_list("pk", "work_starts_on", "work_ends_on")
    return [((first, last + timedelta(days=1)), promised[pk]) for pk, first, last in days]


def is_digital(position: str) -> bool:
    """Tell whether a position is that of a digital data manager."""
    return any(word in fold(position) for word in _DIGITAL)


def _closed(university: University, programme: Programme) -> list[Days]:
    """Return the days of the months that are closed: nobody is brought into them any more."""
    rows = Period.objects.filter(university=university, programme=programme, state=PeriodState.CLOSED)
    return [ends_of(during) for during in rows.order_by("during").values_list("during", flat=True)]


def _held(university: University, programme: Programme) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = {}
    rows = Allocation.objects.filter(university=university, programme=programme, during__isempty=False)
    for tambon, during in rows.values_list("tambon", "during"):
        found.setdefault(tambon, []).append((during.lower or date.min, during.upper or date.max))
    return found


def _seats(programme: Programme, tambons: Iterable[str]) -> dict[Kind, list[Seat]]:
    open_posts = Post.objects.filter(programme=programme, tambon__in=list(tambons), closed_on__isnull=True)
    by_post: dict[int, Seat] = {}
    found: dict[Kind, list[Seat]] = {}
    for pk, tambon, worker_type, digital in open_posts.order_by("number").values_list(
        "pk", "tambon", "worker_type", "is_digital"
    ):
        by_post[pk] = Seat(pk)
        found.setdefault((tambon, worker_type, digital), []).append(by_post[pk])
    taken = Placement.objects.filter(post__in=open_posts, is_cancelled=False).values_list("post", "during")
    for post, during in taken.iterator(chunk_size=_MANY):
        by_post[post].taken.append(ends_of(during))
    return found


def _agencies() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name_th, name_en, area in Agency.objects.values_list("code", "name_th", "name_en", "area"):
        for key in {match_key(text) for text in (code, name_th, name_en) if text}:
            found.setdefault(key, []).append((code, area))
    return found


def _room(programme: Programme) -> dict[str, tuple[int, list[Days]]]:
    """Return, of the agencies with a limit, the limit and the days of those who sit there."""
    limits = dict(AgencyCapacity.objects.filter(programme=programme).values_list("agency", "capacity"))
    room: dict[str, tuple[int, list[Days]]] = {agency: (limit, []) for agency, limit in limits.items()}
    rows = Placement.objects.filter(agency__in=limits, post__programme=programme, is_cancelled=False)
    for agency, during in rows.values_list("agency", "during"):
        room[agency][1].append(ends_of(during))
    return room


def _positions() -> dict[str, int]:
    rows = WorkItem.objects.filter(scheme=WorkScheme.POSITION).values_list("pk", "number", "name_th", "name_en")
    return {fold(text): pk for pk, number, name_th, name_en in rows for text in (str(number), name_th, name_en)}


def _offices(programme: Programme) -> dict[str, str]:
    """Return whom to call at each university: its name, and the contact of its newest round."""
    found = dict(University.objects.values_list("pk", "name_th"))
    rows = Round.objects.public().filter(programme=programme).order_by("number")
    for code, name, contact, telephone in rows.values_list("university", "university__name_th", "contact", "telephone"):
        found[code] = f"{name} {contact} {telephone}".strip()
    return found


def known(digests: Iterable[str], names: Iterable[str]) -> Known:
    """Read who of the file is known: by national ID, by name, with the days of their contracts."""
    found = Known()
    for some in in_parts(set(digests)):
        rows = _people(Person.objects.filter(national_id_digest__in=some))
        found.by_digest.update({one.digest: one for one in rows if one.digest})
    _add_former_names({one.pk: one for one in found.by_digest.values()})
    people = {one.pk for one in found.by_digest.values()}
    people |= _add_names(found, set(names))
    for some_people in in_parts(people):
        _add_whereabouts(found, some_people)
    return found


def _people(rows: "QuerySet[Person]") -> Iterable[Someone]:
    columns = ("pk", "national_id_digest", "born_on", "birth_precision", "search_key", "domicile")
    for pk, digest, born_on, precision, name, domicile in rows.values_list(*columns):
        yield Someone(pk, digest, birth_key(born_on, precision), {name}, domicile)


def _add_names(found: Known, names: set[str]) -> set[int]:
    """Add who has one of the names, or had it before; return who that is."""
    people = set()
    former = _called_before(names)
    for some_people in in_parts(set(former)):
        for one in _people(Person.objects.filter(pk__in=some_people)):
            people.add(one.pk)
            for name in former[one.pk] - one.names:
                found.by_name.add(name, one)
    for some in in_parts(names):
        for one in _people(Person.objects.filter(search_key__in=some)):
            people.add(one.pk)
            for name in one.names:
                found.by_name.add(name, one)
    return people


def _called_before(names: set[str]) -> dict[int, set[str]]:
    """Return who had one of the names before, with those names; few people ever change theirs."""
    found: dict[int, set[str]] = {}
    rows = NameChange.objects.values_list("person", "first_name", "last_name")
    for person, first_name, last_name in rows.iterator(chunk_size=_MANY):
        name = keys_of(first_name, last_name)["search_key"]
        if name in names:
            found.setdefault(person, set()).add(name)
    return found


def _add_former_names(people: dict[int, Someone]) -> None:
    for some in in_parts(set(people)):
        rows = NameChange.objects.filter(person__in=some).values_list("person", "first_name", "last_name")
        for person, first_name, last_name in rows:
            people[person].names.add(keys_of(first_name, last_name)["search_key"])


def _add_whereabouts(found: Known, people: list[int]) -> None:
    contracts = Contract.objects.counting().filter(person__in=people)
    for person, during, university in contracts.values_list("person", "during", "university"):
        found.at_work.setdefault(person, []).append((ends_of(during), university))
        found.held_by.setdefault(person, []).append(university)
    sent = Application.objects.filter(person__in=people, submitted_at__isnull=False)
    for person, university, application, state in sent.values_list(
        "person", "round__university", "state", "round__state"
    ):
        found.held_by.setdefault(person, []).append(university)
        if application != ApplicationState.WITHDRAWN and state != RoundState.CLOSED:
            found.decided.add(person)


def in_parts(values: "set[T]") -> "Iterable[list[T]]":
    """Return values in parts of which a query may name all."""
    ordered = list(values)
    return (ordered[first : first + _MANY] for first in range(0, len(ordered), _MANY))
