"""Wages claimed back, and what came of them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from u2t.core import files
from u2t.core.api.bodies import body_of
from workforce.filters.receivables import ReceivableFilterSet
from workforce.models import Contract, Period, Receivable, Repayment
from workforce.permissions import Can
from workforce.selectors.pay import adjustments_of
from workforce.selectors.receivables import receivables_of, repayments_of
from workforce.services import receivables
from workforce.services.receivables import Back, Claim


class RepaymentSerializer(serializers.ModelSerializer[Repayment]):
    number = serializers.CharField(source="shown_number", read_only=True)

    class Meta:
        model = Repayment
        fields = ["id", "number", "amount", "paid_on", "evidence", "received_at", "cancelled_at", "cancel_reason"]


class ReceivableSerializer(serializers.ModelSerializer[Receivable]):
    repaid = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    left = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    status = serializers.CharField(source="standing", read_only=True, help_text="open, late, settled or cancelled")

    class Meta:
        model = Receivable
        fields = [
            "id", "contract", "period", "adjustment", "amount", "repaid", "left", "status", "reason",
            "document_number", "due_on", "claimed_at", "cancelled_at", "cancel_reason", "version",
        ]  # fmt: skip


class ReceivableDetailSerializer(ReceivableSerializer):
    repayments = RepaymentSerializer(many=True, read_only=True)

    class Meta(ReceivableSerializer.Meta):
        fields = [*ReceivableSerializer.Meta.fields, "repayments"]


class CorrectionClaimSerializer(serializers.Serializer[Any]):
    adjustment = serializers.IntegerField(min_value=1)
    document_number = serializers.CharField(max_length=80)
    due_on = DayField()


class ClaimSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1)
    period = serializers.IntegerField(min_value=1)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    reason = serializers.CharField(max_length=1000)
    document_number = serializers.CharField(max_length=80)
    due_on = DayField()


class BackSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first receipt is the answer.")
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    paid_on = DayField()
    evidence = serializers.CharField(max_length=200)


class ClaimCancelSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if it changed since.")
    reason = serializers.CharField(max_length=1000)


class RepaymentCancelSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


class ReceivableViewSet(ListModelMixin, GenericViewSet[Receivable]):
    """Wages claimed back from who left; `status`, `university` and `contract` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_RECEIVABLE, "of_correction": Can.CHANGE_RECEIVABLE}
    serializer_class = ReceivableSerializer
    filterset_class = ReceivableFilterSet
    queryset = Receivable.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Receivable]:
        return receivables_of(self.request.user)

    @extend_schema(responses=ReceivableDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        """Return a claim with what came of it."""
        return self._shown(self.get_object())

    @extend_schema(request=ClaimSerializer, responses={201: ReceivableDetailSerializer})
    def create(self, request: Request) -> Response:
        """Claim back what was paid too much for a month to somebody who has no wage to come."""
        user, asked = actor(request), body_of(request, ClaimSerializer)
        contract = get_object_or_404(Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT), pk=asked.pop("contract"))
        period = get_object_or_404(Period.objects.filter(university=contract.university_id), pk=asked.pop("period"))
        made = receivables.claim(contract=contract, claim=Claim(period=period, **asked), by=user)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectionClaimSerializer, responses={201: ReceivableDetailSerializer})
    @action(detail=False, methods=["post"], url_path="of-correction", filterset_class=None, pagination_class=None)
    def of_correction(self, request: Request) -> Response:
        """Claim back an agreed correction that no wage can take in any more."""
        asked = body_of(request, CorrectionClaimSerializer)
        adjustment = get_object_or_404(adjustments_of(actor(request)), pk=asked.pop("adjustment"))
        made = receivables.claim_correction(adjustment=adjustment, by=actor(request), **asked)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=BackSerializer, responses={201: ReceivableDetailSerializer})
    @action(detail=True, methods=["post"])
    def repay(self, request: Request, **_arguments: str) -> Response:
        """Enter money that came back; its receipt is made."""
        receivable, asked = self.get_object(), body_of(request, BackSerializer)
        receivables.repay(receivable=receivable, back=Back(**asked), by=actor(request))
        return self._shown(receivable, status.HTTP_201_CREATED)

    @extend_schema(request=ClaimCancelSerializer, responses=ReceivableDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Cancel a claim that was wrong."""
        receivable, asked = self.get_object(), body_of(request, ClaimCancelSerializer)
        return self._shown(receivables.cancel(receivable=receivable, by=actor(request), **asked))

    def _shown(self, receivable: Receivable, code: int = status.HTTP_200_OK) -> Response:
        rows = self.get_queryset().prefetch_related("repayments")
        return Response(ReceivableDetailSerializer(rows.get(pk=receivable.pk)).data, status=code)


class RepaymentViewSet(ListModelMixin, GenericViewSet[Repayment]):
    """Receipts of wages that were paid back."""

    serializer_class = RepaymentSerializer
    queryset = Repayment.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Repayment]:
        return repayments_of(self.request.user).order_by()

    @extend_schema(request=RepaymentCancelSerializer, responses=RepaymentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Cancel a receipt that was wrong; its number stays used."""
        repayment, asked = self.get_object(), body_of(request, RepaymentCancelSerializer)
        done = receivables.cancel_repayment(repayment=repayment, by=actor(request), **asked)
        return Response(RepaymentSerializer(done).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, **_arguments: str) -> HttpResponse:
        """Return the receipt."""
        file = receivables.read(repayment=self.get_object(), by=actor(request))
        return HttpResponse(files.read(file), content_type=file.media_type)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("receivables", ReceivableViewSet, "api-receivable"),
    ("repayments", RepaymentViewSet, "api-repayment"),
]
