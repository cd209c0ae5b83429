"""Lists of logs, reports, months and payments."""

from typing import ClassVar

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import AdjustmentState, PayLineState, PeriodState, ReportState, WorkerType
from workforce.models import Adjustment, DayLog, MonthReport, PayLine, Period
from workforce.templatetags.months import report_pill
from workforce.wording import baht, explained, month_name


class LogTable(Table):
    day = django_tables2.Column(verbose_name=_("Day"), linkify=("log-detail", {"pk": A("pk")}))
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    activity = django_tables2.Column(verbose_name=_("Activity"))
    area = django_tables2.Column(verbose_name=_("Kind of work"), accessor="area__name_th")
    photos = django_tables2.Column(verbose_name=_("Photos"), accessor="photo_count")

    sortable: ClassVar[dict[str, str]] = {"day": "-day", "person": "contract__person__sort_key"}
    # What was written is personal: a list that is downloaded counts, it does not tell.
    downloads = (
        Column(_("Day"), "day", 12),
        Column(_("Contract"), "contract__number", 14),
        Column(_("Kind of work"), "area__name_th", 40),
        Column(_("Photos"), "photo_count", 10),
        Column(_("Received"), "received_at", 20),
    )

    class Meta(Table.Meta):
        model = DayLog
        fields = ("day", "person", "activity", "area", "photos")

    def render_day(self, record: DayLog) -> str:
        return thai_date(record.day)


class ReportTable(Table):
    person = django_tables2.Column(
        verbose_name=_("Name"), accessor="contract__person", linkify=("monthreport-detail", {"pk": A("pk")})
    )
    month = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon_name")
    state = django_tables2.Column(verbose_name=_("Where it stands"))
    due = django_tables2.Column(verbose_name=_("Due"), accessor="step_due_on")
    days_worked = django_tables2.Column(verbose_name=_("Days worked"))

    sortable: ClassVar[dict[str, str]] = {
        "month": "-period__month", "person": "contract__person__sort_key", "state": "state",
    }  # fmt: skip
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Tambon (code)"), "tambon_code", 12),
        Column(_("Tambon"), "tambon_name", 24),
        Column(_("Type of worker"), "contract__worker_type", 14, labels=dict(WorkerType.choices)),
        Column(_("State"), "state", 24, labels=dict(ReportState.choices)),
        Column(_("Step"), "step__name_th", 30),
        Column(_("Days worked"), "days_worked", 8),
        Column(_("Days not paid"), "deducted_days", 12),
        Column(_("Sent on"), "sent_at", 20),
        Column(_("Approved"), "approved_at", 20),
    )

    class Meta(Table.Meta):
        model = MonthReport
        fields = ("person", "month", "tambon", "state", "due", "days_worked")

    def render_month(self, record: MonthReport) -> str:
        return month_name(record.period.month)

    def render_state(self, record: MonthReport) -> SafeString:
        return report_pill(record)

    def render_due(self, record: MonthReport) -> str:
        return thai_date(record.step_due_on)


class PeriodTable(Table):
    month = django_tables2.Column(verbose_name=_("Month"), linkify=("period-detail", {"pk": A("pk")}))
    university = django_tables2.Column(verbose_name=_("University"), accessor="university__name_th")
    days = django_tables2.Column(verbose_name=_("Days"), accessor="during")
    reports_due_on = django_tables2.Column(verbose_name=_("Reports due"))
    pay_on = django_tables2.Column(verbose_name=_("Wages due"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"month": "-month", "university": "university__sort_key", "state": "state"}
    downloads = (
        Column(_("University"), "university__name_th", 40),
        Column(_("Programme"), "programme_id", 12),
        Column(_("Number"), "number", 8),
        Column(_("Month"), "month", 12),
        Column(_("First day"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
        Column(_("Reports due"), "reports_due_on", 12),
        Column(_("Wages due"), "pay_on", 12),
        Column(_("State"), "state", 10, labels=dict(PeriodState.choices)),
    )

    class Meta(Table.Meta):
        model = Period
        fields = ("month", "university", "days", "reports_due_on", "pay_on", "state")

    def render_month(self, record: Period) -> str:
        return month_name(record.month)

    def render_days(self, record: Period) -> str:
        return f"{thai_date(record.first_day)} – {thai_date(record.last_day)}"

    def render_reports_due_on(self, record: Period) -> str:
        return thai_date(record.reports_due_on)

    def render_pay_on(self, record: Period) -> str:
        return thai_date(record.pay_on)


class PayLineTable(Table):
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    month = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    explained = django_tables2.Column(verbose_name=_("How it was computed"), accessor="pk", orderable=False)
    withheld = django_tables2.Column(verbose_name=_("Tax"))
    net = django_tables2.Column(verbose_name=_("Paid (baht)"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"person": "contract__person__sort_key", "month": "-period__month"}
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Batch"), "batch__number", 8),
        Column(_("Baht a month"), "monthly_wage", 14),
        Column(_("Days of the period"), "period_days", 10),
        Column(_("Days of the contract"), "covered_days", 10),
        Column(_("Wages for all days of the period"), "worth", 12),
        Column(_("Wage"), "wage", 14),
        Column(_("Days not paid"), "absent_days", 10),
        Column(_("Baht a day"), "per_day", 12),
        Column(_("Lowered by"), "deduction", 12),
        Column(_("Days late"), "late_days", 10),
        Column(_("Penalty"), "penalty", 12),
        Column(_("Penalty waived"), "waived", 12),
        Column(_("Amount agreed"), "agreed", 12),
        Column(_("Corrections of other months"), "adjusted", 12),
        Column(_("Wage due"), "gross", 14),
        Column(_("Tax"), "withheld", 12),
        Column(_("Paid (baht)"), "net", 14),
        Column(_("State"), "state", 14, labels=dict(PayLineState.choices)),
        Column(_("Paid on"), "paid_on", 12),
    )

    class Meta(Table.Meta):
        model = PayLine
        fields = ("person", "month", "explained", "withheld", "net", "state")

    def render_month(self, record: PayLine) -> str:
        return month_name(record.period.month)

    def render_explained(self, record: PayLine) -> SafeString:
        return format_html("<span class='nums'>{}</span>", explained(record))

    def render_withheld(self, record: PayLine) -> str:
        return baht(record.withheld)

    def render_net(self, record: PayLine) -> str:
        return baht(record.net)


class AdjustmentTable(Table):
    person = django_tables2.Column(
        verbose_name=_("Name"), accessor="contract__person", linkify=("adjustment-decide", {"pk": A("pk")})
    )
    month = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    amount = django_tables2.Column(verbose_name=_("Amount (baht)"))
    reason = django_tables2.Column(verbose_name=_("Reason"))
    asked_by = django_tables2.Column(verbose_name=_("Asked by"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {
        "person": "contract__person__sort_key", "month": "-period__month", "state": "state",
    }  # fmt: skip
    # Why somebody was paid wrongly is personal: a list that is downloaded holds the figures.
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Amount (baht)"), "amount", 14),
        Column(_("State"), "state", 20, labels=dict(AdjustmentState.choices)),
        Column(_("Asked"), "asked_at", 20),
        Column(_("Decided"), "decided_at", 20),
        Column(_("Batch"), "line__batch__number", 8),
    )

    class Meta(Table.Meta):
        model = Adjustment
        fields = ("person", "month", "amount", "reason", "asked_by", "state")

    def render_month(self, record: Adjustment) -> str:
        return month_name(record.period.month)

    def render_amount(self, record: Adjustment) -> str:
        return baht(record.amount)
