"""Posts: numbered places for people, opened from the allocation and the terms."""

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import Programme, University
from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from workforce.models import Post, Terms
from workforce.permissions import Can
from workforce.selectors.providing import Change, change_of
from workforce.selectors.rounds import held_tambons
from workforce.selectors.terms import terms_for
from workforce.services.figures import Figures


class PostError(DomainError):
    """Posts cannot be opened or closed as asked."""


@transaction.atomic
def provide(*, programme: Programme, university: University, by: Actor) -> int:
    """Open the posts that a university's tambons lack under the terms in force; return how many.

    The first `digital_posts` of the digital type are those of digital data managers. Of the posts that are there, those
    vacant from today on follow the terms: they close, or become digital or not where nobody ever sat on them. Held
    ones stay.
    """
    require(by, Can.CHANGE_ROUND, university)
    terms = terms_for(programme=programme, university=university)
    if terms is None:
        raise PostError(_("No rules are in force for this programme. Put a version in force first."))
    tambons = held_tambons(programme, university)
    change = _held_still(programme, university, terms, tambons)
    today, before = clock.today(), Post.objects.filter(programme=programme, tambon__in=tambons).count()
    for post in change.closing:
        post.closed_on = today
    Post.objects.bulk_create(change.opening, batch_size=5000)
    Post.objects.bulk_update([*change.closing, *change.turning], ["is_digital", "closed_on"], batch_size=2000)
    added, followed = len(change.opening), len(change.closing) + len(change.turning)
    if added or followed:
        changes = {"posts": (before, before + added), "followed": (None, followed), "terms": (None, str(terms))}
        Figures.changed_in(tambons)
        audit.record(action="posts.provided", target=university, by=by, changes=changes)
    return added


def _held_still(programme: Programme, university: University, terms: Terms, tambons: list[str]) -> Change:
    """Return what the terms change, with the posts held until the end.

    They are locked by one statement and looked at by the next, which sees who was hired on them meanwhile. Who hires
    names the university as well, so its row is not shut to that.
    """
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    rows = Post.objects.filter(programme=programme, tambon__in=tambons).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    return change_of(programme, terms, tambons)
