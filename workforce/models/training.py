"""Orientation, training and the hand-over of people to those they work for."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from tambon.models import Agency, Area, Programme, University
from u2t.core import clock
from u2t.core.access import Actor, Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.choices import HandoverState, SessionKind, Skill
from workforce.models.contracts import Contract, ContractQuerySet, Placement, guided_q
from workforce.models.supervision import Supervision
from workforce.permissions import Can


class SessionQuerySet(ScopedQuerySet["Session"]):
    """Sessions, seen by their university, where they are held, and by who attended.

    Who guides a tambon sees there those of the own programme and university, as with contracts.
    """

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university, by the tambon, and own attendance."""
        found = Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)
        found |= guided_q(reach)
        if reach.owner is not None:
            own = Attendance.objects.filter(contract__person__user_id=reach.owner)
            found |= Q(pk__in=own.values("session")) | _inviting(reach.owner)
        return found

    def granted(self, user: Actor, *, to: str) -> Q:
        """Add, to be seen, what is for a whole university in a programme, where the user guides a tambon for both."""
        rows = super().granted(user, to=to)
        if to != Can.VIEW_SESSION or not user.pk:
            return rows
        guides = Supervision.objects.on(clock.today()).filter(user=user.pk, university=OuterRef("university"))
        return rows | Q(Exists(guides.filter(programme=OuterRef("programme"))), tambon__isnull=True)

    def held_from(self, day: date) -> Self:
        """Keep those that are not over before a day, nor called off."""
        return self.filter(ends_on__gte=day, cancelled_at__isnull=True)

    def inviting(self, owner: int) -> Self:
        """Keep those that are for the person of an account."""
        return self.filter(_inviting(owner))


def _inviting(owner: int) -> Q:
    """Match the sessions of the university, the programme and the tambon where somebody works on their days."""
    work = Placement.objects.filter(
        contract__person__user_id=owner,
        contract__university=OuterRef("university"),
        contract__programme=OuterRef("programme"),
        is_cancelled=False,
        during__startswith__lte=OuterRef("ends_on"),
        during__endswith__gt=OuterRef("starts_on"),
    )
    return Q(Exists(work), tambon__isnull=True) | Q(Exists(work.filter(post__tambon=OuterRef("tambon"))))


class Session(models.Model):
    """An orientation or a training; `tambon` empty means it is for all of the university's."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="sessions")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    tambon = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=SessionKind)
    skill = models.CharField(max_length=10, choices=Skill, default=Skill.OTHER)
    name_th = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    counts_as_work = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = SessionQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"cancel_reason"})
        plain = frozenset(
            {"id", "university", "programme", "tambon", "kind", "skill", "name_th", "place", "starts_on", "ends_on"}
            | {"hours", "counts_as_work", "created_by", "created_at", "cancelled_at"}
        )

    class Meta:
        indexes = [models.Index(fields=["university", "-starts_on", "id"], name="session_by_university")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="session_hours_positive"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""), name="session_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


def of_contract(reach: Reach, name: str = "contract") -> Q:
    """Match rows about one contract as the contract is seen; `name` is the way from the row to it.

    Who sees only the own ones is asked for by the person: without a list of contracts in between there is far less to
    plan, and workers are those who ask most.
    """
    if reach.owner is not None and not reach.has_areas:
        return Q(**{f"{name}__person__user_id": reach.owner})
    return Q(**{f"{name}__in": Contract.objects.filter(ContractQuerySet().lies_in(reach))})


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    """Attendances are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)


class Attendance(models.Model):
    """That somebody attended a session, and for how many hours."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="attendances")
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "session", "contract", "hours", "by", "recorded_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "contract"], name="attendance_once_per_session"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="attendance_hours_positive"),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} at session {self.session_id}"


class HandoverQuerySet(ScopedQuerySet["Handover"]):
    """Hand-overs, seen by the university, the tambon, the agency, and who was handed over.

    Who guides a tambon sees there those of the own programme and university, as with contracts.
    """

    def unconfirmed(self) -> Self:
        """Keep those recorded of which the agency has not said yet whom it received."""
        return self.filter(state=HandoverState.DONE, confirmed_at__isnull=True)

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university, the tambon and the agency, and own lines."""
        found = Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)
        found |= guided_q(reach) | Q(agency_id__in=reach.agencies)
        if reach.owner is not None:
            own = HandoverLine.objects.filter(contract__person__user_id=reach.owner)
            found |= Q(pk__in=own.values("handover"))
        return found


class Handover(models.Model):
    """People of a tambon given into the care of an agency on a day, with who received them.

    `confirmed_*` is what the agency itself says afterwards: its officer, or staff by the number of its letter.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="handovers")
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="handovers")
    tambon = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="handovers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handovers")
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    received_by = models.CharField(max_length=200, blank=True)
    received_position = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    photo = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=HandoverState, default=HandoverState.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_paper = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = HandoverQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"received_by", "received_position", "note", "confirmed_by"})
        plain = frozenset(
            {"id", "programme", "university", "tambon", "agency", "held_on", "place", "photo", "state", "created_by"}
            | {"created_at", "done_at", "confirmed_on", "confirmed_paper", "confirmed_at", "reminded_on", "version"}
        )

    class Meta:
        permissions = [("confirm_handover", "Can confirm for an agency whom it received")]
        indexes = [models.Index(fields=["university", "-held_on", "id"], name="handover_by_university")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", done_at__isnull=True) | Q(state="done", done_at__isnull=False),
                name="handover_done_at_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | ~Q(received_by=""), name="handover_done_has_receiver"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_on__isnull=True, confirmed_by="")
                | Q(state="done", confirmed_at__isnull=False, confirmed_on__gte=models.F("held_on"))
                & ~Q(confirmed_by=""),
                name="handover_confirmed_after_it_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tambon_id} to {self.agency_id} on {self.held_on}"


class HandoverLineQuerySet(ScopedQuerySet["HandoverLine"]):
    """Lines are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)


class HandoverLine(models.Model):
    """One person of a hand-over; `absence` is why the agency says that the person did not appear."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="handover_lines")
    absence = models.CharField(max_length=500, blank=True)

    objects = HandoverLineQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"absence"})
        plain = frozenset({"id", "handover", "contract"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "contract"], name="handoverline_once_per_contract")]

    def __str__(self) -> str:
        return f"contract {self.contract_id} in hand-over {self.handover_id}"
