"""Papers: made from templates, numbered, signed, found again by the code on their pages."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tambon.models import University
from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.choices import PaperForm, PaperKind, PaperState, Party, SignatureKind
from workforce.models.contracts import Contract, ContractQuerySet
from workforce.models.reports import MonthReport
from workforce.models.selection import Announcement
from workforce.models.training import Handover


class PaperTemplateQuerySet(ScopedQuerySet["PaperTemplate"]):
    """Templates lie with their university; the shared ones with the nation."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities)

    def public(self) -> Self:
        """The shared texts are no secret."""
        return self.filter(university__isnull=True)


class PaperTemplate(models.Model):
    """The text of a kind of paper, with `{fields}` in it; a change is a new version, old papers keep theirs."""

    kind = models.CharField(max_length=20, choices=PaperKind)
    form = models.CharField(max_length=14, choices=PaperForm)
    university = models.ForeignKey(
        University, null=True, blank=True, on_delete=models.PROTECT, related_name="paper_templates"
    )
    version = models.IntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    is_current = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = PaperTemplateQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "kind", "form", "university", "version", "title", "body", "is_current", "created_by", "created_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "university", "version"], nulls_distinct=False, name="papertemplate_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "university"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="papertemplate_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class NumberSeries(models.Model):
    """The running number of a university's papers (or contracts) of a kind in a Buddhist year; taken under its lock."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "university", "kind", "year", "last"})

    class Meta:
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(fields=["university", "kind", "year"], name="numberseries_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.kind} {self.last}/{self.year}"


class PaperQuerySet(ScopedQuerySet["Paper"]):
    """Papers are seen by the university, and with the contract or hand-over they are about."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university, and through the contract."""
        found = Q(university_id__in=reach.universities)
        found |= Q(contract__in=Contract.objects.filter(ContractQuerySet().lies_in(reach)))
        if reach.agencies:
            found |= Q(handover__agency_id__in=reach.agencies)
        return found


class Paper(models.Model):
    """An issued paper: its PDF and DOCX, its number, and the random `token` of the code on each page.

    `stated` is what a paper says of the work, as it was when it was issued: whoever checks a certificate reads that.
    The digests are marks of all that it says (`selectors.said`): one that says what is so no more is issued anew.
    """

    kind = models.CharField(max_length=20, choices=PaperKind)
    number = models.CharField(max_length=60)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="papers")
    template = models.ForeignKey(PaperTemplate, null=True, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    announcement = models.ForeignKey(
        Announcement, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    monthreport = models.ForeignKey(MonthReport, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    pdf = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    docx = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scan = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scanned = models.JSONField(default=list, blank=True)
    token = models.CharField(max_length=32, unique=True)
    stated = models.JSONField(default=dict, blank=True)
    said_digest = models.CharField(max_length=64, blank=True)
    whole_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.ISSUED)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = PaperQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"token", "cancel_reason", "said_digest", "whole_digest"})
        plain = frozenset(
            {"id", "kind", "number", "university", "template", "title", "contract", "handover", "announcement", "pdf"}
            | {"docx", "scan", "scanned", "state", "issued_at", "issued_by", "cancelled_at", "monthreport", "stated"}
        )

    class Meta:
        permissions = [("sign_paper", "Can sign papers in the system")]
        indexes = [models.Index(fields=["university", "kind", "-id"], name="paper_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["university", "kind", "number"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True),
                name="paper_cancelled_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class SignatureQuerySet(ScopedQuerySet["Signature"]):
    """Signatures are seen with their paper."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the paper, and own ones."""
        own = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return own | Q(paper__in=Paper.objects.filter(PaperQuerySet().lies_in(reach)))


class Signature(models.Model):
    """Who signs a paper, in which capacity and by which order; in the system it binds the person to the bytes.

    `document_sha256` is that of the PDF that was shown, `intent` the sentence the person agreed to.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures")
    position = models.IntegerField()
    party = models.CharField(max_length=8, choices=Party, default=Party.OFFICE)
    kind = models.CharField(max_length=6, choices=SignatureKind, default=SignatureKind.INK)
    name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    order_number = models.CharField(max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    intent = models.TextField(blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"name", "intent"})
        plain = frozenset(
            {
                "id",
                "paper",
                "position",
                "party",
                "kind",
                "capacity",
                "order_number",
                "user",
                "document_sha256",
                "signed_at",
            }
        )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="signature_position_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | Q(kind="ink")
                | Q(user__isnull=False) & ~Q(document_sha256="") & ~Q(intent=""),
                name="signature_in_system_has_person_intent_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.position} of paper {self.paper_id}"
