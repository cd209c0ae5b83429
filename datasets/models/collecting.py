"""Who collects what, where and when: rounds of collecting, and the passwords of telephones."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language

from datasets.choices import RoundPhase
from datasets.models.dataset import Dataset
from tambon.models import Area, Membership
from tambon.scoping import above_q, places_q
from u2t.core import clock
from u2t.core.access import Reach, prefix_q
from u2t.core.models import ScopedQuerySet
from u2t.core.secrecy import SealedTextField


class CollectionRoundQuerySet(ScopedQuerySet["CollectionRound"]):
    """Rounds, seen where they collect: at, below or around the areas of whoever looks."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the areas of the round."""
        if not reach.has_areas:
            return Q(pk__in=[])
        seen = replace(reach, places=reach.places | reach.served)
        around = Q(area="TH") | above_q("area_id", seen)
        return Q(pk__in=RoundArea.objects.filter(places_q("area_id", seen) | around).values("round"))

    def open_today(self) -> Self:
        """Those that have begun and are not closed."""
        today = clock.today()
        return self.filter(opens_on__lte=today, closes_on__gte=today)

    def covering(self, places: frozenset[str]) -> Self:
        """Those that collect at, below or around one of these places."""
        areas = RoundArea.objects.filter(Q(area__in=above(places)) | prefix_q("area", places))
        return self.filter(pk__in=areas.values("round"))

    def collected_by(self, user: int) -> Self:
        """Those that somebody collects: who is named, where any are named, else all who work there."""
        named = RoundCollector.objects.filter(round=OuterRef("pk"))
        return self.filter(Exists(named.filter(user=user)) | ~Exists(named))

    def open_to(self, user: int, places: frozenset[str]) -> Self:
        """Those that somebody collects today around these places: the open ones, and those closed but for them."""
        graces = RoundGrace.objects.in_force().around(user, places)
        today = clock.today()
        is_open = Q(closes_on__gte=today) | Q(pk__in=graces.values("round"))
        return self.filter(is_open, opens_on__lte=today).covering(places).collected_by(user)


class CollectionRound(models.Model):
    """A time in which a data set is collected in some areas; `period` is that of its records.

    `version` counts its days and goals: who changes them says which they saw.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="rounds")
    number = models.IntegerField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=10)
    opens_on = models.DateField()
    closes_on = models.DateField()
    version = models.IntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = CollectionRoundQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "dataset", "number", "name_th", "name_en", "period", "opens_on", "closes_on", "version", "by"}
            | {"created_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="collectionround_number_once"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="collectionround_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.number}"

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_th if get_language() == "th" or not self.name_en else self.name_en

    @property
    def is_open(self) -> bool:
        """Tell whether telephones are given its form today."""
        return self.opens_on <= clock.today() <= self.closes_on

    @property
    def phase(self) -> RoundPhase:
        """Return where it stands today."""
        if self.is_open:
            return RoundPhase.OPEN
        return RoundPhase.COMING if clock.today() < self.opens_on else RoundPhase.CLOSED


class RoundArea(models.Model):
    """An area in which a round is collected; it stands for all below it.

    How many records are wanted is said as a number (`target`), or as a `share`, in per cent, of its `households`.
    """

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    target = models.IntegerField(null=True, blank=True)
    share = models.SmallIntegerField(null=True, blank=True)
    households = models.IntegerField(null=True, blank=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "round", "area", "target", "share", "households"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "area"], name="roundarea_once"),
            models.CheckConstraint(condition=Q(target__isnull=True) | Q(target__gt=0), name="roundarea_target_counts"),
            models.CheckConstraint(
                condition=Q(share__isnull=True, households__isnull=True)
                | Q(share__range=(1, 100), households__gt=0, target__isnull=True),
                name="roundarea_share_of_households",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.area_id}"

    @property
    def wanted(self) -> int | None:
        """Return how many records are wanted; of a part of a household the whole one."""
        if self.share is None or self.households is None:
            return self.target
        return -(-self.share * self.households // 100)

    @property
    def goal(self) -> str:
        """Write what is wanted as the page takes it."""
        if self.share is not None:
            return f"{self.share}% {self.households}"
        return str(self.target or "")


class RoundCollector(models.Model):
    """Somebody who is named to collect a round; where nobody is named, all do who work in its areas."""

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="collectors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "round", "user"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="roundcollector_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id}"


class RoundGraceQuerySet(models.QuerySet["RoundGrace"]):
    """Exceptions for what is sent after a round closed."""

    def in_force(self) -> Self:
        """Those that hold today."""
        return self.filter(ended_at=None, until__gte=clock.today())

    def around(self, user: int, places: frozenset[str]) -> Self:
        """Those of a person, or of an area at, below or around one of these places."""
        return self.filter(Q(user=user) | Q(area__in=above(places)) | prefix_q("area", places))


class RoundGrace(models.Model):
    """Lets in, to a day, what one person or one area sends after a round closed; it is marked as late all the same."""

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="graces")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoundGraceQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset({"reason"})
        plain = frozenset({"id", "round", "user", "area", "until", "by", "at", "ended_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, area__isnull=False) | Q(user__isnull=False, area__isnull=True),
                name="roundgrace_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.area_id or self.user_id}"

    @property
    def is_in_force(self) -> bool:
        """Tell whether it holds today."""
        return self.ended_at is None and self.until >= clock.today()


def above(places: Iterable[str]) -> set[str]:
    """Return the codes of these places and of all areas around them."""
    return {code[:length] for code in places for length in (2, 4, 6, 8)} | {"TH"}


class AppPasswordQuerySet(ScopedQuerySet["AppPassword"]):
    """Passwords of telephones, seen by whom they let in and by who answers for these people."""

    def lies_in(self, reach: Reach) -> Q:
        """Own ones, and those of people with a role in the area."""
        own = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        if not reach.has_areas:
            return own
        return own | Q(user__in=Membership.objects.filter(Membership.objects.all().lies_in(reach)).values("user"))


class AppPassword(models.Model):
    """Lets a telephone in for one person; of its 128 random bits only digests are kept.

    A fast hash is enough for what nobody can guess; a slow one would cap how many answers a second can be taken.
    `answer_key` is what answers by Digest are made from; who has it can answer too, so it is sealed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="app_passwords")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    answer_key = SealedTextField(blank=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppPasswordQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"name", "answer_key"})
        plain = frozenset({"id", "user", "digest", "created_at", "used_at", "ended_at"})

    def __str__(self) -> str:
        return f"app password {self.pk}"
