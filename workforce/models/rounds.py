"""Rounds of hiring: what is open where, and until when."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import Area, Programme, University
from u2t.core.access import Reach
from u2t.core.models import Origin, ScopedQuerySet
from workforce.choices import RoundPhase, RoundState, WorkerType
from workforce.models.rules import Terms


class RoundQuerySet(ScopedQuerySet["Round"]):
    """Rounds lie with their university; published ones are open to all."""

    def lies_in(self, reach: Reach) -> Q:
        """Match the rounds of the universities of `reach`."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def public(self) -> Self:
        """A published round is public."""
        return self.exclude(state=RoundState.DRAFT)

    def open_at(self, moment: object) -> Self:
        """Keep the rounds that take applications at a moment."""
        return self.filter(state=RoundState.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)

    def in_phase(self, phase: str, moment: object) -> Self:
        """Keep the rounds that are in a phase at a moment."""
        published = self.filter(state=RoundState.PUBLISHED)
        match phase:
            case RoundPhase.OPEN:
                return self.open_at(moment)
            case RoundPhase.COMING:
                return published.filter(opens_at__gt=moment)
            case RoundPhase.OVER:
                return published.filter(closes_at__lte=moment)
            case _:
                return self.filter(state=phase)


class Round(models.Model):
    """A round of hiring of one university for one programme, under one version of the terms.

    It takes applications while it is published, from `opens_at` to before `closes_at`. `last_number` is that of the
    latest application sent. With `shows_points` applicants read their own points once the result is published.
    `reckoned_on` is the last day as it was published first, once the closing was moved: the rules go on reckoning by
    it.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="rounds")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="rounds")
    number = models.IntegerField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reckoned_on = models.DateField(null=True, blank=True)
    work_starts_on = models.DateField()
    work_ends_on = models.DateField()
    contact = models.CharField(max_length=200)
    telephone = models.CharField(max_length=40)
    interview_note = models.TextField(blank=True)
    shows_names = models.BooleanField(default=True)
    shows_points = models.BooleanField(default=True, db_default=False)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT)
    last_number = models.IntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REAL)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = RoundQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "university", "programme", "terms", "number", "name_th", "name_en", "opens_at", "closes_at"}
            | {
                "reckoned_on",
                "work_starts_on",
                "work_ends_on",
                "contact",
                "telephone",
                "interview_note",
                "shows_names",
                "shows_points",
                "state",
            }
            | {"last_number", "origin", "created_by", "created_at", "published_at", "version"}
        )

    class Meta:
        indexes = [models.Index(fields=["state", "closes_at"], name="round_by_closing")]
        constraints = [
            models.UniqueConstraint(fields=["university", "programme", "number"], name="round_number_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="round_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(work_ends_on__gte=models.F("work_starts_on")), name="round_work_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | ~Q(state="draft") & Q(published_at__isnull=False),
                name="round_published_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th

    def phase_at(self, moment: datetime) -> RoundPhase:
        """Tell where the round is at a moment."""
        if self.state != RoundState.PUBLISHED:
            return RoundPhase(self.state)
        if moment < self.opens_at:
            return RoundPhase.COMING
        return RoundPhase.OPEN if moment < self.closes_at else RoundPhase.OVER


class RoundQuotaQuerySet(ScopedQuerySet["RoundQuota"]):
    """Quotas are seen with their round."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(round__university_id__in=reach.universities) | Q(round__university__network_id__in=reach.networks)

    def public(self) -> Self:
        """What a published round offers is public."""
        return self.exclude(round__state=RoundState.DRAFT)


class RoundQuota(models.Model):
    """How many posts of a type a round offers in a tambon."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="quotas")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    posts = models.IntegerField()

    objects = RoundQuotaQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "round", "tambon", "worker_type", "posts"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "tambon", "worker_type"], name="roundquota_once_per_type"),
            models.CheckConstraint(condition=Q(posts__gte=0), name="roundquota_posts_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.tambon_id} {self.worker_type}"
