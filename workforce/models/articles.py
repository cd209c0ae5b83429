"""The article of the month: written from the own logs, reviewed, shown to everybody."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import Area
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.closing_choices import ArticleState
from workforce.models.contracts import Contract
from workforce.models.logs import LogPhoto
from workforce.models.months import Period
from workforce.models.training import of_contract


class ArticleQuerySet(ScopedQuerySet["Article"]):
    """Articles are seen with their contract; those that are published by everybody."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def public(self) -> Self:
        """Keep what is published now."""
        return self.filter(state=ArticleState.PUBLISHED)


class Article(models.Model):
    """What somebody tells the community of a month of work in a tambon.

    What is published is the `title` and `text` of the version that was reviewed: it cannot be written to until it is
    taken down. `shows_name` says that the writer agrees to be named; else only the tambon is.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="articles")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="articles")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="articles")
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    shows_name = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = ArticleQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"title", "text", "reason"})
        plain = frozenset(
            {"id", "contract", "period", "tambon", "state", "shows_name", "sent_at", "published_at", "decided_by"}
            | {"version"}
        )

    class Meta:
        permissions = [("publish_article", "Can review, publish and take down articles")]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="article_published", condition=Q(state="published")),
            models.Index(fields=["tambon", "state"], name="article_by_tambon"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="article_once_per_period"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True),
                name="article_published_at_matches_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "withdrawn"]) | ~Q(reason=""), name="article_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} in period {self.period_id}"


class ArticlePhotoQuerySet(ScopedQuerySet["ArticlePhoto"]):
    """Photos are seen with the contract of their article; those of published ones by everybody."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "article__contract")

    def public(self) -> Self:
        """Keep those of what is published now."""
        return self.filter(article__state=ArticleState.PUBLISHED)


class ArticlePhoto(models.Model):
    """A photo of the own logs, picked for an article; strangers find it by `key`, never by that of the log."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(LogPhoto, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    caption = models.CharField(max_length=200, blank=True)
    position = models.IntegerField(default=0)

    objects = ArticlePhotoQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"caption"})
        plain = frozenset({"id", "article", "photo", "key", "position"})

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "photo"], name="articlephoto_once")]

    def __str__(self) -> str:
        return f"photo of article {self.article_id}"


class ArticleVersionQuerySet(ScopedQuerySet["ArticleVersion"]):
    """Versions are seen with the contract of their article."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "article__contract")


class ArticleVersion(models.Model):
    """An article as it was sent: rows are added, never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    title = models.CharField(max_length=150)
    text = models.TextField()
    captions = models.JSONField(default=list)
    sent_at = models.DateTimeField()

    objects = ArticleVersionQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"title", "text", "captions"})
        plain = frozenset({"id", "article", "number", "sent_at"})

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="articleversion_once")]

    def __str__(self) -> str:
        return f"version {self.number} of article {self.article_id}"
