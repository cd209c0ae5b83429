"""What published rounds promise: posts they offered to everybody, and have not filled yet."""

from collections import Counter
from typing import TypeAlias

from django.db.models import QuerySet, Sum

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
    """Count what rounds still have to fill: their quotas less the posts they filled, each once, also if left since."""
    quotas = RoundQuota.objects.filter(round__in=rounds, posts__gt=0)
    offered = quotas.values_list("tambon", "worker_type").annotate(count=Sum("posts")).order_by()
    promised: Counter[Cell] = Counter({(tambon, type_): count for tambon, type_, count in offered})
    filled = Placement.objects.filter(contract__application__round__in=rounds).filling()
    promised.subtract(Counter(filled.values_list("post__tambon", "post__worker_type")))
    return Counter({cell: count for cell, count in promised.items() if count > 0})
