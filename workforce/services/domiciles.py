"""Where people are registered, as lists tell it: from the first day of the work on, and taken back with the list."""

from collections import defaultdict
from collections.abc import Iterable

from u2t.core.models import ImportRun
from workforce.importing.lines import Line
from workforce.models import DomicileChange, Person


class Domiciles:
    """Writes domiciles over whole sets; a name for what only services may call, inside their transaction."""

    @staticmethod
    def told(run: ImportRun, lines: Iterable[Line]) -> None:
        """Keep what rows say of people known before: the earlier domicile holds until the first day of the row."""
        moving = sorted((line for line in lines if line.moves), key=lambda line: line.days[0])
        people = _locked({line.person for line in moving if line.person is not None})
        known = _changes(people)
        made = []
        for line in moving:
            person = people[line.person or 0]
            newest = max((one.until_on for one in known[person.pk]), default=None)
            if person.domicile_id == line.domicile or (newest is not None and newest >= line.days[0]):
                continue
            change = DomicileChange(person=person, until_on=line.days[0], area_id=person.domicile_id, run=run)
            known[person.pk].append(change)
            made.append(change)
            person.domicile_id = line.domicile
        DomicileChange.objects.bulk_create(made, batch_size=1000)
        Person.objects.bulk_update(people.values(), ["domicile"], batch_size=1000)

    @staticmethod
    def taken_back(run: ImportRun) -> None:
        """Let what held before a list told otherwise hold again, up to the next move that is known."""
        rows = DomicileChange.objects.filter(run=run)
        people = _locked(set(rows.values_list("person", flat=True)))
        after: list[DomicileChange] = []
        for changes in _changes(people).values():
            for place in reversed(range(len(changes))):
                if changes[place].run_id != run.pk:
                    continue
                told = changes.pop(place)
                if place < len(changes):
                    changes[place].area_id = told.area_id
                    after.append(changes[place])
                else:
                    people[told.person_id].domicile_id = told.area_id
        DomicileChange.objects.bulk_update(after, ["area"], batch_size=1000)
        rows.delete()
        Person.objects.bulk_update(people.values(), ["domicile"], batch_size=1000)


def _locked(keys: set[int]) -> dict[int, Person]:
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return {person.pk: person for person in rows}


def _changes(people: Iterable[int]) -> dict[int, list[DomicileChange]]:
    """Return the moves of each person, the earliest first."""
    found: defaultdict[int, list[DomicileChange]] = defaultdict(list)
    for change in DomicileChange.objects.filter(person__in=list(people)).order_by("until_on"):
        found[change.person_id].append(change)
    return found
