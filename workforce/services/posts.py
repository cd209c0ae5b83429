"""Posts: numbered places for people, opened from the allocation and the terms."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, University
from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from workforce.models import Placement, Post, Terms
from workforce.permissions import Can
from workforce.selectors.rounds import held_tambons
from workforce.selectors.terms import terms_for
from workforce.services.figures import Figures


class PostError(DomainError):
    """Posts cannot be opened or closed as asked."""


@transaction.atomic
def provide(*, programme: Programme, university: University, by: Actor) -> int:
    """Open the posts that a university's tambons lack under the terms in force; return how many.

    The first `digital_posts` of the digital type are those of digital data managers. Of the posts that are there, those
    vacant from today on follow the terms: they become digital or not, and close or open again. Held ones stay.
    """
    require(by, Can.CHANGE_ROUND, university)
    terms = terms_for(programme=programme, university=university)
    if terms is None:
        raise PostError(_("No rules are in force for this programme. Put a version in force first."))
    tambons = held_tambons(programme, university)
    before = Post.objects.filter(programme=programme, tambon__in=tambons).count()
    Post.objects.bulk_create(_wanted(programme, terms, tambons), ignore_conflicts=True, batch_size=5000)
    added = Post.objects.filter(programme=programme, tambon__in=tambons).count() - before
    followed = _follow(programme, terms, tambons)
    if added or followed:
        changes = {"posts": (before, before + added), "followed": (None, followed), "terms": (None, str(terms))}
        Figures.changed_in(tambons)
        audit.record(action="posts.provided", target=university, by=by, changes=changes)
    return added


def _follow(programme: Programme, terms: Terms, tambons: list[str]) -> int:
    """Let posts that nobody holds from today on follow the terms; return how many changed."""
    counts = {type_.worker_type: type_.posts_per_tambon for type_ in terms.types.all()}
    today = clock.today()
    held = Placement.objects.filter(is_cancelled=False, during__endswith__gt=today)
    rows = Post.objects.select_for_update().filter(programme=programme, tambon__in=tambons)
    free = rows.exclude(pk__in=held.values("post"))
    changed = [post for post in free if _moved(post, terms, counts.get(post.worker_type, 0), today)]
    Post.objects.bulk_update(changed, ["is_digital", "closed_on"], batch_size=2000)
    return len(changed)


def _moved(post: Post, terms: Terms, count: int, today: date) -> bool:
    """Set what the terms say of a post; return whether that is new."""
    before = (post.is_digital, post.closed_on)
    post.is_digital = post.worker_type == terms.digital_type and post.number <= terms.digital_posts
    post.closed_on = (post.closed_on or today) if post.number > count else None
    return before != (post.is_digital, post.closed_on)


def _wanted(programme: Programme, terms: Terms, tambons: list[str]) -> list[Post]:
    return [
        Post(
            programme=programme,
            tambon_id=tambon,
            worker_type=type_.worker_type,
            number=number,
            is_digital=type_.worker_type == terms.digital_type and number <= terms.digital_posts,
        )
        for tambon in tambons
        for type_ in terms.types.all()
        for number in range(1, type_.posts_per_tambon + 1)
    ]
