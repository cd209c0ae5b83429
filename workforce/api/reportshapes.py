"""What the API says of a report of the month."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from workforce.choices import ReportState
from workforce.models import Approval, MonthReport, ProblemItem, ReportLine
from workforce.selectors.amounts import Answerers, awaited, proposal_of
from workforce.selectors.reports import tambon_of


class ReportLineSerializer(serializers.ModelSerializer[ReportLine]):
    class Meta:
        model = ReportLine
        fields = ["position", "area", "item", "text", "standing", "note"]


class ReportProblemSerializer(serializers.ModelSerializer[ProblemItem]):
    class Meta:
        model = ProblemItem
        fields = ["id", "kind", "text", "state", "owner", "raised_at", "due_on", "answer"]


class AmountProposalSerializer(serializers.ModelSerializer[Approval]):
    by = serializers.CharField(source="by.username")
    awaited = serializers.SerializerMethodField(help_text="Who may agree or refuse.")

    class Meta:
        model = Approval
        fields = ["amount", "reason", "evidence", "by", "at", "awaited"]

    def get_awaited(self, _proposal: Approval) -> str:
        return str(self.context["awaited"])


class MonthReportSerializer(serializers.ModelSerializer[MonthReport]):
    month = serializers.DateField(source="period.month", read_only=True)
    university = serializers.CharField(source="contract.university_id", read_only=True)
    tambon = serializers.CharField(source="tambon_code", read_only=True, allow_null=True)
    step = serializers.IntegerField(source="step.position", read_only=True, allow_null=True, default=None)
    step_kind = serializers.CharField(source="step.kind", read_only=True, allow_null=True, default=None)

    class Meta:
        model = MonthReport
        fields = [
            "id", "contract", "period", "month", "university", "tambon", "state", "step", "step_kind", "step_due_on",
            "days_worked", "days_absent", "days_late", "log_count", "photo_count", "deducted_days", "agreed_amount",
            "waived", "amount", "sent_at", "approved_at", "version",
        ]  # fmt: skip


class MonthReportDetailSerializer(MonthReportSerializer):
    lines = ReportLineSerializer(many=True, read_only=True)
    problems = ReportProblemSerializer(many=True, read_only=True)
    proposal = serializers.SerializerMethodField(help_text="The amount that waits for a second person, if one does.")

    class Meta(MonthReportSerializer.Meta):
        fields = [*MonthReportSerializer.Meta.fields, "learned", "next_plan", "lines", "problems", "proposal"]

    @extend_schema_field(AmountProposalSerializer(allow_null=True))
    def get_proposal(self, report: MonthReport) -> Any:
        # Only what is being checked waits for anybody: what goes back takes the proposal with it.
        found = proposal_of(report) if report.state == ReportState.SENT else None
        if found is None:
            return None
        managers = Answerers([(report, found)]).of(report, found)
        return AmountProposalSerializer(found, context={"awaited": awaited(report, managers)}).data


def told(report: MonthReport, *, seen: MonthReport | None = None, code: int = 200) -> Response:
    """Answer with a report as a service left it; `seen` is how it was found, and who may see it was asked then."""
    tambon = seen.tambon_code if seen is not None else tambon_of(report)  # type: ignore[attr-defined]  # `reports_seen`
    report.tambon_code = tambon  # type: ignore[attr-defined]  # as above
    return Response(MonthReportDetailSerializer(report).data, status=code)


class ReportVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the report changed since.")
