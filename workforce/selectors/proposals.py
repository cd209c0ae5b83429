"""What is proposed where staff leave it open: the position of a contract."""

from workforce.models import Contract, Placement, Post, WorkItem
from workforce.selectors.hiring import Hire


def proposed_position(post: Post, offer: Hire) -> WorkItem | None:
    """Return the position of who sat on a post before, else the one given last to others of the round and type."""
    named = Contract.objects.counting().filter(position__isnull=False).select_related("position")
    on_post = Placement.objects.filter(post=post, is_cancelled=False).values("contract")
    before = named.filter(pk__in=on_post).order_by("-during").first()
    if before is None and offer.application is not None:
        of_round = named.filter(application__round=offer.application.round_id, worker_type=offer.worker_type)
        before = of_round.order_by("-pk").first()
    return before.position if before is not None else None
