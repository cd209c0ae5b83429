"""Accounts wages are paid to, corrections of wages, and files for the bank."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from tambon.models import University
from u2t.core.access import reach
from u2t.core.api.bodies import body_of
from workforce.banking import Bank
from workforce.filters.months import AdjustmentFilterSet
from workforce.models import Adjustment, BankAccount, Contract, PayBatch, Period, Person, TransferFormat
from workforce.permissions import Can
from workforce.selectors.pay import adjustments_of, batches_of
from workforce.selectors.transfers import OTHERS, OWN, formats_of
from workforce.services import adjustments, banking, transfers


class BankAccountSerializer(serializers.ModelSerializer[BankAccount]):
    number = serializers.CharField(source="masked_number", read_only=True, help_text="The last four digits.")

    class Meta:
        model = BankAccount
        fields = ["id", "person", "bank", "branch", "number", "holder", "entered_at", "confirmed_at"]


class AccountGivenSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    bank = serializers.ChoiceField(choices=Bank.choices)
    branch = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    number = serializers.CharField(max_length=30)
    holder = serializers.CharField(max_length=200)


class AdjustmentSerializer(serializers.ModelSerializer[Adjustment]):
    class Meta:
        model = Adjustment
        fields = [
            "id", "contract", "period", "amount", "reason", "state", "asked_at", "decided_at", "answer", "line",
            "version",
        ]  # fmt: skip
        read_only_fields = ("state", "asked_at", "decided_at", "answer", "line", "version")


class AskSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1)
    period = serializers.IntegerField(min_value=1)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    reason = serializers.CharField(max_length=2000)


class DecideSerializer(serializers.Serializer[Any]):
    agreed = serializers.BooleanField()
    answer = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    version = serializers.IntegerField(help_text="The version you saw; 412 if it was decided since.")


class TransferFormatSerializer(serializers.ModelSerializer[TransferFormat]):
    class Meta:
        model = TransferFormat
        fields = ["id", "university", "version", "bank", "written", "created_at"]


class FormatGivenSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    bank = serializers.ChoiceField(choices=Bank.choices)
    written = serializers.JSONField()


class BankAccountViewSet(ListModelMixin, GenericViewSet[BankAccount]):
    """Accounts that stand, masked: the own one, and those of the people of the own university."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_BANK_ACCOUNT}
    serializer_class = BankAccountSerializer
    queryset = BankAccount.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[BankAccount]:
        return BankAccount.objects.visible_to(self.request.user, to=Can.VIEW_BANK_ACCOUNT).standing()

    @extend_schema(request=AccountGivenSerializer, responses={201: BankAccountSerializer})
    def create(self, request: Request) -> Response:
        """Enter the own account, or that of a person; the same one again is the answer."""
        user, asked = actor(request), body_of(request, AccountGivenSerializer)
        people = Person.objects.visible_to(user, to=Can.VIEW_BANK_ACCOUNT)
        key = asked.pop("person")
        person = get_object_or_404(people, pk=key) if key else get_object_or_404(people, user=user)
        made = banking.enter(person=person, given=banking.Given(**asked), by=user)
        return Response(BankAccountSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=BankAccountSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **_arguments: str) -> Response:
        """Confirm the own account as it was entered."""
        return Response(BankAccountSerializer(banking.confirm(account=self.get_object(), by=actor(request))).data)


class AdjustmentViewSet(ListModelMixin, GenericViewSet[Adjustment]):
    """Corrections of wages; `status` and `contract` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ASK_ADJUSTMENT}
    serializer_class = AdjustmentSerializer
    filterset_class = AdjustmentFilterSet
    queryset = Adjustment.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Adjustment]:
        return adjustments_of(self.request.user)

    @extend_schema(request=AskSerializer, responses={201: AdjustmentSerializer})
    def create(self, request: Request) -> Response:
        """Ask that the next wage is corrected because of a month that was paid."""
        user, asked = actor(request), body_of(request, AskSerializer)
        contract = get_object_or_404(
            Contract.objects.visible_to(user, to=Can.VIEW_CONTRACT), pk=asked.pop("contract")
        )  # fmt: skip
        period = get_object_or_404(Period.objects.filter(university=contract.university_id), pk=asked.pop("period"))
        made = adjustments.ask(contract=contract, period=period, by=user, **asked)
        return Response(AdjustmentSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=DecideSerializer, responses=AdjustmentSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **_arguments: str) -> Response:
        """Agree to a correction somebody else asked for, or refuse it."""
        adjustment = self.get_object()
        asked = body_of(request, DecideSerializer)
        done = adjustments.decide(adjustment=adjustment, by=actor(request), **asked)
        return Response(AdjustmentSerializer(done).data)


class TransferFormatViewSet(ListModelMixin, GenericViewSet[TransferFormat]):
    """Versions of the format of the bank's file of a university; the newest counts."""

    needs: ClassVar[dict[str, str]] = {"create": Can.TRANSFER_PAYROLL}
    serializer_class = TransferFormatSerializer
    queryset = TransferFormat.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[TransferFormat]:
        return formats_of(self.request.user).order_by()

    @extend_schema(request=FormatGivenSerializer, responses={201: TransferFormatSerializer})
    def create(self, request: Request) -> Response:
        """Lay down a new version."""
        user, asked = actor(request), body_of(request, FormatGivenSerializer)
        own = University.objects.filter(pk__in=reach(user, Can.TRANSFER_PAYROLL).universities)
        university = get_object_or_404(own, pk=asked.pop("university"))
        made = transfers.lay_down(university=university, by=user, **asked)
        return Response(TransferFormatSerializer(made).data, status=status.HTTP_201_CREATED)


class PayFileViewSet(GenericViewSet[PayBatch]):
    """Files of a batch for the bank and for finance, with accounts in full."""

    queryset = PayBatch.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[PayBatch]:
        return batches_of(self.request.user)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("which", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[OWN, OTHERS])],
    )
    @action(detail=True, methods=["get"], url_path=rf"transfer/(?P<which>{OWN}|{OTHERS})")
    def transfer(self, request: Request, *, which: str, **_arguments: str) -> HttpResponse:
        """Return the file for accounts of the own bank, or for all others."""
        file = transfers.write(batch=self.get_object(), which=which, by=actor(request))
        return HttpResponse(file.content, content_type="application/octet-stream")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def workbook(self, request: Request, **_arguments: str) -> HttpResponse:
        """Return the payroll as XLSX."""
        file = transfers.workbook(batch=self.get_object(), by=actor(request))
        return HttpResponse(file.content, content_type="application/octet-stream")


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("bank-accounts", BankAccountViewSet, "api-bankaccount"),
    ("adjustments", AdjustmentViewSet, "api-adjustment"),
    ("transfer-formats", TransferFormatViewSet, "api-transferformat"),
    ("pay-files", PayFileViewSet, "api-payfile"),
]
