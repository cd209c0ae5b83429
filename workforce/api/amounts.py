"""Amounts no rule gives, and penalties let off: actions of a report."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tambon.api.fields import actor
from u2t.core.api.bodies import body_of
from workforce.api.reportshapes import MonthReportDetailSerializer, ReportVersionSerializer, told
from workforce.models import MonthReport
from workforce.services import amounts, waivers


class ProposeSerializer(ReportVersionSerializer):
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal(0), help_text="The whole wage of the month, before tax."
    )
    reason = serializers.CharField(max_length=2000)
    evidence = serializers.CharField(max_length=2000)


class AnswerAmountSerializer(ReportVersionSerializer):
    agreed = serializers.BooleanField(help_text="Who proposed it takes it back by false.")
    answer = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class WaivePenaltySerializer(ReportVersionSerializer):
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal(0), help_text="Baht of the penalty that are let off."
    )
    reason = serializers.CharField(max_length=2000)


class AmountActions(GenericViewSet[MonthReport]):
    """What is done about the amount of a report."""

    @extend_schema(request=ProposeSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, **_arguments: str) -> Response:
        """Propose an amount no rule gives; nothing changes until a second person agrees."""
        report, asked = self.get_object(), body_of(request, ProposeSerializer)
        version = asked.pop("version")
        wanted = amounts.Wanted(**asked)
        return told(amounts.propose(report=report, wanted=wanted, by=actor(request), version=version), seen=report)

    @extend_schema(request=AnswerAmountSerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **_arguments: str) -> Response:
        """Agree to the amount somebody else proposed, or refuse it."""
        report, asked = self.get_object(), body_of(request, AnswerAmountSerializer)
        return told(amounts.answer(report=report, by=actor(request), **asked), seen=report)

    @extend_schema(request=WaivePenaltySerializer, responses=MonthReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, **_arguments: str) -> Response:
        """Let off the penalty for work delivered late, or a part of it."""
        report, asked = self.get_object(), body_of(request, WaivePenaltySerializer)
        return told(waivers.waive(report=report, by=actor(request), **asked), seen=report)
