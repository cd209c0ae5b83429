"""When a tambon has reached a level: a decision of the ministry, kept with every earlier one."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class LevelScheme(models.Model):
    """From how many targets on a tambon stands at which level; the newest counts, earlier ones stay to be read.

    A target is met where at least `share` per cent of its indicators that have information are at or above the
    standard. `levels` are `{"least", "name_th", "name_en"}`, the lowest first; the first begins at 0.
    """

    share = models.IntegerField()
    levels = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "share", "levels", "reason", "by", "at"})

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="levelscheme_share")]

    def __str__(self) -> str:
        return f"levels {self.pk}"
