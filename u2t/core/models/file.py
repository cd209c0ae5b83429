"""Files that only some may fetch."""

import uuid

from django.conf import settings
from django.db import models

from u2t.core.access import Reach
from u2t.core.models.scoped import ScopedQuerySet


class PrivateFileQuerySet(ScopedQuerySet["PrivateFile"]):
    """Files belong to who brought them or asked for them."""

    def lies_in(self, reach: Reach) -> models.Q:
        """Own files only."""
        return models.Q(owner_id=reach.owner) if reach.owner is not None else models.Q(pk__in=[])


class PrivateFile(models.Model):
    """A stored file under a random name; `name` is what its owner called it.

    `size` and `sha256` are those of what was brought; a sealed file's bytes on the disk are others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_sealed = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PrivateFileQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"name"})
        plain = frozenset({"id", "media_type", "size", "sha256", "is_sealed", "owner", "created_at", "expires_at"})

    def __str__(self) -> str:
        return self.name
