"""People who may be one and the same under two records: of one name and birth, one of them without a national ID."""

from collections import defaultdict
from collections.abc import Iterable

from workforce.models import Person
from workforce.naming import birth_key, may_be_one_birth


def namesakes_of(people: Iterable[Person]) -> dict[int, list[int]]:
    """Return for each person the keys of others who may be the same; nobody where both have a national ID."""
    people = list(people)
    named = Person.objects.filter(search_key__in={one.search_key for one in people} - {""})
    by_name: dict[str, list[tuple[int, str | None, str]]] = defaultdict(list)
    columns = ("search_key", "pk", "national_id_digest", "born_on", "birth_precision")
    for name, pk, digest, born_on, precision in named.order_by("pk").values_list(*columns):
        by_name[name].append((pk, digest, birth_key(born_on, precision)))
    return {
        one.pk: [
            pk
            for pk, digest, birth in by_name[one.search_key]
            if pk != one.pk
            and not (digest and one.national_id_digest)
            and may_be_one_birth(birth, birth_key(one.born_on, one.birth_precision))
        ]
        for one in people
    }
