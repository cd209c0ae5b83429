"""The people at work, as rows: age and domicile as the type of worker makes likely."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from dashboards.demonstration.chance import between, roll
from dashboards.demonstration.names import Name, name_of, national_id, one_of
from tambon.choices import Level
from tambon.models import Area, User
from tambon.selectors.names import full_names
from u2t.core import secrecy
from workforce.choices import IdKind, WorkerType
from workforce.models import Person
from workforce.naming import keys_of

#: Age on the first day of work, from and to.
_AGES = {WorkerType.CITIZEN: (26, 58), WorkerType.GRADUATE: (22, 26), WorkerType.STUDENT: (19, 22)}
_DAY_ONE, _YEAR = date(2021, 2, 1), 365.25
#: How many come from the tambon itself, and how many from no farther than its amphoe and its province.
_FROM_TAMBON, _FROM_AMPHOE, _FROM_PROVINCE = 0.56, 0.82, 0.97


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to be: by which words, of which type, for which tambon, perhaps with an account."""

    words: tuple[object, ...]
    worker_type: str
    tambon: str
    user: User | None = None


class Country:
    """Tambons by what they lie in, read once."""

    def __init__(self) -> None:
        tambons = Area.objects.current().filter(level=Level.TAMBON).order_by("code")
        self._codes = list(tambons.values_list("code", flat=True))
        self._within: dict[str, list[str]] = {}
        for code in self._codes:
            for digits in (2, 4):
                self._within.setdefault(code[:digits], []).append(code)

    def domicile(self, tambon: str, worker_type: str, *words: object) -> str:
        """Return the tambon where somebody who works in `tambon` is registered; citizens come from its amphoe."""
        chance = roll("domicile", *words)
        if chance < _FROM_TAMBON:
            return tambon
        if chance < _FROM_AMPHOE or worker_type == WorkerType.CITIZEN:
            return one_of(self._within[tambon[:4]], "from", *words)
        return one_of(self._within[tambon[:2]] if chance < _FROM_PROVINCE else self._codes, "from", *words)


def make(wanted: Iterable[Wanted]) -> list[Person]:
    """Add these people, in their order, with the next numbers of the office that there is not."""
    country, numbers = Country(), count(Person.objects.count() + 1)
    people = [_person(who, country, next(numbers)) for who in wanted]
    _house(people)
    return list(Person.objects.bulk_create(people, batch_size=1000))


def _person(who: Wanted, country: Country, number: int) -> Person:
    name, code = _named(who), national_id(number)
    youngest, oldest = _AGES[WorkerType(who.worker_type)]
    age = between(youngest, oldest, "age", *who.words)
    return Person(
        user=who.user,
        national_id=code,
        national_id_digest=secrecy.digest(code),
        id_kind=IdKind.THAI,
        title=who.user.title if who.user else name.title,
        first_name=name.first,
        last_name=name.last,
        sex=name.sex,
        born_on=_DAY_ONE - timedelta(days=round(age * _YEAR)),
        telephone=f"09000{number % 100000:05d}",
        domicile_id=country.domicile(who.tambon, who.worker_type, *who.words),
        **keys_of(name.first, name.last),
    )


def _house(people: Sequence[Person]) -> None:
    """Give everybody an address in the tambon of the house registration, as a contract names one."""
    names = full_names({str(person.domicile_id) for person in people}, language="th")
    for number, person in enumerate(people):
        house, group = round(between(1, 299, "house", number)), round(between(1, 12, "group", number))
        person.current_address = f"{house} หมู่ {group} {names[str(person.domicile_id)]}"


def _named(who: Wanted) -> Name:
    invented = name_of("person", *who.words)
    if who.user is None:
        return invented
    return Name("male" if who.user.title == "นาย" else "female", who.user.first_name, who.user.last_name)
