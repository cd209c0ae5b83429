"""Where somebody could move to on a day: tambons with vacant posts of the same kind, and how many."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q

from tambon.models import Allocation, Area
from workforce.models import Contract, Placement, Post
from workforce.selectors.days import ends_of
from workforce.selectors.limits import limits_in, room_in
from workforce.selectors.promising import going_on, promised_by
from workforce.selectors.terms import terms_for


def vacant_for(contract: Contract, on: date) -> list[Area]:
    """Return the tambons of the university with a post like the person's that is vacant from a day to the end.

    Each has `vacant`, how many such posts: no more than the rules in force give, and none that a published round offers
    to others. Nothing where the person fills no post on that day.
    """
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).select_related("post").order_by("during")
    seat = seats.last()
    if seat is None or not ends_of(seat.during)[0] <= on < ends_of(seat.during)[1]:
        return []
    held = Allocation.objects.filter(
        university=contract.university_id, programme=contract.programme_id, during__contains=on
    )
    tambons = list(held.exclude(tambon=seat.post.tambon_id).values_list("tambon", flat=True))
    free = _free(seat.post, tambons, DateRange(on, seat.during.upper), contract)
    rows = Area.objects.filter(pk__in=[tambon for tambon, count in free.items() if count > 0])
    found = list(rows.select_related("parent__parent").order_by("sort_key", "code"))
    for area in found:
        area.vacant = free[area.pk]  # type: ignore[attr-defined]  # what the list is for
    return found


def _free(like: Post, tambons: list[str], during: DateRange, contract: Contract) -> dict[str, int]:
    """Count in each tambon the vacant posts of a kind, as far as rules and rounds leave them."""
    programme, type_, (first, after) = contract.programme, like.worker_type, ends_of(during)
    posts = Post.objects.filter(programme=programme, worker_type=type_, tambon__in=tambons).vacant_during(during)
    counts = posts.values_list("tambon").annotate(
        count=Count("pk"), alike=Count("pk", filter=Q(is_digital=like.is_digital))
    )  # fmt: skip
    rounds = going_on(programme.pk).filter(
        university=contract.university_id, work_starts_on__lt=after, work_ends_on__gte=first
    )
    promised = promised_by(rounds)
    terms = terms_for(programme=programme, university=contract.university)
    room = room_in(programme, limits_in(programme, tambons, [terms] if terms else []), during)
    return {
        tambon: min(alike, min(count, room.get((tambon, type_), count)) - promised[tambon, type_])
        for tambon, count, alike in counts.order_by()
    }
