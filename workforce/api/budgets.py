"""Budgets of the tambons, the instalments they come from, and the receipts they are spent by."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, ReasonSerializer, actor
from tambon.models import Programme, University
from u2t.core.api.bodies import body_of
from workforce.filters.budgets import BudgetLineFilterSet, InstalmentFilterSet, SpendingFilterSet
from workforce.models import Activity, BudgetLine, BudgetReturn, Instalment, Spending
from workforce.permissions import Can
from workforce.selectors.activities import activities_of
from workforce.selectors.balances import balances_of
from workforce.selectors.budgets import instalments_of, lines_of, spendings_of
from workforce.services import budgets, instalments, spendings
from workforce.services.instalments import Letter, Return
from workforce.services.spendings import Receipt
from workforce.views.spendings import brought


def _amount(**arguments: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2, **arguments)


class BudgetSerializer(serializers.ModelSerializer[BudgetLine]):
    province = serializers.CharField(source="tambon_id", read_only=True)
    category = serializers.CharField(source="category.code", read_only=True)
    committed = _amount(source="balance.committed", read_only=True, help_text="Bound by contracts.")
    paid = _amount(source="balance.paid", read_only=True)
    returned = _amount(source="balance.returned", read_only=True)
    repaid = _amount(source="balance.repaid", read_only=True)
    owed = _amount(source="balance.owed", read_only=True)
    remaining = _amount(source="balance.remaining", read_only=True)

    class Meta:
        model = BudgetLine
        fields = [
            "id", "programme", "university", "province", "tambon", "category", "amount", "committed", "paid",
            "repaid", "owed", "returned", "remaining", "origin", "version",
        ]  # fmt: skip

    def to_representation(self, instance: BudgetLine) -> dict[str, Any]:
        return super().to_representation(instance) | {"province": instance.tambon_id[:2]}


class AllocateSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    programme = serializers.SlugField()
    months = serializers.IntegerField(min_value=1, max_value=60)
    reason = serializers.CharField(max_length=500)


class BudgetChangeSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the budget changed since.")
    amount = _amount(min_value=0)
    reason = serializers.CharField(max_length=500)


class BudgetViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[BudgetLine]):
    """What a tambon is given for a category, and what became of it, in baht."""

    needs: ClassVar[dict[str, str]] = {"allocate": Can.CHANGE_BUDGET}
    serializer_class = BudgetSerializer
    filterset_class = BudgetLineFilterSet
    queryset = BudgetLine.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[BudgetLine]:
        return lines_of(self.request.user)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Count the balances of a page in one question."""
        page = super().paginate_queryset(queryset)
        return with_balances(page) if page is not None else None

    @extend_schema(responses=BudgetSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=AllocateSerializer, responses={201: BudgetSerializer(many=True)})
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def allocate(self, request: Request) -> Response:
        """Give every tambon of a university that has none its budget; the answer are the lines that were made."""
        asked = body_of(request, AllocateSerializer)
        universities = University.objects.visible_to(request.user, to=Can.CHANGE_BUDGET)
        asked["university"] = get_object_or_404(universities, pk=asked["university"])
        asked["programme"] = get_object_or_404(Programme, pk=asked["programme"])
        made = budgets.allocate(**asked, by=actor(request))
        rows = with_balances(self.get_queryset().filter(pk__in=[line.pk for line in made]).order_by("pk"))
        return Response(BudgetSerializer(rows, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=BudgetChangeSerializer, responses=BudgetSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, **_arguments: str) -> Response:
        """Give a tambon another amount, for a reason."""
        line = self.get_object()
        return self._shown(
            budgets.change(line=line, by=actor(request), **body_of(request, BudgetChangeSerializer))
        )  # fmt: skip

    def _shown(self, line: BudgetLine) -> Response:
        return Response(BudgetSerializer(with_balances([self.get_queryset().get(pk=line.pk)])[0]).data)


def with_balances(lines: Any) -> list[BudgetLine]:
    """Let each line have its `balance`, counted in one question."""
    rows = list(lines)
    found = {one.line: one.balance for one in balances_of(BudgetLine.objects.filter(pk__in=[row.pk for row in rows]))}
    for row in rows:
        row.balance = found[row.pk]
    return rows


class BudgetReturnSerializer(serializers.ModelSerializer[BudgetReturn]):
    class Meta:
        model = BudgetReturn
        fields = ["id", "line", "amount", "letter_number", "returned_on", "reason", "cancelled_at", "cancel_reason"]


class InstalmentSerializer(serializers.ModelSerializer[Instalment]):
    status = serializers.CharField(source="standing", read_only=True, help_text="allotted, received or cancelled")
    returned = _amount(read_only=True)

    class Meta:
        model = Instalment
        fields = [
            "id", "programme", "university", "number", "letter_number", "letter_on", "fund_source", "amount",
            "received_on", "returned", "status", "cancel_reason", "version",
        ]  # fmt: skip


class InstalmentDetailSerializer(InstalmentSerializer):
    returns = BudgetReturnSerializer(many=True, read_only=True)

    class Meta(InstalmentSerializer.Meta):
        fields = [*InstalmentSerializer.Meta.fields, "returns"]


class LetterSerializer(serializers.Serializer[Any]):
    programme = serializers.SlugField()
    university = serializers.SlugField()
    number = serializers.IntegerField(min_value=1, max_value=99)
    letter_number = serializers.CharField(max_length=80)
    letter_on = DayField()
    fund_source = serializers.CharField(max_length=200)
    amount = _amount(min_value=0)


class ReceivedSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if it changed since.")
    on = DayField()


class InstalmentCancelSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if it changed since.")
    reason = serializers.CharField(max_length=500)


class ReturnSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="Of the budget of a tambon."
    )
    amount = _amount(min_value=0)
    letter_number = serializers.CharField(max_length=80)
    returned_on = DayField()
    reason = serializers.CharField(max_length=500)


class InstalmentViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Instalment]):
    """Money the ministry allots to universities by letters."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ALLOT}
    serializer_class = InstalmentSerializer
    filterset_class = InstalmentFilterSet
    queryset = Instalment.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Instalment]:
        return instalments_of(self.request.user)

    @extend_schema(responses=InstalmentDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=LetterSerializer, responses={201: InstalmentDetailSerializer})
    def create(self, request: Request) -> Response:
        """Enter what a letter allots."""
        asked = body_of(request, LetterSerializer)
        asked["programme"] = get_object_or_404(Programme, pk=asked["programme"])
        asked["university"] = get_object_or_404(University, pk=asked["university"])
        return self._shown(
            instalments.allot(letter=Letter(**asked), by=actor(request)), status.HTTP_201_CREATED
        )  # fmt: skip

    @extend_schema(request=ReceivedSerializer, responses=InstalmentDetailSerializer)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, **_arguments: str) -> Response:
        """Confirm that the money came."""
        instalment = self.get_object()
        return self._shown(
            instalments.receive(instalment=instalment, by=actor(request), **body_of(request, ReceivedSerializer))
        )

    @extend_schema(request=InstalmentCancelSerializer, responses=InstalmentDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Cancel what was entered wrongly, before the money came."""
        instalment = self.get_object()
        return self._shown(
            instalments.cancel(instalment=instalment, by=actor(request), **body_of(request, InstalmentCancelSerializer))
        )

    @extend_schema(request=ReturnSerializer, responses=InstalmentDetailSerializer)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request: Request, **_arguments: str) -> Response:
        """Send money back."""
        instalment = self.get_object()
        asked = body_of(request, ReturnSerializer)
        if asked["line"] is not None:
            asked["line"] = get_object_or_404(lines_of(request.user), pk=asked["line"])
        instalments.give_back(instalment=instalment, back=Return(**asked), by=actor(request))
        return self._shown(instalment)

    @extend_schema(request=ReasonSerializer, responses=InstalmentDetailSerializer)
    @action(detail=True, methods=["post"], url_path=r"returns/(?P<back>\d{1,18})/cancel")
    def cancel_return(self, request: Request, back: str, **_arguments: str) -> Response:
        """Cancel a return that was entered wrongly."""
        instalment = self.get_object()
        found = get_object_or_404(instalment.returns.select_related("instalment__university"), pk=back)
        instalments.cancel_return(back=found, by=actor(request), **body_of(request, ReasonSerializer))
        return self._shown(instalment)

    def _shown(self, instalment: Instalment, code: int = 200) -> Response:
        return Response(InstalmentDetailSerializer(self.get_queryset().get(pk=instalment.pk)).data, status=code)


class SpendingSerializer(serializers.ModelSerializer[Spending]):
    university = serializers.CharField(source="line.university_id", read_only=True)
    tambon = serializers.CharField(source="line.tambon_id", read_only=True)
    category = serializers.CharField(source="line.category.code", read_only=True)
    has_file = serializers.SerializerMethodField(help_text="It is fetched from `/workforce/receipts/ID/file/`.")

    class Meta:
        model = Spending
        fields = [
            "id", "line", "university", "tambon", "category", "activity", "key", "spent_on", "payee",
            "document_number", "about", "amount", "has_file", "created_at", "cancelled_at", "cancel_reason",
        ]  # fmt: skip

    def get_has_file(self, spending: Spending) -> bool:
        return spending.file_id is not None


class ReceiptSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first receipt is the answer.")
    line = serializers.IntegerField(min_value=1)
    activity = serializers.IntegerField(required=False, allow_null=True, default=None)
    spent_on = DayField()
    payee = serializers.CharField(max_length=200)
    document_number = serializers.CharField(max_length=80)
    about = serializers.CharField(max_length=200)
    amount = _amount(min_value=0)
    file = serializers.FileField(required=False, allow_null=True, default=None, help_text="A picture or a PDF.")


class SpendingViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Spending]):
    """Receipts; one is never changed, but cancelled for a reason."""

    needs: ClassVar[dict[str, str]] = {"create": Can.SPEND}
    serializer_class = SpendingSerializer
    filterset_class = SpendingFilterSet
    queryset = Spending.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Spending]:
        return spendings_of(self.request.user)

    @extend_schema(request=ReceiptSerializer, responses={201: SpendingSerializer})
    def create(self, request: Request) -> Response:
        """Enter a receipt; above what is left it is refused with what is."""
        asked = body_of(request, ReceiptSerializer)
        asked["line"] = get_object_or_404(lines_of(request.user), pk=asked["line"])
        if asked["activity"] is not None:
            asked["activity"] = _activity(request, asked["activity"])
        asked["file"] = brought(asked["file"])
        made = spendings.enter(receipt=Receipt(**asked), by=actor(request))
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, responses=SpendingSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Cancel a receipt that was entered wrongly."""
        spending = self.get_object()
        return self._shown(spendings.cancel(spending=spending, by=actor(request), **body_of(request, ReasonSerializer)))

    def _shown(self, spending: Spending, code: int = 200) -> Response:
        return Response(SpendingSerializer(self.get_queryset().get(pk=spending.pk)).data, status=code)


def _activity(request: Request, key: int) -> Activity:
    return get_object_or_404(activities_of(request.user), pk=key)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("budgets", BudgetViewSet, "api-budgetline"),
    ("instalments", InstalmentViewSet, "api-instalment"),
    ("receipts", SpendingViewSet, "api-spending"),
]
