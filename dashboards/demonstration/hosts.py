"""Which agency takes whom: digital data managers at the 48, the others at the hosts of their tambon and amphoe."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import cycle

from dashboards.demonstration.agencies import DIGITAL
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.institutions import PHASE_ONE
from tambon.models import Agency
from workforce.models import AgencyCapacity, Post

#: Where the others of a tambon sit in turn: most in its local government.
_TURNS = ("local-government", "local-government", "health", "local-government", "agriculture", "administration")
_CAPACITY = 4


def agencies_of(posts: Iterable[Post]) -> dict[int, str]:
    """Return the agency of each post that has one nearby."""
    codes = set(Agency.objects.values_list("code", flat=True))
    by_tambon: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_tambon[post.tambon_id].append(post)
    found = dict(_digital(by_tambon))
    for tambon, there in by_tambon.items():
        turns = cycle(_near(tambon, codes))
        found |= {post.pk: agency for post in there if not post.is_digital and (agency := next(turns, ""))}
    return found


def state_capacities() -> None:
    """Say of the agencies that take digital data managers how many they take."""
    AgencyCapacity.objects.bulk_create(
        [
            AgencyCapacity(agency_id=code, programme_id=PHASE_ONE, capacity=_CAPACITY)
            for province in ("62", "63")
            for code in _taking(province)
        ],
        ignore_conflicts=True,
    )


def _near(tambon: str, codes: set[str]) -> list[str]:
    wanted = [f"{kind}-{place}" for kind in _TURNS for place in (tambon, tambon[:4])]
    return [code for code in wanted if code in codes]


def _digital(by_tambon: dict[str, list[Post]]) -> Iterator[tuple[int, str]]:
    """Go round the agencies of the province; ต.แม่ท้อ begins, so that its first sits at the Damrongtham Centre."""
    turns = {province: cycle(_taking(province)) for province in sorted({tambon[:2] for tambon in by_tambon})}
    for tambon in sorted(by_tambon, key=lambda code: (code != HOME, code)):
        for post in by_tambon[tambon]:
            if post.is_digital and (agency := next(turns[tambon[:2]], "")):
                yield post.pk, agency


def _taking(province: str) -> list[str]:
    there = Agency.objects.filter(kind__in=DIGITAL, area__code__startswith=province)
    return list(there.order_by("-kind", "code").values_list("code", flat=True))
