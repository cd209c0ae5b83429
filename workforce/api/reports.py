"""Reports of the month and their approvals."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer
from u2t.core.errors import InputError
from workforce.api.amounts import AmountActions
from workforce.api.papers import PaperSerializer
from workforce.api.reportshapes import (
    MonthReportDetailSerializer,
    MonthReportSerializer,
    ReportVersionSerializer,
    told,
)
from workforce.api.steptimes import StepTimeActions
from workforce.choices import ProblemKind, Skill, Standing
from workforce.filters.months import ApprovalFilterSet, ReportFilterSet
from workforce.forms.months import EffectForm
from workforce.models import Approval, Contract, MonthReport, Period, WorkArea
from workforce.permissions import Can
from workforce.selectors.assignments import items_of
from workforce.selectors.late import late_of, late_reports
from workforce.selectors.pay import foreseen
from workforce.selectors.reports import approvals_of, chain_of, reports_seen, waiting_for
from workforce.services import approvals, manyapprovals, monthpapers, reports
from workforce.services.raising import Problem
from workforce.views import printing
from workforce.wording import explained


class BeginSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1)
    period = serializers.IntegerField(min_value=1)


class ResultLineSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)
    standing = serializers.ChoiceField(choices=Standing.choices, allow_blank=True)
    note = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    area = serializers.SlugField(required=False, allow_null=True, default=None)
    item = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The task of the assignment that it answers."
    )


class ProblemLineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ProblemKind.choices)
    text = serializers.CharField(max_length=4000)


class WriteSerializer(ReportVersionSerializer):
    lines = ResultLineSerializer(many=True)
    learned = serializers.DictField(
        child=serializers.CharField(max_length=4000, allow_blank=True), required=False, default=dict,
        help_text=f"A text for each of: {', '.join(Skill.values)}.",
    )  # fmt: skip
    problems = ProblemLineSerializer(many=True, required=False, default=list)
    next_plan = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)


class SendReportSerializer(ReportVersionSerializer):
    certified = serializers.BooleanField(help_text="That the work was done and all of it is true.")


class ApproveReportSerializer(ReportVersionSerializer):
    days = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=Decimal(0), required=False, default=Decimal(0),
        help_text="Days not to be paid.",
    )  # fmt: skip
    reason = serializers.CharField(
        max_length=4000, required=False, default="", allow_blank=True, help_text="For which days and why."
    )
    evidence = serializers.CharField(
        max_length=2000, required=False, default="", allow_blank=True, help_text="Needed when days are not paid."
    )


class WageEffectSerializer(serializers.Serializer[Any]):
    wage = serializers.DecimalField(max_digits=12, decimal_places=2)
    absent_days = serializers.DecimalField(max_digits=4, decimal_places=1)
    per_day = serializers.DecimalField(max_digits=12, decimal_places=2)
    deduction = serializers.DecimalField(max_digits=12, decimal_places=2)
    late_days = serializers.IntegerField()
    late_per_day = serializers.DecimalField(max_digits=12, decimal_places=2)
    penalty = serializers.DecimalField(max_digits=12, decimal_places=2)
    waived = serializers.DecimalField(max_digits=12, decimal_places=2)
    agreed = serializers.DecimalField(max_digits=12, decimal_places=2)
    gross = serializers.DecimalField(max_digits=12, decimal_places=2)
    withheld = serializers.DecimalField(max_digits=12, decimal_places=2)
    net = serializers.DecimalField(max_digits=12, decimal_places=2)
    explained = serializers.CharField()


class LateReportSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="report.pk")
    since = serializers.DateField()
    who = serializers.CharField()
    telephones = serializers.ListField(child=serializers.CharField())
    message = serializers.CharField()


class ReturnReportSerializer(ReportVersionSerializer):
    reason = serializers.CharField(max_length=4000)
    step = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="An earlier step's position; none is the worker."
    )


class WhySerializer(ReportVersionSerializer):
    reason = serializers.CharField(max_length=4000)


class AcceptSerializer(serializers.Serializer[Any]):
    order_number = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


class ChosenReportSerializer(ReportVersionSerializer):
    id = serializers.IntegerField(min_value=1)


class ApproveManySerializer(serializers.Serializer[Any]):
    reports = ChosenReportSerializer(many=True, allow_empty=False)

    def validate_reports(self, value: list[dict[str, int]]) -> list[dict[str, int]]:
        """Take at most ten thousand."""
        limit = manyapprovals.MOST
        if len(value) > limit:
            raise serializers.ValidationError(f"At most {limit} at once.")
        return value


class ApproveResultSerializer(serializers.Serializer[Any]):
    key = serializers.IntegerField()
    state = serializers.CharField(source="report.state", allow_null=True, default=None)
    error = serializers.CharField()


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    step = serializers.IntegerField(source="step.position", read_only=True, allow_null=True, default=None)
    by = serializers.CharField(source="by.username", read_only=True)
    for_whom = serializers.CharField(source="for_whom.username", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Approval
        fields = [
            "id",
            "report",
            "step",
            "turn",
            "decision",
            "by",
            "for_whom",
            "at",
            "deducted_days",
            "amount",
            "reason",
            "evidence",
            "is_standing",
        ]


class MonthReportViewSet(
    AmountActions, StepTimeActions, ListModelMixin, RetrieveModelMixin, GenericViewSet[MonthReport]
):
    """Reports of the month; `period` (2564-11), `status`, `tambon` and `university` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.WRITE_REPORT, "approve_many": Can.DECIDE_REPORT}
    serializer_class = MonthReportSerializer
    filterset_class = ReportFilterSet
    own_parameters: tuple[str, ...] = ()
    queryset = MonthReport.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[MonthReport]:
        return reports_seen(self.request.user)

    @extend_schema(responses=MonthReportDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        return Response(MonthReportDetailSerializer(self.get_object()).data)

    @extend_schema(request=BeginSerializer, responses={201: MonthReportDetailSerializer})
    def create(self, request: Request) -> Response:
        """Begin the report of an own month; begun before, that one is the answer."""
        asked = body_of(request, BeginSerializer)
        own = Contract.objects.visible_to(request.user, to=Can.VIEW_CONTRACT).filter(person__user=request.user.pk)
        contract = get_object_or_404(own.select_related("person"), pk=asked["contract"])
        period = get_object_or_404(Period.objects.visible_to(request.user, to=Can.VIEW_PERIOD), pk=asked["period"])
        report = reports.begin(contract=contract, period=period, by=actor(request))
        return told(report, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, **_arguments: str) -> Response:
        """Store what was written so far."""
        report = self.get_object()
        asked = body_of(request, WriteSerializer)
        version, lines, problems = asked.pop("version"), asked.pop("lines"), asked.pop("problems")
        areas = WorkArea.objects.in_bulk({one["area"] for one in lines if one["area"]})
        items = items_of(report).in_bulk({one["item"] for one in lines if one["item"] is not None})
        written = reports.Written(
            lines=[
                reports.Line(
                    one["text"], one["standing"], one["note"], areas.get(one["area"]), items.get(one["item"])
                )
                for one in lines
            ],
            problems=[Problem(**one) for one in problems],
            **asked,
        )  # fmt: skip
        saved = reports.save(report=report, written=written, by=actor(request), version=version)
        return told(saved, seen=report)

    @extend_schema(request=SendReportSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, **_arguments: str) -> Response:
        """Certify the report and send it on its way."""
        report = self.get_object()
        asked = body_of(request, SendReportSerializer)
        return told(reports.send(report=report, by=actor(request), **asked), seen=report)

    @extend_schema(request=ApproveReportSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **_arguments: str) -> Response:
        """Approve a report whose turn is yours."""
        report = self.get_object()
        asked = body_of(request, ApproveReportSerializer)
        return told(approvals.approve(report=report, by=actor(request), **asked), seen=report)

    @extend_schema(
        parameters=[OpenApiParameter("days", OpenApiTypes.DECIMAL, description="More days not to be paid.")],
        responses=WageEffectSerializer,
    )
    @action(detail=True, methods=["get"], filterset_class=None, own_parameters=("days",))
    def effect(self, request: Request, **_arguments: str) -> Response:
        """Return what the wage comes to with some days not paid; nothing is stored."""
        report, form = self.get_object(), EffectForm(request.query_params)
        require(actor(request), Can.DECIDE_REPORT, report)
        if not form.is_valid():
            raise InputError(" ".join(map(str, form.errors["days"])), extra={"field": "days"})
        line = foreseen(report, form.cleaned_data["days"] or Decimal(0))
        money = ("wage", "deduction", "late_per_day", "penalty", "waived", "agreed", "gross", "withheld", "net")
        names = ("absent_days", "per_day", "late_days", *money)
        values = {name: getattr(line, name) for name in names}
        return Response(WageEffectSerializer(values | {"explained": explained(line)}).data)

    @extend_schema(
        request=ApproveManySerializer, responses={200: ApproveResultSerializer(many=True), 202: JobSerializer}
    )
    @action(detail=False, methods=["post"], url_path="approve-many", filterset_class=None, pagination_class=None)
    def approve_many(self, request: Request) -> Response:
        """Approve many, each with its own answer; more than 200 are a job (202) with `refused` in its result."""
        asked = {one["id"]: one["version"] for one in body_of(request, ApproveManySerializer)["reports"]}
        if len(asked) > manyapprovals.AT_ONCE:
            job = manyapprovals.ask(chosen=list(asked.items()), by=actor(request))
            return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)
        rows = self.get_queryset().filter(pk__in=asked).order_by("pk")
        results = approvals.approve_many(chosen=[(one, asked[one.pk]) for one in rows], by=actor(request))
        unseen = set(asked) - {one.key for one in results}
        results += [
            approvals.Result(key, None, _("There is no such report that you may see.")) for key in sorted(unseen)
        ]
        return Response(ApproveResultSerializer(results, many=True).data)

    @extend_schema(responses=MonthReportSerializer(many=True))
    @action(detail=False, methods=["get"], filterset_class=None)
    def waiting(self, request: Request) -> Response:
        """Return the reports whose turn is yours."""
        page = self.paginate_queryset(waiting_for(request.user))
        return self.get_paginated_response(MonthReportSerializer(page, many=True).data)

    @extend_schema(responses=LateReportSerializer(many=True))
    @action(detail=False, methods=["get"])
    def late(self, request: Request) -> Response:
        """Return the reports past their day, with whom to call and a message to send them."""
        rows = self.paginate_queryset(self.filter_queryset(late_reports(request.user)))
        lines = late_of(rows or [], user=request.user, site=request.build_absolute_uri("/"))
        return self.get_paginated_response(LateReportSerializer(lines, many=True).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, **_arguments: str) -> HttpResponse:
        """Return the report in the programme's form, to be printed."""
        return printing.printed(self.get_object(), by=actor(request))

    @extend_schema(request=None, responses={201: PaperSerializer})
    @action(detail=True, methods=["post"])
    def deliver(self, request: Request, **_arguments: str) -> Response:
        """Make the delivery of work of a report that is sent; made before, that one is the answer."""
        site = request.build_absolute_uri("/")
        paper = monthpapers.deliver(report=self.get_object(), site=site, by=actor(request))
        return Response(PaperSerializer(paper).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AcceptSerializer, responses={201: PaperSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **_arguments: str) -> Response:
        """Make the acceptance of work of an approved report, for who approved it last to sign."""
        report, asked = self.get_object(), body_of(request, AcceptSerializer)
        paper = monthpapers.accept(report=report, site=request.build_absolute_uri("/"), by=actor(request), **asked)
        return Response(PaperSerializer(paper).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReturnReportSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, **_arguments: str) -> Response:
        """Return a report to who wrote it, or to an earlier step."""
        report = self.get_object()
        asked = body_of(request, ReturnReportSerializer)
        position = asked.pop("step")
        to = get_object_or_404(chain_of(report), position=position) if position is not None else None
        return told(approvals.send_back(report=report, by=actor(request), to=to, **asked), seen=report)

    @extend_schema(request=WhySerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take the own approval back while the next step has not decided."""
        report = self.get_object()
        asked = body_of(request, WhySerializer)
        return told(approvals.withdraw(report=report, by=actor(request), **asked), seen=report)

    @extend_schema(request=WhySerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Open an approved report again."""
        report = self.get_object()
        asked = body_of(request, WhySerializer)
        return told(approvals.reopen(report=report, by=actor(request), **asked), seen=report)


class ApprovalViewSet(ListModelMixin, GenericViewSet[Approval]):
    """Decisions about reports, in the order they were made; `report` filters."""

    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilterSet
    queryset = Approval.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[Approval]:
        return approvals_of(self.request.user)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("reports", MonthReportViewSet, "api-monthreport"),
    ("approvals", ApprovalViewSet, "api-approval"),
]
