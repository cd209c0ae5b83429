"""The end of the work under contracts."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from tambon.models import Programme, University
from u2t.core.api.bodies import body_of
from workforce.closing_choices import Condition, TickKind
from workforce.filters.contracts import ContractFilterSet
from workforce.models import ClosingTick, Contract, TambonClosing
from workforce.permissions import Can
from workforce.selectors.closings import closing_of, closing_tambons, contracts_to_close, points_of
from workforce.selectors.tambonclosings import tambon_closings
from workforce.services import closings, tambonclosings
from workforce.services.closings import Returned
from workforce.services.tambonclosings import Letter, Work


class ClosingOpenSerializer(serializers.Serializer[Any]):
    said = serializers.CharField()
    holder = serializers.CharField()


class PointSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    open = ClosingOpenSerializer(many=True)


class TickSerializer(serializers.ModelSerializer[ClosingTick]):
    class Meta:
        model = ClosingTick
        fields = ["id", "kind", "text", "condition", "evidence", "at"]


class ClosingContractSerializer(serializers.ModelSerializer[Contract]):
    closed_at = serializers.DateTimeField(source="closing.closed_at", read_only=True, allow_null=True, default=None)
    shows_name = serializers.BooleanField(source="closing.shows_name", read_only=True, default=False)
    version = serializers.IntegerField(source="closing.version", read_only=True, default=1)

    class Meta:
        model = Contract
        fields = ["id", "number", "university", "programme", "closed_at", "shows_name", "version"]


class ClosingDetailSerializer(ClosingContractSerializer):
    points = serializers.SerializerMethodField()
    ticks = serializers.SerializerMethodField()

    class Meta(ClosingContractSerializer.Meta):
        fields = [*ClosingContractSerializer.Meta.fields, "points", "ticks"]

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, contract: Contract) -> list[dict[str, Any]]:
        return list(PointSerializer(points_of([contract])[contract.pk], many=True).data)

    @extend_schema_field(TickSerializer(many=True))
    def get_ticks(self, contract: Contract) -> list[dict[str, Any]]:
        closing = closing_of(contract)
        return list(TickSerializer(closing.ticks.all() if closing else [], many=True).data)


class ReturnedSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=TickKind.choices)
    text = serializers.CharField(max_length=200)
    condition = serializers.ChoiceField(choices=Condition.choices)
    evidence = serializers.CharField(max_length=300)


class UntickSerializer(serializers.Serializer[Any]):
    tick = serializers.IntegerField(min_value=1)


class AgreeSerializer(serializers.Serializer[Any]):
    shows_name = serializers.BooleanField()


class ReopenSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if it changed since.")
    reason = serializers.CharField(max_length=1000)


class ClosingViewSet(ListModelMixin, GenericViewSet[Contract]):
    """The end of the work, by contract: what is settled, what is open and who holds it."""

    serializer_class = ClosingContractSerializer
    filterset_class = ContractFilterSet
    queryset = Contract.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Contract]:
        return contracts_to_close(self.request.user)

    @extend_schema(responses=ClosingDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        """Return what is settled and what is open at the end of the work under a contract."""
        return self._shown(self.get_object())

    @extend_schema(request=ReturnedSerializer, responses={201: ClosingDetailSerializer})
    @action(detail=True, methods=["post"])
    def tick(self, request: Request, **_arguments: str) -> Response:
        """Say that something was handed back."""
        contract, asked = self.get_object(), body_of(request, ReturnedSerializer)
        closings.tick(contract=contract, returned=Returned(**asked), by=actor(request))
        return self._shown(contract, status.HTTP_201_CREATED)

    @extend_schema(request=UntickSerializer, responses=ClosingDetailSerializer)
    @action(detail=True, methods=["post"])
    def untick(self, request: Request, **_arguments: str) -> Response:
        """Take back what was said to be handed back."""
        contract, asked = self.get_object(), body_of(request, UntickSerializer)
        tick = get_object_or_404(ClosingTick.objects.filter(closing__contract=contract), pk=asked["tick"])
        closings.untick(tick=tick, by=actor(request))
        return self._shown(contract)

    @extend_schema(request=AgreeSerializer, responses=ClosingDetailSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, **_arguments: str) -> Response:
        """Say whether the own name is shown to whoever checks the own certificate."""
        contract, asked = self.get_object(), body_of(request, AgreeSerializer)
        closings.agree(contract=contract, by=actor(request), **asked)
        return self._shown(contract)

    @extend_schema(request=None, responses=ClosingDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close the work under a contract; refused while something is open, naming each thing and who holds it."""
        contract = self.get_object()
        closings.close(contract=contract, by=actor(request))
        return self._shown(contract)

    @extend_schema(request=ReopenSerializer, responses=ClosingDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Open what was closed again."""
        contract, asked = self.get_object(), body_of(request, ReopenSerializer)
        closings.reopen(contract=contract, by=actor(request), **asked)
        return self._shown(contract)

    def _shown(self, contract: Contract, code: int = 200) -> Response:
        return Response(ClosingDetailSerializer(self.get_queryset().get(pk=contract.pk)).data, status=code)


class TambonClosingSerializer(serializers.ModelSerializer[TambonClosing]):
    class Meta:
        model = TambonClosing
        fields = ["id", "programme", "university", "tambon", "letter_number", "letter_on", "closed_at", "version"]


class TambonCloseSerializer(serializers.Serializer[Any]):
    programme = serializers.PrimaryKeyRelatedField(queryset=Programme.objects.all())
    university = serializers.PrimaryKeyRelatedField(queryset=University.objects.all())
    tambon = serializers.CharField(max_length=8)
    letter_number = serializers.CharField(max_length=80)
    letter_on = DayField()


class TambonClosingViewSet(ListModelMixin, GenericViewSet[TambonClosing]):
    """Works in tambons that were closed, or closed and opened again."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CLOSE_TAMBON}
    serializer_class = TambonClosingSerializer
    queryset = TambonClosing.objects.none()
    ordering = "-pk"
    own_parameters: ClassVar[tuple[str, ...]] = ()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[TambonClosing]:
        return tambon_closings(self.request.user)

    @extend_schema(request=TambonCloseSerializer, responses=TambonClosingSerializer)
    def create(self, request: Request) -> Response:
        """Close the work in a tambon, if nothing is open."""
        user, asked = actor(request), body_of(request, TambonCloseSerializer)
        work = Work(
            asked["programme"], asked["university"], get_object_or_404(closing_tambons(user), pk=asked["tambon"])
        )
        letter = Letter(asked["letter_number"], asked["letter_on"])
        return Response(self.get_serializer(tambonclosings.close(work=work, letter=letter, by=user)).data)

    @extend_schema(request=ReopenSerializer, responses=TambonClosingSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Open the closed work in a tambon again."""
        closing, asked = self.get_object(), body_of(request, ReopenSerializer)
        return Response(self.get_serializer(tambonclosings.reopen(closing=closing, by=actor(request), **asked)).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("closings", ClosingViewSet, "api-closing"),
    ("tambon-closings", TambonClosingViewSet, "api-tambonclosing"),
]
