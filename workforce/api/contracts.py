"""Contracts and their steps."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from tambon.models import Area, Programme, University
from u2t.core import clock
from u2t.core.access import require
from u2t.core.errors import InputError
from workforce.choices import WorkerType
from workforce.days import day_after
from workforce.filters.contracts import ContractFilterSet
from workforce.models import Application, Contract, Person, WorkItem
from workforce.permissions import Can
from workforce.selectors.cautions import cautions_of_contract
from workforce.selectors.contracts import contracts_for
from workforce.selectors.hiring import Hire, offer_of, positions
from workforce.selectors.vacancies import vacant_for
from workforce.services import contracts
from workforce.services.positions import give as give_position
from workforce.services.reinstatements import reinstate

_MOST = 500


class ContractSerializer(serializers.ModelSerializer[Contract]):
    person_name = serializers.CharField(source="person.full_name", read_only=True)
    national_id = serializers.CharField(source="person.masked_national_id", read_only=True)
    type = serializers.CharField(source="worker_type", read_only=True)
    tambon = serializers.CharField(source="tambon_code", read_only=True, allow_null=True)
    agency = serializers.CharField(source="agency_code", read_only=True, allow_null=True)
    first_on = serializers.DateField(source="during.lower", read_only=True, allow_null=True)
    last_on = serializers.SerializerMethodField()
    status = serializers.CharField(source="state", read_only=True)
    end_reason = serializers.CharField(
        source="reason_shown", read_only=True,
        help_text="For the person, the university of the contract and auditors; empty for all others.",
    )  # fmt: skip

    class Meta:
        model = Contract
        fields = [
            "id", "number", "person", "person_name", "national_id", "university", "programme", "application", "type",
            "position", "tambon", "agency", "monthly_wage", "first_on", "last_on", "status", "signed_on", "end_reason",
            "replaces", "version",
        ]  # fmt: skip

    def get_last_on(self, contract: Contract) -> date | None:
        return contract.during.upper - timedelta(days=1) if contract.during.upper else None


class ContractDetailSerializer(ContractSerializer):
    cautions = serializers.SerializerMethodField(help_text="What to think of again; nothing is refused because of it.")

    class Meta(ContractSerializer.Meta):
        fields = [*ContractSerializer.Meta.fields, "cautions"]

    def get_cautions(self, contract: Contract) -> list[str]:
        return cautions_of_contract(contract)


class PositionField(serializers.PrimaryKeyRelatedField[WorkItem]):
    """One of the positions of the programmes, by its key; none means the proposed one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=positions(), **kwargs)


class HireRequestSerializer(serializers.Serializer[Any]):
    """Either an application, or a person with place, type and days."""

    application = serializers.IntegerField(required=False)
    is_digital = serializers.BooleanField(required=False, default=False)
    position = PositionField(required=False, default=None)
    person = serializers.IntegerField(required=False)
    university = serializers.CharField(required=False)
    programme = serializers.CharField(required=False)
    tambon = serializers.CharField(required=False)
    type = serializers.ChoiceField(required=False, choices=WorkerType.choices)
    first_on = serializers.DateField(required=False)
    last_on = serializers.DateField(required=False)
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500,
        help_text="Why somebody free on the reserve list of that tambon and type is passed over.",
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = {"person", "university", "programme", "tambon", "type", "first_on", "last_on"}
        missing = needed - set(attrs) if "application" not in attrs else set()
        if missing:
            raise serializers.ValidationError(dict.fromkeys(sorted(missing), _("This field is required.")))
        return attrs


class HireManyRequestSerializer(serializers.Serializer[Any]):
    applications = serializers.ListField(child=serializers.IntegerField(), max_length=_MOST, allow_empty=False)
    digital = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, max_length=_MOST,
        help_text="Which of the applications are hired as digital data managers.",
    )  # fmt: skip
    position = PositionField(required=False, default=None)


class SignManyRequestSerializer(serializers.Serializer[Any]):
    contracts = serializers.ListField(child=serializers.IntegerField(), max_length=_MOST, allow_empty=False)
    on = serializers.DateField()


class ResultSerializer(serializers.Serializer[Any]):
    key = serializers.IntegerField()
    contract = serializers.IntegerField(source="contract.pk", allow_null=True, default=None)
    error = serializers.CharField()


class VersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the contract changed since.")


class SignRequestSerializer(VersionSerializer):
    on = serializers.DateField()


class PositionRequestSerializer(VersionSerializer):
    position = PositionField()


class CancelRequestSerializer(VersionSerializer):
    reason = serializers.CharField(max_length=500)


class LastDayRequestSerializer(CancelRequestSerializer):
    on = serializers.DateField()


class ExtendRequestSerializer(CancelRequestSerializer):
    until = serializers.DateField()


class TransferRequestSerializer(LastDayRequestSerializer):
    tambon = serializers.CharField(max_length=6)


class VacancySerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField(source="pk")
    name = serializers.CharField(source="name_th")
    vacant = serializers.IntegerField(
        help_text="Posts of the person's kind that are vacant from the day on and that no published round offers."
    )


class VacancyRequestSerializer(serializers.Serializer[Any]):
    on = serializers.DateField(required=False, help_text="By default today.")


class ReplaceRequestSerializer(serializers.Serializer[Any]):
    application = serializers.IntegerField(required=False, help_text="By default the first of the reserve list.")
    person = serializers.IntegerField(required=False)
    first_on = serializers.DateField(
        required=False, default=None, allow_null=True,
        help_text="The first day of work; by default the day after the old contract, or after the closed months.",
    )  # fmt: skip
    reason = serializers.CharField(
        required=False, default="", max_length=500, help_text="Why somebody free who stands before is passed over."
    )


class ContractViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Contract]):
    """Contracts of hire."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_CONTRACT,
        "hire_many": Can.CHANGE_CONTRACT,
        "sign_many": Can.SIGN_CONTRACT,
    }
    serializer_class = ContractSerializer
    queryset = Contract.objects.none()
    filterset_class = ContractFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"
    own_parameters: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet[Contract]:
        return contracts_for(self.request.user)

    def get_serializer_class(self) -> type[ContractSerializer]:
        return ContractSerializer if self.action == "list" else ContractDetailSerializer

    @extend_schema(request=HireRequestSerializer, responses={201: ContractDetailSerializer})
    def create(self, request: Request) -> Response:
        """Draft a contract on a vacant post."""
        asked = HireRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = contracts.hire(offer=self._offer(asked.validated_data), by=actor(request))
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=HireManyRequestSerializer, responses=ResultSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="hire-many")
    def hire_many(self, request: Request) -> Response:
        """Draft contracts for many applicants, each with its own answer."""
        asked = HireManyRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rows = self._applications().filter(pk__in=asked.validated_data["applications"]).order_by("pk")
        position, digital = asked.validated_data["position"], set(asked.validated_data["digital"])
        offers = {one.pk: offer_of(one, is_digital=one.pk in digital, position=position) for one in rows}
        refused = [contracts.Result(key, None, offer) for key, offer in offers.items() if isinstance(offer, str)]
        good = [offer for offer in offers.values() if isinstance(offer, Hire)]
        unseen = _unseen(asked.validated_data["applications"], offers)
        results = [*contracts.hire_many(offers=good, by=actor(request)), *refused, *unseen]
        return Response(ResultSerializer(results, many=True).data)

    @extend_schema(request=SignManyRequestSerializer, responses=ResultSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="sign-many")
    def sign_many(self, request: Request) -> Response:
        """Sign many drafts, each with its own answer."""
        asked = SignManyRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rows = list(self.get_queryset().filter(pk__in=asked.validated_data["contracts"]).order_by("pk"))
        results = contracts.sign_many(contracts=rows, on=asked.validated_data["on"], by=actor(request))
        unseen = _unseen(asked.validated_data["contracts"], [row.pk for row in rows])
        return Response(ResultSerializer([*results, *unseen], many=True).data)

    @extend_schema(request=SignRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, **_arguments: str) -> Response:
        """Sign a draft."""
        return self._step(request, SignRequestSerializer, contracts.sign)

    @extend_schema(request=PositionRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def position(self, request: Request, **_arguments: str) -> Response:
        """Change the position of a draft."""
        return self._step(request, PositionRequestSerializer, give_position)

    @extend_schema(request=CancelRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Drop a draft."""
        return self._step(request, CancelRequestSerializer, contracts.cancel)

    @extend_schema(request=ExtendRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, **_arguments: str) -> Response:
        """Let a contract run longer."""
        return self._step(request, ExtendRequestSerializer, contracts.extend)

    @extend_schema(request=LastDayRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """End a contract after a day."""
        return self._step(request, LastDayRequestSerializer, contracts.end)

    @extend_schema(request=LastDayRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def resign(self, request: Request, **_arguments: str) -> Response:
        """Enter a resignation."""
        return self._step(request, LastDayRequestSerializer, contracts.resign)

    @extend_schema(request=CancelRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, **_arguments: str) -> Response:
        """Take an end or a resignation back that was entered by mistake."""
        return self._step(request, CancelRequestSerializer, reinstate)

    @extend_schema(request=TransferRequestSerializer, responses=ContractDetailSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, **_arguments: str) -> Response:
        """Move the person to another tambon."""
        return self._step(request, TransferRequestSerializer, contracts.transfer)

    @extend_schema(parameters=[VacancyRequestSerializer], responses=VacancySerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None, own_parameters=("on",))
    def vacancies(self, request: Request, **_arguments: str) -> Response:
        """Return where the person could move to on a day."""
        contract = self.get_object()
        require(request.user, Can.CHANGE_CONTRACT, contract)
        asked = VacancyRequestSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = vacant_for(contract, asked.validated_data.get("on") or clock.today())
        return Response(VacancySerializer(rows, many=True).data)

    @extend_schema(request=ReplaceRequestSerializer, responses={201: ContractDetailSerializer})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, **_arguments: str) -> Response:
        """Draft a contract for who follows."""
        asked = ReplaceRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        application = (
            get_object_or_404(self._applications(), pk=values["application"]) if "application" in values else None
        )
        person = self._person(values["person"]) if "person" in values else None
        made = contracts.replace(
            contract=self.get_object(), application=application, person=person, reason=values["reason"],
            first_on=values["first_on"], by=actor(request),
        )  # fmt: skip
        return self._answer(made, status.HTTP_201_CREATED)

    def _step(
        self, request: Request, serializer: type[serializers.Serializer[Any]], act: Callable[..., Contract]
    ) -> Response:
        contract = self.get_object()
        asked = serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        if "tambon" in values:
            values["tambon"] = _named(Area, values["tambon"], "tambon")
        return self._answer(act(contract=contract, by=actor(request), **values))

    def _answer(self, contract: Contract, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=contract.pk)).data, status=code)

    def _applications(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.request.user, to=Can.VIEW_APPLICATION)
        return rows.select_related("person", "round__university", "round__programme", "round__terms")

    def _person(self, key: int) -> Person:
        return get_object_or_404(Person.objects.visible_to(self.request.user, to=Can.CHANGE_PERSON), pk=key)

    def _offer(self, values: dict[str, Any]) -> Hire:
        if "application" in values:
            application = get_object_or_404(self._applications(), pk=values["application"])
            offer = offer_of(application, is_digital=values["is_digital"], position=values["position"])
            if isinstance(offer, str):
                raise contracts.ContractError(offer)
            return offer
        return Hire(
            person=self._person(values["person"]), university=_named(University, values["university"], "university"),
            programme=_named(Programme, values["programme"], "programme"),
            tambon=_named(Area, values["tambon"], "tambon"), worker_type=values["type"],
            during=DateRange(values["first_on"], day_after(values["last_on"], field="last_on")),
            is_digital=values["is_digital"], position=values["position"], reason=values["reason"],
        )  # fmt: skip


def _unseen(asked: Sequence[int], found: Collection[int]) -> list[contracts.Result]:
    said = _("There is nothing of this number that you may see.")
    return [contracts.Result(key, None, said) for key in dict.fromkeys(asked) if key not in found]


def _named(model: Any, key: str, field: str) -> Any:
    found = model.objects.filter(pk=key).first()
    if found is None:
        raise InputError(_("There is nothing of the code “%(code)s”.") % {"code": key}, extra={"field": field})
    return found


routes: list[tuple[str, type[ViewSetMixin], str]] = [("contracts", ContractViewSet, "api-contract")]
