"""Leaves as pages show them."""

from django.db.models import QuerySet

from u2t.core.access import Actor
from workforce.models import Leave
from workforce.permissions import Can


def leaves_of(user: Actor) -> "QuerySet[Leave]":
    """Return the leaves a user may see."""
    rows = Leave.objects.visible_to(user, to=Can.VIEW_LEAVE)
    return rows.select_related("contract__person", "contract__university", "decided_by", "paper")
