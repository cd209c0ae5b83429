"""The report of a month, what it says line by line, and who approved it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from u2t.core.access import Actor, Reach
from u2t.core.models import ScopedQuerySet
from workforce.chain_choices import Decision
from workforce.choices import ReportState, Standing
from workforce.models.assignments import AssignmentItem
from workforce.models.contracts import Contract
from workforce.models.delegations import lent
from workforce.models.months import ApprovalStep, Period
from workforce.models.rules import WorkArea
from workforce.models.training import of_contract


class MonthReportQuerySet(ScopedQuerySet["MonthReport"]):
    """Reports are seen with their contract."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach)

    def granted(self, user: Actor, *, to: str) -> Q:
        """Add what a deputy sees for somebody on leave."""
        return super().granted(user, to=to) | lent(user, to)


class MonthReport(models.Model):
    """What one contract did in one period, and where the wage for it stands.

    `step` is whose turn it is while the report is being checked, `step_due_on` until when; of one that came back it is
    until when the worker sends it again. `turn` counts how often it was sent, so that each step is taken once a turn.
    The days are counted when it is sent: `days_worked` and `days_absent` as wages count them, `days_expected` to
    `days_missed` as they were (nothing in reports sent before these were kept). `days_late` is how long after its day
    the work was delivered: the report first sent. `deducted_days` is what an approver lowered it
    by, `amount` the wage of the month in baht by the rules, fixed with the last approval. `agreed_amount` is what two
    approvers agreed the month comes to, whatever the rules give; `waived` is how many baht of the penalty for late
    delivery are let off. `learned` holds a text for each of the skills.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    step = models.ForeignKey(ApprovalStep, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    turn = models.IntegerField(default=1)
    days_worked = models.IntegerField(default=0)
    days_absent = models.IntegerField(default=0)
    days_expected = models.IntegerField(null=True, blank=True)
    days_attended = models.IntegerField(null=True, blank=True)
    days_leave = models.IntegerField(null=True, blank=True)
    days_missed = models.IntegerField(null=True, blank=True)
    days_late = models.IntegerField(default=0)
    log_count = models.IntegerField(default=0)
    photo_count = models.IntegerField(default=0)
    deducted_days = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    agreed_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    waived = models.DecimalField(max_digits=12, decimal_places=2, db_default=0, default=0)
    learned = models.JSONField(default=dict)
    next_plan = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    step_due_on = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = MonthReportQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"learned", "next_plan"})
        plain = frozenset(
            {"id", "contract", "period", "state", "step", "turn", "days_worked", "days_absent", "log_count"}
            | {"days_expected", "days_attended", "days_leave", "days_missed", "days_late"}
            | {"photo_count", "deducted_days", "amount", "sent_at", "step_due_on", "approved_at", "version"}
            | {"agreed_amount", "waived"}
        )

    class Meta:
        permissions = [
            ("check_monthreport", "Can check reports of the people guided"),
            ("certify_monthreport", "Can certify reports for the university"),
            ("decide_monthreport", "Can take a step of the approval of reports"),
            ("reopen_monthreport", "Can reopen approved reports"),
            ("agree_monthreport", "Can agree to an amount another approver proposed"),
            ("waive_monthreport", "Can waive the penalty for work delivered late"),
        ]
        indexes = [
            models.Index(fields=["period", "state", "id"], name="monthreport_by_period"),
            models.Index(fields=["step", "id"], name="monthreport_waiting", condition=Q(state="sent")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="monthreport_once_per_period"),
            models.CheckConstraint(
                condition=Q(state="sent", step__isnull=False) | ~Q(state="sent") & Q(step__isnull=True),
                name="monthreport_step_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, amount__isnull=False)
                | ~Q(state="approved") & Q(approved_at__isnull=True),
                name="monthreport_approved_has_amount",
            ),
            models.CheckConstraint(condition=Q(deducted_days__gte=0), name="monthreport_deduction_not_negative"),
            models.CheckConstraint(condition=Q(days_late__gte=0), name="monthreport_late_not_negative"),
            models.CheckConstraint(
                condition=Q(waived__gte=0) & (Q(agreed_amount__isnull=True) | Q(agreed_amount__gte=0)),
                name="monthreport_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.contract_id} in period {self.period_id}"


class ReportLineQuerySet(ScopedQuerySet["ReportLine"]):
    """Lines are seen with the contract of their report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "report__contract")


class ReportLine(models.Model):
    """One result of the month against the plan; nothing is chosen beforehand. `item` is the task it answers, if any."""

    report = models.ForeignKey(MonthReport, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    area = models.ForeignKey(WorkArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AssignmentItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    standing = models.CharField(max_length=6, choices=Standing, blank=True)
    note = models.TextField(blank=True)

    objects = ReportLineQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"text", "note"})
        plain = frozenset({"id", "report", "position", "area", "item", "standing"})

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="reportline_once_per_position")]

    def __str__(self) -> str:
        return f"line {self.position} of report {self.report_id}"


class ApprovalQuerySet(ScopedQuerySet["Approval"]):
    """Approvals are seen with the contract of their report."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the contract."""
        return of_contract(reach, "report__contract")

    def granted(self, user: Actor, *, to: str) -> Q:
        """Add what a deputy sees for somebody on leave."""
        return super().granted(user, to=to) | lent(user, to, "report__contract")


class Approval(models.Model):
    """What somebody decided about a report at a step: rows are added, never changed.

    `is_standing` is lost when the approval is withdrawn or the report goes back behind it; of one step of one turn one
    approval stands. `for_whom` was on leave: `by` stood in. An amount no rule gives is proposed by one and agreed by
    another (`amount`, of what `asked_by` proposed); one proposal stands until it is answered.
    """

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="approvals")
    step = models.ForeignKey(ApprovalStep, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals")
    turn = models.IntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    for_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    deducted_days = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True, db_default="", default="")
    returned_to = models.ForeignKey(ApprovalStep, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_standing = models.BooleanField(default=True)

    objects = ApprovalQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"reason", "evidence"})
        plain = frozenset(
            {"id", "report", "step", "turn", "decision", "by", "for_whom", "at", "deducted_days", "returned_to"}
            | {"is_standing", "amount", "asked_by"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "step", "turn"],
                condition=Q(decision="approved", is_standing=True),
                name="approval_once_per_turn",
            ),
            models.CheckConstraint(
                condition=Q(for_whom__isnull=True) | ~Q(for_whom=models.F("by")), name="approval_for_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(decision="approved", deducted_days=0)
                | Q(decision__in=["agreed", "dropped"])
                | ~Q(reason=""),
                name="approval_says_why",
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(decision="proposed", is_standing=True), name="approval_one_proposal"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["proposed", "agreed", "waived"], amount__gte=0)
                | ~Q(decision__in=["proposed", "agreed", "waived"]) & Q(amount__isnull=True),
                name="approval_amount_matches_decision",
            ),
            models.CheckConstraint(
                condition=Q(decision="agreed", asked_by__isnull=False) & ~Q(asked_by=models.F("by"))
                | ~Q(decision="agreed") & Q(asked_by__isnull=True),
                name="approval_agreed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} of report {self.report_id}"
