"""Rules of a programme, as data: what is paid, who may apply, which papers are needed. Versions never change."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import Area, Programme, University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.choices import DocumentKind, RuleCode, TermsState, WorkerType, WorkScheme


class WorkArea(models.Model):
    """An area of work, under which the lists of different documents meet: the crosswalk goes through it.

    `edits` counts the changes people made; what nobody changed follows what is shipped.
    """

    code = models.SlugField(primary_key=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    position = models.IntegerField(default=0)
    edits = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"code", "name_th", "name_en", "position", "edits"})

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_th


class WorkItem(models.Model):
    """One entry of a list of work: a kind, an area of the assignment form, a position or a work package.

    One that is not offered any more stays with what was written with it. `edits` is as that of an area.
    """

    scheme = models.CharField(max_length=12, choices=WorkScheme)
    number = models.IntegerField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    areas = models.ManyToManyField(WorkArea, related_name="items")
    is_offered = models.BooleanField(default=True)
    edits = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "scheme", "number", "name_th", "name_en", "is_offered", "edits"})

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="workitem_number_once_per_scheme")]

    def __str__(self) -> str:
        return self.name_th


class TermsQuerySet(ScopedQuerySet["Terms"]):
    """Terms: those of the nation are everybody's to read, those of a university lie with it."""

    def lies_in(self, reach: Reach) -> Q:
        """Match the terms of the universities of `reach`."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def public(self) -> Self:
        """Terms that rounds stand on are public knowledge."""
        return self.exclude(state=TermsState.DRAFT)


class Terms(models.Model):
    """A version of a programme's rules, of the nation or of one university; once in force it never changes.

    A round keeps the version it was opened with. `digital_posts` of each tambon's posts, all of `digital_type`, are
    digital data managers at agencies. `mend_days` is how long somebody has to mend what is returned, where staff say no
    other day; `keep_months` is how long drafts and applications of people not hired are kept after the round closed,
    `keep_years` how long people hired are after their last contract, `list_days` how long a list of people's file is.
    `reserve_days` is how long a reserve list holds once its result is published; empty is until the round is ended.
    `edits` counts the changes of a draft, so that a stale page overwrites nothing.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="terms")
    university = models.ForeignKey(University, null=True, blank=True, on_delete=models.PROTECT, related_name="terms")
    version = models.IntegerField()
    state = models.CharField(max_length=10, choices=TermsState, default=TermsState.DRAFT)
    work_starts_on = models.DateField()
    work_ends_on = models.DateField()
    digital_posts = models.IntegerField(default=2)
    digital_type = models.CharField(max_length=10, choices=WorkerType, default=WorkerType.GRADUATE)
    mend_days = models.IntegerField(default=7)
    keep_months = models.IntegerField(default=12)
    keep_years = models.IntegerField(default=10, db_default=10)
    list_days = models.IntegerField(default=90, db_default=90)
    reserve_days = models.IntegerField(null=True, blank=True)
    source = models.TextField(blank=True)
    edits = models.IntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)

    objects = TermsQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "programme", "university", "version", "state", "work_starts_on", "work_ends_on", "digital_posts"}
            | {"digital_type", "mend_days", "keep_months", "keep_years", "list_days", "reserve_days", "source", "edits"}
            | {"created_by", "created_at", "in_force_at"}
        )

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "university", "version"], name="terms_version_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["programme", "university"],
                condition=Q(state="in-force"),
                nulls_distinct=False,
                name="terms_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(work_ends_on__gte=models.F("work_starts_on")), name="terms_work_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", in_force_at__isnull=True) | ~Q(state="draft") & Q(in_force_at__isnull=False),
                name="terms_in_force_at_matches_state",
            ),
            models.CheckConstraint(condition=Q(digital_posts__gte=0), name="terms_digital_posts_not_negative"),
            models.CheckConstraint(condition=Q(mend_days__gte=1), name="terms_mend_days_positive"),
            models.CheckConstraint(condition=Q(keep_months__gte=1), name="terms_keep_months_positive"),
            models.CheckConstraint(condition=Q(keep_years__gte=1), name="terms_keep_years_positive"),
            models.CheckConstraint(condition=Q(list_days__gte=1), name="terms_list_days_positive"),
            models.CheckConstraint(
                condition=Q(reserve_days__isnull=True) | Q(reserve_days__gte=1), name="terms_reserve_days_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.university_id or 'TH'} v{self.version}"


class TypeTerms(models.Model):
    """What the terms say of one type of worker: posts in each tambon, and baht a month."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="types")
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    posts_per_tambon = models.IntegerField()
    monthly_wage = models.DecimalField(max_digits=12, decimal_places=2)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "terms", "worker_type", "posts_per_tambon", "monthly_wage"})

    class Meta:
        ordering = ["worker_type"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "worker_type"], name="typeterms_once_per_type"),
            models.CheckConstraint(condition=Q(posts_per_tambon__gte=0), name="typeterms_posts_not_negative"),
            models.CheckConstraint(condition=Q(monthly_wage__gte=0), name="typeterms_wage_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.worker_type}"


class TambonQuota(models.Model):
    """How many posts of a type one tambon has, where that differs from what the type has in each tambon."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="quotas")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    posts = models.IntegerField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "terms", "tambon", "worker_type", "posts"})

    class Meta:
        ordering = ["tambon", "worker_type"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "tambon", "worker_type"], name="tambonquota_once_per_type"),
            models.CheckConstraint(condition=Q(posts__gte=0), name="tambonquota_posts_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.tambon_id} {self.worker_type}"


class EligibilityRule(models.Model):
    """A rule an application is checked against; `worker_type` empty means all, `parameters` are the rule's own.

    A rule that is not `is_required` is a hint: it is shown, and staff decide.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="rules")
    worker_type = models.CharField(max_length=10, choices=WorkerType, blank=True)
    code = models.CharField(max_length=20, choices=RuleCode)
    parameters = models.JSONField(default=dict, blank=True)
    is_required = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "terms", "worker_type", "code", "parameters", "is_required", "position"})

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "worker_type", "code"], name="eligibilityrule_once_per_type")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.worker_type}"


class RequiredDocument(models.Model):
    """A document an application of a type needs, or may bring; `worker_type` empty means all."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="documents")
    worker_type = models.CharField(max_length=10, choices=WorkerType, blank=True)
    kind = models.CharField(max_length=24, choices=DocumentKind)
    is_required = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "terms", "worker_type", "kind", "is_required", "position"})

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "worker_type", "kind"], name="requireddocument_once_per_type")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.worker_type}"


class Criterion(models.Model):
    """What an interview is scored by, from 0 to `maximum` points."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    maximum = models.DecimalField(max_digits=6, decimal_places=2)
    position = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "terms", "code", "name_th", "name_en", "maximum", "position"})

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["terms", "code"], name="criterion_once_per_terms"),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="criterion_maximum_positive"),
        ]

    def __str__(self) -> str:
        return self.name_th
