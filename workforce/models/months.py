"""The rules of the month of a university, as data, and the months themselves."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self, cast

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from tambon.models import Programme, University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from workforce.chain_choices import EscalateTo
from workforce.choices import AttendanceMode, PayRule, PeriodState, StepKind
from workforce.day_choices import LeaveKind
from workforce.pay_choices import PenaltyRule


class MonthRulesQuerySet(ScopedQuerySet["MonthRules"]):
    """Rules lie with their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)


class MonthRules(models.Model):
    """A version of how a university counts, checks and pays a month; a month keeps the version it was opened with.

    `cutoff_day` is the last day of a period (31: the last of the month). `due_days` after the last day a report is
    late, `pay_days` after it the wage. `day_divisor` divides the monthly wage into that of a day. `counts_absence`: a
    working day with neither attendance nor leave is an absence; the `pays_…` say which kinds of leave are not. Work
    delivered late costs `penalty_rate` (baht, or per cent of the monthly wage) a day, at most `penalty_cap` per cent of
    the wage of the month. Who has not sent a report is reminded as approvers are by `ApprovalStep`; what is very late
    climbs to who takes the first step, or to staff.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="month_rules")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    attendance = models.CharField(max_length=6, choices=AttendanceMode, default=AttendanceMode.LOG)
    sign_in_from = models.TimeField(null=True, blank=True)
    sign_in_until = models.TimeField(null=True, blank=True)
    cutoff_day = models.IntegerField(default=31)
    due_days = models.IntegerField(default=3)
    pay_days = models.IntegerField(default=15)
    pay_rule = models.CharField(max_length=12, choices=PayRule, default=PayRule.ABSENT_DAY)
    day_divisor = models.DecimalField(max_digits=5, decimal_places=2, default=30)
    penalty_rule = models.CharField(max_length=8, choices=PenaltyRule, default=PenaltyRule.NONE)
    penalty_rate = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    penalty_cap = models.DecimalField(max_digits=5, decimal_places=2, default=100)
    counts_absence = models.BooleanField(default=False)
    pays_sick = models.BooleanField(default=True)
    pays_personal = models.BooleanField(default=False)
    pays_quarantine = models.BooleanField(default=True)
    pays_closure = models.BooleanField(default=True)
    remind_before = models.IntegerField(default=2, db_default=2)
    remind_every = models.IntegerField(default=3, db_default=3)
    escalate_after = models.IntegerField(default=7, db_default=7)
    escalate_to = models.CharField(
        max_length=5, choices=EscalateTo, default=EscalateTo.NEXT, db_default=EscalateTo.NEXT.value
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = MonthRulesQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "university", "programme", "version", "attendance", "sign_in_from", "sign_in_until", "cutoff_day"}
            | {
                "due_days",
                "pay_days",
                "pay_rule",
                "day_divisor",
                "created_by",
                "penalty_rule",
                "penalty_rate",
                "penalty_cap",
            }
            | {"remind_before", "remind_every", "escalate_after", "escalate_to"}
            | {"created_at", "counts_absence", "pays_sick", "pays_personal", "pays_quarantine", "pays_closure"}
        )

    class Meta:
        verbose_name_plural = "month rules"
        constraints = [
            models.UniqueConstraint(fields=["university", "programme", "version"], name="monthrules_version_once"),
            models.CheckConstraint(
                condition=Q(attendance="log")
                | Q(sign_in_from__isnull=False, sign_in_until__gt=models.F("sign_in_from")),
                name="monthrules_clock_has_window",
            ),
            models.CheckConstraint(condition=Q(cutoff_day__range=(1, 31)), name="monthrules_cutoff_is_a_day"),
            models.CheckConstraint(condition=Q(day_divisor__gt=0), name="monthrules_divisor_positive"),
            models.CheckConstraint(
                condition=Q(penalty_rule="none", penalty_rate=0) | ~Q(penalty_rule="none") & Q(penalty_rate__gt=0),
                name="monthrules_penalty_has_rate",
            ),
            models.CheckConstraint(condition=Q(penalty_cap__range=(0, 100)), name="monthrules_penalty_cap_of_100"),
            models.CheckConstraint(
                condition=Q(remind_before__gte=0, remind_every__gte=0, escalate_after__gte=0),
                name="monthrules_reminds_in_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.programme_id} v{self.version}"

    def pays(self, kind: str) -> bool:
        """Tell whether a kind of leave is paid."""
        return bool(getattr(self, f"pays_{kind}"))

    @property
    def paid_leave(self) -> list[str]:
        """Return the names of the kinds of leave that are paid."""
        return [str(kind.label) for kind in LeaveKind if self.pays(kind)]


class ApprovalStep(models.Model):
    """One step of the chain: whose turn it is, for how many days.

    `is_digital` narrows a step to digital data managers (true) or to everybody else (false). A certifier's step is
    that of the people named; with nobody named it is everybody's who may certify for the university.

    Who holds a report is reminded `remind_before` days before its day and every `remind_every` days after it;
    `escalate_after` days late, `escalate_to` is told too. 0 days: never.
    """

    rules = models.ForeignKey(MonthRules, on_delete=models.CASCADE, related_name="steps")
    position = models.IntegerField()
    kind = models.CharField(max_length=10, choices=StepKind)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    due_days = models.IntegerField(default=3)
    is_digital = models.BooleanField(null=True, blank=True)
    remind_before = models.IntegerField(default=1)
    remind_every = models.IntegerField(default=3)
    escalate_after = models.IntegerField(default=7)
    escalate_to = models.CharField(max_length=5, choices=EscalateTo, default=EscalateTo.NEXT)
    certifiers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "rules", "position", "kind", "name_th", "name_en", "due_days", "is_digital", "remind_before"}
            | {"remind_every", "escalate_after", "escalate_to"}
        )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["rules", "position"], name="approvalstep_once_per_position"),
            models.CheckConstraint(condition=Q(position__gte=1, due_days__gte=0), name="approvalstep_in_order"),
            models.CheckConstraint(
                condition=Q(remind_before__gte=0, remind_every__gte=0, escalate_after__gte=0),
                name="approvalstep_reminds_in_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class PeriodQuerySet(ScopedQuerySet["Period"]):
    """Periods lie with their university."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the university."""
        return Q(university_id__in=reach.universities) | Q(university__network_id__in=reach.networks)

    def on(self, day: date) -> Self:
        """Keep those that hold a day."""
        return self.filter(during__contains=day)


class Period(models.Model):
    """A month of work as a university counts it (งวด); `month` is the first day of the month it is named after.

    A programme may be prolonged after a month of it was paid: its other days are a period of their own with the same
    `month`, and `full_days` says for how many days the wage of a month is. Beside a change of the cut-off day a period
    may pay another part of a wage, or more than one: `worth` says how many (see `workforce/months.py`). `is_pay_due` is
    set once `pay_on` is past: who is not paid by then counts as unpaid.
    """

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="periods")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="periods")
    rules = models.ForeignKey(MonthRules, on_delete=models.PROTECT, related_name="periods")
    number = models.IntegerField()
    month = models.DateField()
    during = DateRangeField()
    full_days = models.IntegerField(null=True, blank=True)
    worth = models.DecimalField(max_digits=12, decimal_places=10, default=1, db_default=1)
    reports_due_on = models.DateField()
    pay_on = models.DateField()
    is_pay_due = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=6, choices=PeriodState, default=PeriodState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = PeriodQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "university", "programme", "rules", "number", "month", "during", "reports_due_on", "pay_on", "state"}
            | {"closed_at", "version", "full_days", "worth", "is_pay_due"}
        )

    class Meta:
        ordering = ["-month", "university"]
        constraints = [
            models.UniqueConstraint(fields=["university", "programme", "number"], name="period_number_once"),
            models.CheckConstraint(
                condition=Q(full_days__isnull=True) | Q(full_days__gt=0), name="period_full_days_positive"
            ),
            models.CheckConstraint(condition=Q(worth__gte=0), name="period_worth_not_negative"),
            ExclusionConstraint(
                name="period_days_once",
                expressions=[
                    ("university", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="period_closed_at_matches_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.month:%Y-%m}"

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return cast("date", self.during.lower)

    @property
    def last_day(self) -> date:
        """Return the last day; the range itself ends before the next."""
        return cast("date", self.during.upper) - timedelta(days=1)

    @property
    def is_calendar_month(self) -> bool:
        """Tell whether its days are those of the month it is named after."""
        last = self.last_day
        return self.first_day == self.month and last.month == self.month.month and (last + timedelta(days=1)).day == 1

    @property
    def wage_days(self) -> int:
        """Return for how many days the wage of a month is."""
        return self.full_days or (self.last_day - self.first_day).days + 1

    @property
    def wages(self) -> Decimal:
        """Return how many months' wages the whole period pays."""
        return self.worth * ((self.last_day - self.first_day).days + 1) / self.wage_days

    @property
    def days(self) -> frozenset[date]:
        """Return every day."""
        return frozenset(self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1))
