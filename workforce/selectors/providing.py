"""Which posts the rules ask for: those to be opened, closed or turned, so that as many stand as the rules say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min

from tambon.models import Allocation, Programme
from u2t.core import clock
from workforce.models import Placement, Post, Terms
from workforce.selectors.promising import Cell, going_on, promised_by
from workforce.selectors.terms import posts_by


@dataclass(slots=True)
class Change:
    """What becomes of the posts of some tambons; `turning` become digital or no longer are."""

    opening: list[Post] = field(default_factory=list)
    closing: list[Post] = field(default_factory=list)
    turning: list[Post] = field(default_factory=list)


@dataclass(slots=True)
class _Stand:
    """The posts of one type in a tambon: how many are held today or later, digital or not, and those that are free."""

    held: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    free: dict[bool, list[Post]] = field(default_factory=lambda: {True: [], False: []})
    used: set[int] = field(default_factory=set)
    last_number: int = 0

    def wanted(self, posts: int, digital: int, promised: int) -> dict[bool, int]:
        """Return how many free posts shall stand beside those that are held, which nobody takes away.

        Nor does anybody take away those that a published round promises: it keeps the rules it was opened with.
        """
        kept = min(promised, sum(len(posts) for posts in self.free.values()))
        room = max(kept, posts - sum(self.held.values()))
        of_digital = min(max(0, digital - self.held[True]), room)
        return {True: of_digital, False: room - of_digital}


def change_of(programme: Programme, terms: Terms, tambons: list[str]) -> Change:
    """Return what the terms change of the posts of some tambons.

    Held posts stay as they are, and as many free ones as published rounds promise. A post that somebody sat on once
    keeps what it was, and a closed one stays closed: else the figures of past months would tell of it what it was not
    then. The next number opens instead.
    """
    stands, firsts = _stands(programme, tambons), _firsts(programme, tambons)
    given, promised = posts_by(terms, tambons), promised_by(going_on(programme.pk))
    types = sorted({*given.in_each, *(type_ for _tambon, type_ in stands)})
    found = Change()
    for tambon in tambons:
        for type_ in types:
            posts = given.of(tambon, type_)
            digital = min(terms.digital_posts, posts) if type_ == terms.digital_type else 0
            stand = stands[tambon, type_]
            lacking = _follow(stand, stand.wanted(posts, digital, promised[tambon, type_]), found)
            like = Post(programme=programme, tambon_id=tambon, worker_type=type_, opened_on=firsts[tambon])
            found.opening += _next(like, stand.last_number, lacking)
    return found


def _stands(programme: Programme, tambons: Iterable[str]) -> "defaultdict[Cell, _Stand]":
    sat = Placement.objects.filter(post__programme=programme, post__tambon__in=tambons)
    used = set(sat.values_list("post", flat=True))
    held = set(sat.filter(is_cancelled=False, during__endswith__gt=clock.today()).values_list("post", flat=True))
    found: defaultdict[Cell, _Stand] = defaultdict(_Stand)
    for post in Post.objects.filter(programme=programme, tambon__in=tambons).order_by("number"):
        stand = found[post.tambon_id, post.worker_type]
        stand.last_number = post.number
        if post.closed_on is None and post.pk in held:
            stand.held[post.is_digital] += 1
        elif post.closed_on is None:
            stand.free[post.is_digital].append(post)
        if post.pk in used:
            stand.used.add(post.pk)
    return found


def _follow(stand: _Stand, wanted: dict[bool, int], change: Change) -> dict[bool, int]:
    """Turn and close free posts as far as they are not wanted as they are; return how many still lack."""
    surplus = {kind: len(posts) - wanted[kind] for kind, posts in stand.free.items()}
    for kind in (True, False):
        unused = [post for post in stand.free[not kind] if post.pk not in stand.used]
        turned = unused[: max(0, min(-surplus[kind], surplus[not kind]))]
        for post in turned:
            post.is_digital = kind
        change.turning += turned
        stand.free[not kind] = [post for post in stand.free[not kind] if post not in turned]
        surplus[kind] += len(turned)
        surplus[not kind] -= len(turned)
    for kind, posts in stand.free.items():
        change.closing += posts[len(posts) - max(0, surplus[kind]) :]
    return {kind: max(0, -count) for kind, count in surplus.items()}


def _next(like: Post, last: int, lacking: dict[bool, int]) -> list[Post]:
    kinds = [True] * lacking[True] + [False] * lacking[False]
    return [
        Post(
            programme=like.programme, tambon_id=like.tambon_id, worker_type=like.worker_type, number=number,
            is_digital=is_digital, opened_on=like.opened_on,
        )
        for number, is_digital in enumerate(kinds, start=last + 1)
    ]  # fmt: skip


def _firsts(programme: Programme, tambons: list[str]) -> dict[str, date]:
    """Return the day from which a new post of each tambon counts.

    The first ones count from when the tambon was in the programme, whenever the university comes to open them; those
    that newer rules add count from today.
    """
    known = set(Post.objects.filter(programme=programme, tambon__in=tambons).values_list("tambon", flat=True))
    rows = Allocation.objects.filter(programme=programme, tambon__in=tambons, during__isempty=False)
    held = dict(rows.values_list("tambon").annotate(first=Min("during__startswith")).order_by())
    added = max(clock.today(), programme.starts_on)
    return {
        tambon: added if tambon in known else max(held.get(tambon) or programme.starts_on, programme.starts_on)
        for tambon in tambons
    }
