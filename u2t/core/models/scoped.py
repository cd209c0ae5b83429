"""The one door to rows: `visible_to` for users, `public` for strangers."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from u2t.core.access import Actor, Reach, reach

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
            return self.all()
        condition = self.lies_in(found) if found else Q(pk__in=[])
        granted = import_string(settings.U2T_GRANTS)(user, to, self.model)
        if granted is not None:
            # A subquery, never a join with distinct(): joins over permissions multiply rows.
            condition |= Q(pk__in=granted)
        return self.filter(condition)

    def public(self) -> Self:
        """Return what strangers may see: nothing, unless a model says otherwise."""
        return self.none()
