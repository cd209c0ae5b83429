"""How many posts of a tambon may be held at a time: more stand open where newer rules give fewer than are held."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count

from tambon.models import Programme
from workforce.models import Placement, Post, Terms
from workforce.selectors.capacity import peak
from workforce.selectors.days import ends_of
from workforce.selectors.promising import Cell
from workforce.selectors.terms import posts_by


def limits_in(programme: Programme, tambons: Collection[str], rules: Sequence[Terms]) -> dict[Cell, int]:
    """Return the posts that the rules give, of several the most, of each type of which more than that stand open."""
    given = [posts_by(terms, tambons) for terms in rules]
    posts = Post.objects.filter(programme=programme, tambon__in=tambons, closed_on__isnull=True)
    found: dict[Cell, int] = {}
    for tambon, type_, count in posts.values_list("tambon", "worker_type").annotate(count=Count("pk")).order_by():
        most = max((one.of(tambon, type_) for one in given if type_ in one.in_each), default=count)
        if most < count:
            found[tambon, type_] = most
    return found


def room_in(
    programme: Programme, limits: dict[Cell, int], during: DateRange, *, apart_from: int | None = None
) -> dict[Cell, int]:
    """Return how many more may be held on all of these days where there are limits, leaving one contract out."""
    if not limits:
        return {}
    taken: defaultdict[Cell, list[tuple[date, date]]] = defaultdict(list)
    rows = Placement.objects.filter(
        post__programme=programme, post__tambon__in={tambon for tambon, _type in limits}, is_cancelled=False,
        during__overlap=during,
    ).exclude(contract=apart_from)  # fmt: skip
    for tambon, type_, days in rows.values_list("post__tambon", "post__worker_type", "during"):
        taken[tambon, type_].append(ends_of(days))
    return {cell: max(0, most - peak(taken[cell], ends_of(during))) for cell, most in limits.items()}
