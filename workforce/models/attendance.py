"""Days on which nobody works, days somebody may stay away, and days somebody signed in."""

from datetime import date, timedelta
from typing import Self, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from tambon.models import Area, University
from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet
from workforce.day_choices import HolidayKind, LeaveKind, LeaveState, Office
from workforce.models.contracts import Contract
from workforce.models.months import Period
from workforce.models.training import of_contract


class HolidayQuerySet(ScopedQuerySet["Holiday"]):
    """Holidays; one of the whole country is the nation's, a closure of a university is the university's."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def standing(self) -> Self:
        """Leave out those that were moved or called off."""
        return self.filter(ended_at__isnull=True)


class Holiday(models.Model):
    """A day on which an office is closed, by an order; `area` empty is the whole country.

    A holiday that is moved or called off is not deleted: it ends (`ended_at`, with the reason), and the one that
    `replaces` it says where it went. With a `university` it is a closure of that university alone.
    """

    day = models.DateField()
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=HolidayKind, default=HolidayKind.HOLIDAY)
    offices = models.CharField(max_length=10, choices=Office, default=Office.ALL)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    university = models.ForeignKey(
        University, null=True, blank=True, on_delete=models.PROTECT, related_name="closures"
    )  # fmt: skip
    reference = models.CharField(max_length=300)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )  # fmt: skip
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "day", "name_th", "name_en", "kind", "offices", "area", "university", "reference", "replaces"}
            | {"created_by", "created_at", "ended_at", "ended_by", "end_reason"}
        )

    class Meta:
        indexes = [models.Index(fields=["-day", "id"], name="holiday_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "name_th", "area", "university"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="holiday_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="holiday_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(university__isnull=True) | Q(kind="closure"), name="holiday_university_only_closes"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="holiday_has_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name_th}"


class LeaveQuerySet(ScopedQuerySet["Leave"]):
    """Leaves are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def undecided_in(self, period: Period) -> Self:
        """Keep those of a month, at its university and of its programme, that nobody has decided yet."""
        return self.filter(
            state=LeaveState.ASKED, during__overlap=period.during, contract__university=period.university_id,
            contract__programme=period.programme_id,
        )  # fmt: skip

    def approved(self) -> Self:
        """Keep those that were approved and not withdrawn."""
        return self.filter(state=LeaveState.APPROVED)


class Leave(models.Model):
    """Days on which somebody asks not to work, why, and what was decided.

    `key` is chosen by the device before it sends, so that a retry finds the first. `paper` is a certificate or an
    order, sealed. Two standing leaves of one contract never share a day.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="leaves")
    key = models.UUIDField()
    during = DateRangeField()
    kind = models.CharField(max_length=10, choices=LeaveKind)
    reason = models.TextField()
    paper = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LeaveState, default=LeaveState.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = LeaveQuerySet.as_manager()

    class Privacy:
        # That somebody was ill is as personal as why.
        personal = frozenset({"kind", "reason", "note"})
        plain = frozenset(
            {"id", "contract", "key", "during", "paper", "state", "asked_at", "decided_at", "decided_by", "version"}
        )

    class Meta:
        indexes = [models.Index(fields=["contract", "-id"], name="leave_by_contract")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "key"], name="leave_key_once"),
            ExclusionConstraint(
                name="leave_days_once",
                expressions=[("contract", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["asked", "approved"]),
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(state="withdrawn"),
                name="leave_decided_matches_state",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="leave_refused_says_why"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False),
                name="leave_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"leave {self.pk} of contract {self.contract_id}"

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return cast("date", self.during.lower)

    @property
    def last_day(self) -> date:
        """Return the last day; the range itself ends before the next."""
        return cast("date", self.during.upper) - timedelta(days=1)


class SignInQuerySet(ScopedQuerySet["SignIn"]):
    """Sign-ins are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def counting(self) -> Self:
        """Keep those that count: within the window, or outside and accepted."""
        return self.filter(Q(late_reason="") | Q(late_accepted=True))


class SignIn(models.Model):
    """That somebody said to be at work on a day; one for each day of a contract.

    `signed_at` is business time of the server, `device_at` what the device's clock said. What came outside the window
    of the rules has a `late_reason`, and counts once somebody accepted it.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sign_ins")
    key = models.UUIDField()
    day = models.DateField()
    signed_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    photo = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    late_reason = models.TextField(blank=True)
    late_accepted = models.BooleanField(null=True, blank=True)

    objects = SignInQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"latitude", "longitude", "late_reason"})
        plain = frozenset({"id", "contract", "key", "day", "signed_at", "device_at", "photo", "late_accepted"})

    class Meta:
        indexes = [models.Index(fields=["-day", "id"], name="signin_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "day"], name="signin_once_a_day"),
            models.UniqueConstraint(fields=["contract", "key"], name="signin_key_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="signin_position_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(late_reason="") | Q(late_accepted__isnull=True), name="signin_only_late_is_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} signed in on {self.day}"
