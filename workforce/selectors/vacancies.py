"""Where somebody could move to on a day: tambons with vacant posts of the same kind, and how many."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, OuterRef, QuerySet, Subquery

from tambon.models import Allocation, Area
from workforce.models import Contract, Placement, Post
from workforce.selectors.days import ends_of


def vacant_for(contract: Contract, on: date) -> "QuerySet[Area, Area]":
    """Return the tambons of the university with a post like the person's that is vacant from a day to the end.

    Each has `vacant`, how many such posts. Nothing where the person fills no post on that day.
    """
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).select_related("post").order_by("during")
    seat = seats.last()
    if seat is None or not ends_of(seat.during)[0] <= on < ends_of(seat.during)[1]:
        return Area.objects.none()
    alike = Post.objects.filter(
        programme=contract.programme_id, worker_type=contract.worker_type, is_digital=seat.post.is_digital
    )
    free = alike.vacant_during(DateRange(on, seat.during.upper))
    held = Allocation.objects.filter(
        university=contract.university_id, programme=contract.programme_id, during__contains=on
    )
    counts = free.filter(tambon=OuterRef("pk")).order_by().values("tambon").annotate(n=Count("pk")).values("n")
    rows = Area.objects.filter(pk__in=held.values("tambon")).exclude(pk=seat.post.tambon_id)
    rows = rows.annotate(vacant=Subquery(counts)).filter(vacant__gt=0)
    return rows.select_related("parent__parent").order_by("sort_key", "code")
