"""Scores, the selection they lead to, its announcement and appeals."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import Area
from u2t.core import clock
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import AppealState, Outcome, SelectionState, WorkerType
from workforce.models.applications import Application, of_application
from workforce.models.rounds import Round
from workforce.models.rules import Criterion


class ScoreQuerySet(ScopedQuerySet["Score"]):
    """Scores are seen by the staff of the round's university; applicants learn the outcome, not the marks of others."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(application__round__university_id__in=reach.universities)


class Score(models.Model):
    """The points an application has under one criterion; earlier ones are in the audit trail."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "application", "criterion", "points", "by", "given_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(condition=Q(points__gte=0), name="score_points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"score of application {self.application_id}"


class SelectionQuerySet(ScopedQuerySet["Selection"]):
    """Selections are seen by the staff of the round's university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(round__university_id__in=reach.universities)


class Selection(models.Model):
    """One computation of who gets which post of a round, by quota, score and choice; the newest agreed one counts."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="selections")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=SelectionState, default=SelectionState.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SelectionQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "round", "number", "state", "made_at", "made_by", "agreed_at", "agreed_by"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="selection_number_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state="agreed"), name="selection_one_agreed_per_round"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="selection_agreed_at_matches_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_at__isnull=False), name="selection_agreed_at_matches_state"
            ),
        ]

    def __str__(self) -> str:
        return f"selection {self.number} of round {self.round_id}"


class SelectionLineQuerySet(ScopedQuerySet["SelectionLine"]):
    """Lines are seen with their selection."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(selection__round__university_id__in=reach.universities)


class SelectionLine(models.Model):
    """What the selection gives one application in one tambon and type, with the reason.

    `place` is the rank among those of the same tambon and type; `choice` says whether it was the first or second.
    """

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lines")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    choice = models.IntegerField()
    total = models.DecimalField(max_digits=8, decimal_places=2)
    place = models.IntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.CharField(max_length=40)
    values = models.JSONField(default=dict, blank=True)

    objects = SelectionLineQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "selection", "application", "tambon", "worker_type", "choice", "total", "place", "outcome"}
            | {"reason", "values"}
        )

    class Meta:
        indexes = [models.Index(fields=["selection", "tambon", "worker_type", "place"], name="selectionline_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "application", "tambon"], name="selectionline_once_per_tambon"
            ),
            models.CheckConstraint(condition=Q(choice__in=[1, 2]), name="selectionline_choice_1_or_2"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} application {self.application_id}"


class TieBreakQuerySet(ScopedQuerySet["TieBreak"]):
    """Decisions of ties are seen by the staff of the round's university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(round__university_id__in=reach.universities)


class TieBreak(models.Model):
    """A decision of people between applications with equal scores: the lower `position` goes first."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tie_breaks")
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="tie_break")
    position = models.IntegerField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = TieBreakQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset({"id", "round", "application", "position", "by", "decided_at"})

    def __str__(self) -> str:
        return f"tie break of application {self.application_id}"


class AnnouncementQuerySet(ScopedQuerySet["Announcement"]):
    """Announcements are public while they last; before and after, they lie with the university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the round's university."""
        return Q(round__university_id__in=reach.universities)

    def public(self) -> Self:
        """Keep those that stand on the board today."""
        now = clock.now()
        return self.filter(published_at__lte=now, expires_at__gt=now, withdrawn_at__isnull=True)


class Announcement(models.Model):
    """The result of a selection, seen once it is published; its address is random, its names as the round allows.

    `ink_signed_on` is what who published it said of the original, where neither a scan nor the system shows it signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="announcements")
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="announcements")
    document_number = models.CharField(max_length=60)
    shows_names = models.BooleanField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ink_signed_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField()
    appeals_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "round", "selection", "document_number", "shows_names", "published_at", "published_by"}
            | {"expires_at", "appeals_until", "withdrawn_at", "ink_signed_on"}
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("published_at")), name="announcement_expires_after_publishing"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, ink_signed_on__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="announcement_published_at_matches_by",
            ),
        ]

    def __str__(self) -> str:
        return f"announcement {self.document_number}"


class AppealQuerySet(ScopedQuerySet["Appeal"]):
    """Appeals are seen with their application."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the application."""
        return of_application(reach)


class Appeal(models.Model):
    """An applicant's objection to an outcome, and its answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField()
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.OPEN)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AppealQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text", "answer"})
        plain = frozenset({"id", "application", "announcement", "state", "created_at", "decided_at", "decided_by"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "announcement"], name="appeal_once_per_announcement"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="appeal_decided_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal of application {self.application_id}"
