"""What published rounds promise: posts they offered to everybody, and have not filled yet."""

from collections import Counter
from typing import TypeAlias

from django.db.models import QuerySet

from u2t.core import clock
from workforce.choices import RoundState
from workforce.models import Placement, Round, RoundQuota

#: A tambon and a type of worker: where posts are counted.
Cell: TypeAlias = tuple[str, str]

#: States in which a round stands by what it offered.
GOING_ON = (RoundState.PUBLISHED, RoundState.SELECTING, RoundState.ANNOUNCED)


def going_on(programme: str) -> "QuerySet[Round, Round]":
    """Return the rounds of a programme that stand by what they offered, and whose work is not over."""
    return Round.objects.filter(programme=programme, state__in=GOING_ON, work_ends_on__gte=clock.today())


def promised_by(rounds: "QuerySet[Round, Round]") -> Counter[Cell]:
    """Count what rounds still have to fill, all together."""
    return sum(promised_each(rounds).values(), Counter())


def promised_each(rounds: "QuerySet[Round, Round]") -> dict[int, Counter[Cell]]:
    """Count what each round still has to fill: its quotas less the posts it filled, each once, also if left since."""
    quotas = RoundQuota.objects.filter(round__in=rounds, posts__gt=0)
    found: dict[int, Counter[Cell]] = {}
    for round_, tambon, type_, posts in quotas.values_list("round", "tambon", "worker_type", "posts"):
        found.setdefault(round_, Counter())[tambon, type_] = posts
    filled = Placement.objects.filter(contract__application__round__in=rounds).filling()
    for round_, tambon, type_ in filled.values_list(
        "contract__application__round", "post__tambon", "post__worker_type"
    ):
        found.setdefault(round_, Counter())[tambon, type_] -= 1
    return {round_: +promised for round_, promised in found.items()}
