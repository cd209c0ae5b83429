"""Posts, filled and vacant: tambon by tambon, and one by one."""

from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tambon.models import Allocation, Area, Programme
from tambon.scoping import digits_q
from u2t.core import clock
from u2t.core.access import Actor, reach
from workforce.choices import WORKS, WorkerType
from workforce.models import Placement, Post
from workforce.permissions import Can


def day_in(programme: Programme) -> date:
    """Return today, or the nearest day of the programme."""
    return min(max(clock.today(), programme.starts_on), programme.ends_on)


def staffing_of(user: Actor, programme: Programme) -> "QuerySet[Area, Area]":
    """Return the tambons whose posts a user may see, each with its posts and those filled, by type.

    Of a university they are those it holds on the day: what it gave up counts with who holds it now.

    The counts are subqueries of a tambon: a page of fifty counts fifty, not the whole country.
    """
    day = day_in(programme)
    posts = Post.objects.filter(programme=programme).open_on(day)
    seen = posts.visible_to(user, to=Can.VIEW_POST).exclude(_gone(user, programme, day)).values("tambon")
    counts = {f"{type_}_posts": _count(posts.filter(worker_type=type_)) for type_ in WorkerType.values}
    at_work = Placement.objects.on(day).filter(post=OuterRef("pk"), contract__state__in=WORKS)
    filled = posts.filter(Exists(at_work))
    counts |= {f"{type_}_filled": _count(filled.filter(worker_type=type_)) for type_ in WorkerType.values}
    rows = Area.objects.filter(pk__in=seen).select_related("parent__parent").annotate(**counts)
    rows = rows.annotate(post_count=sum((F(f"{type_}_posts") for type_ in WorkerType.values), Value(0)))
    return rows.annotate(vacant=F("post_count") - sum((F(f"{type_}_filled") for type_ in WorkerType.values), Value(0)))


def _gone(user: Actor, programme: Programme, day: date) -> Q:
    """Match posts in tambons that the universities of a user held, but not on a day."""
    found = reach(user, Can.VIEW_POST)
    ours = Q(university__in=found.universities) | Q(university__network__in=found.networks)
    held = Allocation.objects.filter(ours, programme=programme)
    left = held.exclude(tambon__in=held.filter(during__contains=day).values("tambon"))
    return Q(tambon__in=left.values("tambon")) & ~digits_q("tambon_id", found)


def posts_of(user: Actor) -> "QuerySet[Post, Post]":
    """Return the posts a user may see, each with its `status` today: closed, filled, reserved by a draft, or vacant."""
    day = clock.today()
    held = Placement.objects.on(day).filter(post=OuterRef("pk"))
    status = Case(
        When(closed_on__lte=day, then=Value("closed")),
        When(Exists(held.filter(contract__state__in=WORKS)), then=Value("filled")),
        When(Exists(held), then=Value("reserved")),
        default=Value("vacant"),
        output_field=CharField(),
    )
    return Post.objects.visible_to(user, to=Can.VIEW_POST).annotate(status=status)


def _count(posts: "QuerySet[Post, Post]") -> Coalesce:
    counted = posts.filter(tambon=OuterRef("pk")).order_by().values("tambon").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), 0)
