"""The one door to rows: `visible_to` for users, `public` for strangers."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from u2t.core.access import Actor, Reach, granted, reach

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that lie somewhere; a model says where by overriding `lies_in`."""

    def lies_in(self, reach: Reach) -> Q:
        """Say which rows lie in `reach` (never called for a reach that is everywhere)."""
        raise NotImplementedError

    def visible_to(self, user: Actor, *, to: str) -> Self:
        """Return the rows on which `user` holds the permission `to`, by area or granted by hand."""
        found = reach(user, to)
        if found.everywhere:
            hidden = self.hidden_from(user)
            return self.exclude(hidden) if hidden else self.all()
        condition = self.lies_in(found) if found else Q(pk__in=[])
        return self.filter(condition | self.granted(user, to=to))

    def hidden_from(self, user: Actor) -> Q:
        """Say which rows not even a reach that is everywhere opens: none, unless a model says otherwise."""
        return Q()

    def granted(self, user: Actor, *, to: str) -> Q:
        """Say which rows were granted by hand; a model whose rows come with another's adds to this."""
        found = granted(user, to, self.model)
        # A subquery, never a join with distinct(): joins over permissions multiply rows.
        return Q(pk__in=[]) if found is None else Q(pk__in=found)

    def public(self) -> Self:
        """Return what strangers may see: nothing, unless a model says otherwise."""
        return self.none()
