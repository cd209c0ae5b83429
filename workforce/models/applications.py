"""Applications with what they state and bring."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tambon.models import Area
from u2t.core.access import Actor, Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.choices import ApplicationState, DocumentKind, DocumentState, EducationLevel, WorkerType
from workforce.models.people import Person
from workforce.models.rounds import Round


class ApplicationQuerySet(ScopedQuerySet["Application"]):
    """Applications, seen by who wrote them and, once they were sent, by the staff of the round's university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match own applications, and sent ones of the universities of `reach`; an area alone opens none.

        What was never sent is the applicant's own, with all that was brought to it.
        """
        own = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return own | Q(round__university_id__in=reach.universities, submitted_at__isnull=False)

    def hidden_from(self, user: Actor) -> Q:
        """Match what others never sent: auditors do not read it either."""
        return Q(submitted_at__isnull=True) & ~Q(user_id=user.pk)


class Application(models.Model):
    """One person's application in one round; drafts are saved as they are typed.

    `number` counts the applications sent of the round, and is kept while one that was withdrawn is written anew.
    `answers` is what the check of eligibility said when it was sent, rule by rule. `version` grows with each
    change, so that a stale page overwrites nothing.

    Of what is returned, `returned_parts` are the steps and kinds of documents that stay open once the round is closed,
    and `mend_until` is the last day. `erased_at` says when the personal values were erased: what is left is counted.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    number = models.IntegerField(null=True, blank=True)
    worker_type = models.CharField(max_length=10, choices=WorkerType, blank=True)
    first_choice = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_choice = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    achievements = models.TextField(blank=True)
    has_no_state_work = models.BooleanField(null=True, blank=True)
    notice_read_at = models.DateTimeField(null=True, blank=True)
    notice_version = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    note = models.TextField(blank=True)
    answers = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_parts = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    mend_until = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"achievements", "note", "answers"})
        plain = frozenset(
            {"id", "round", "user", "person", "number", "worker_type", "first_choice", "second_choice"}
            | {"has_no_state_work", "notice_read_at", "notice_version", "state", "submitted_at", "screened_at"}
            | {"screened_by", "returned_parts", "mend_until", "erased_at", "version", "created_at", "updated_at"}
        )

    class Meta:
        permissions = [
            ("screen_application", "Can screen applications"),
            ("score_application", "Can score interviews"),
        ]
        indexes = [
            models.Index(fields=["round", "state", "number", "id"], name="application_by_state"),
            models.Index(fields=["round", "number", "id"], name="application_by_number"),
            models.Index(fields=["round", "first_choice", "worker_type"], name="application_by_choice"),
            models.Index(fields=["round", "id"], condition=Q(erased_at__isnull=True), name="application_kept"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="application_once_per_person"),
            models.UniqueConstraint(fields=["round", "number"], name="application_number_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(number__isnull=False), name="application_sent_has_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="application_submitted_at_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(screened_at__isnull=True, screened_by__isnull=True)
                | Q(screened_at__isnull=False, screened_by__isnull=False),
                name="application_screened_at_matches_by",
            ),
            models.CheckConstraint(
                condition=Q(first_choice__isnull=True)
                | Q(second_choice__isnull=True)
                | ~Q(first_choice=models.F("second_choice")),
                name="application_choices_differ",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.number or 'draft'} of round {self.round_id}"


def of_application(reach: Reach) -> Q:
    """Match rows about one application as the application is seen."""
    return Q(application__in=Application.objects.filter(ApplicationQuerySet().lies_in(reach)))


def never_sent(user: Actor) -> Q:
    """Match rows about applications that others never sent."""
    return Q(application__in=Application.objects.filter(ApplicationQuerySet().hidden_from(user)))


class ApplicationPartQuerySet(ScopedQuerySet[models.Model]):
    """Parts of an application are seen with it."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the application."""
        return of_application(reach)

    def hidden_from(self, user: Actor) -> Q:
        """Match by the application."""
        return never_sent(user)


class Education(models.Model):
    """A degree or school, finished or going on."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="educations")
    level = models.CharField(max_length=20, choices=EducationLevel)
    field = models.CharField(max_length=160, blank=True)
    institution = models.CharField(max_length=200)
    grade_average = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    graduated_on = models.DateField(null=True, blank=True)
    is_studying = models.BooleanField(default=False)

    objects = ApplicationPartQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"level", "field", "institution", "grade_average", "graduated_on", "is_studying"})
        plain = frozenset({"id", "application"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_average__isnull=True) | Q(grade_average__gte=0, grade_average__lte=4),
                name="education_grade_average_0_to_4",
            ),
            models.CheckConstraint(
                condition=Q(is_studying=False) | Q(graduated_on__isnull=True),
                name="education_studying_has_no_graduation",
            ),
        ]

    def __str__(self) -> str:
        return f"education of application {self.application_id}"


class Employment(models.Model):
    """A job held before."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="employments")
    employer = models.CharField(max_length=200)
    position = models.CharField(max_length=160, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    reason_for_leaving = models.CharField(max_length=300, blank=True)

    objects = ApplicationPartQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"employer", "position", "began_on", "ended_on", "reason_for_leaving"})
        plain = frozenset({"id", "application"})

    def __str__(self) -> str:
        return f"employment of application {self.application_id}"


class PastTraining(models.Model):
    """A course taken before."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="trainings")
    subject = models.CharField(max_length=200)
    hours = models.IntegerField(null=True, blank=True)
    year = models.IntegerField(null=True, blank=True)

    objects = ApplicationPartQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"subject", "hours", "year"})
        plain = frozenset({"id", "application"})

    def __str__(self) -> str:
        return f"training of application {self.application_id}"


class DocumentQuerySet(ScopedQuerySet["Document"]):
    """Documents are seen with their application."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the application."""
        return of_application(reach)

    def hidden_from(self, user: Actor) -> Q:
        """Match by the application."""
        return never_sent(user)


class Document(models.Model):
    """A file brought with an application; a newer one replaces it and leaves it where it is."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=24, choices=DocumentKind)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.WAITING)
    reason = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset(
            {"id", "application", "kind", "file", "state", "uploaded_at", "decided_at", "decided_by", "replaced_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["application", "kind", "id"], name="document_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="document_decided_at_matches_state",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="document_returned_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of application {self.application_id}"
