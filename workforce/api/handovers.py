"""Hand-overs of people to agencies."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tambon.api.fields import ReasonSerializer, actor
from tambon.models import Area, Programme
from u2t.core.api.bodies import body_of
from workforce.api.papers import PaperSerializer, SignerSerializer
from workforce.filters.handovers import HandoverFilterSet
from workforce.models import Handover
from workforce.permissions import Can
from workforce.selectors.handovers import agencies_for, handovers_of, lines_of
from workforce.selectors.sheets import Line, Order
from workforce.selectors.training import plan_for
from workforce.services import confirmations, handovers, papers
from workforce.services.confirmations import Confirmation
from workforce.services.handovers import Plan, Receipt

_DIGITS = 18


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    people = serializers.IntegerField(read_only=True, help_text="How many people.")
    has_photo = serializers.SerializerMethodField(help_text="It is fetched from `/workforce/handovers/ID/photo/`.")

    class Meta:
        model = Handover
        fields = [
            "id", "university", "programme", "tambon", "agency", "held_on", "place", "people", "state", "received_by",
            "received_position", "note", "has_photo", "done_at", "confirmed_on", "confirmed_by", "confirmed_paper",
            "confirmed_at", "reminded_on", "version",
        ]  # fmt: skip

    def get_has_photo(self, handover: Handover) -> bool:
        return handover.photo_id is not None


class HandedSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(source="contract_id")
    name = serializers.CharField(source="contract.person.full_name")
    worker_type = serializers.CharField(source="contract.worker_type")
    position = serializers.IntegerField(source="contract.position_id", allow_null=True)
    absence = serializers.CharField(help_text="Why the agency says that the person did not appear; empty: came.")


class PeopleSerializer(serializers.Serializer[Any]):
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200)
    contracts = serializers.ListField(child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=500)


class NewHandoverSerializer(PeopleSerializer):
    programme = serializers.SlugField()
    university = serializers.SlugField()
    tambon = serializers.CharField(max_length=6)
    agency = serializers.SlugField()


class HandoverChangeSerializer(PeopleSerializer):
    version = serializers.IntegerField(required=False, default=None, allow_null=True)


class HandoverReceiptSerializer(serializers.Serializer[Any]):
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200)
    received_by = serializers.CharField(max_length=200)
    received_position = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    photo = serializers.FileField(required=False, default=None, allow_null=True)
    version = serializers.IntegerField(required=False, default=None, allow_null=True)


class HandoverCorrectionSerializer(HandoverReceiptSerializer):
    reason = serializers.CharField(max_length=2000)


class TakeOffSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1, help_text="Of whom was listed by mistake.")
    reason = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(required=False, default=None, allow_null=True)


class HandoverConfirmationSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    name = serializers.CharField(max_length=200, help_text="Who confirms for the agency.")
    absent = serializers.DictField(
        child=serializers.CharField(max_length=500), required=False, default=dict,
        help_text="By the number of the contract, why the person did not appear.",
    )  # fmt: skip
    paper = serializers.CharField(
        max_length=80, required=False, default="", allow_blank=True,
        help_text="The number of the agency's letter; needed where staff confirm for it.",
    )  # fmt: skip
    reason = serializers.CharField(max_length=500, required=False, default="", help_text="Needed for a correction.")
    version = serializers.IntegerField(required=False, default=None, allow_null=True)

    def validate_absent(self, value: dict[str, str]) -> dict[int, str]:
        if not all(key.isascii() and key.isdigit() and len(key) <= _DIGITS for key in value):
            raise serializers.ValidationError(_("Name people by the numbers of their contracts."))
        return {int(key): why for key, why in value.items()}


class HandoverRecordSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    to = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    lines = SignerSerializer(many=True, allow_empty=False)


class HandoverViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Handover]):
    """Hand-overs; done ones are locked, and corrected for a reason."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_HANDOVER}
    serializer_class = HandoverSerializer
    filterset_class = HandoverFilterSet
    queryset = Handover.objects.none()
    ordering = "-held_on"

    def get_queryset(self) -> QuerySet[Handover]:
        return handovers_of(self.request.user)

    @extend_schema(request=NewHandoverSerializer, responses={201: HandoverSerializer})
    def create(self, request: Request) -> Response:
        asked = body_of(request, NewHandoverSerializer)
        choice = plan_for(request.user, permission=Can.CHANGE_HANDOVER)
        tambon = get_object_or_404(Area.objects.filter(pk__in=choice.tambons), pk=asked["tambon"])
        plan = Plan(
            programme=get_object_or_404(Programme, pk=asked["programme"]),
            university=get_object_or_404(choice.universities, pk=asked["university"]),
            tambon=tambon, agency=get_object_or_404(agencies_for(tambon), pk=asked["agency"]),
            held_on=asked["held_on"], place=asked["place"],
        )  # fmt: skip
        made = handovers.plan(plan=plan, contracts=asked["contracts"], by=actor(request))
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=HandoverChangeSerializer, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, pk: str) -> Response:
        handover = self.get_object()
        return self._shown(
            handovers.amend(handover=handover, by=actor(request), **body_of(request, HandoverChangeSerializer))
        )

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        handover = self.get_object()
        handovers.drop(handover=handover, reason=body_of(request, ReasonSerializer)["reason"], by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=HandoverReceiptSerializer, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: str) -> Response:
        """Record that the people were handed over."""
        handover = self.get_object()
        asked = body_of(request, HandoverReceiptSerializer)
        version = asked.pop("version")
        return self._shown(
            handovers.finish(handover=handover, receipt=_receipt(asked), by=actor(request), version=version)
        )

    @extend_schema(request=HandoverCorrectionSerializer, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        handover = self.get_object()
        asked = body_of(request, HandoverCorrectionSerializer)
        version, reason = asked.pop("version"), asked.pop("reason")
        return self._shown(
            handovers.correct(
                handover=handover, receipt=_receipt(asked), reason=reason, by=actor(request), version=version
            )
        )

    @extend_schema(request=TakeOffSerializer, responses=HandoverSerializer)
    @action(detail=True, methods=["post"], url_path="take-off", url_name="take-off")
    def take_off(self, request: Request, pk: str) -> Response:
        """Take somebody off a recorded list who was named by mistake."""
        handover = self.get_object()
        asked = body_of(request, TakeOffSerializer)
        return self._shown(handovers.take_off(handover=handover, by=actor(request), **asked).handover)

    @extend_schema(request=HandoverConfirmationSerializer, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm for the agency whom it received."""
        handover = self.get_object()
        asked = body_of(request, HandoverConfirmationSerializer)
        said = Confirmation(asked["on"], asked["name"], asked["absent"], asked["paper"])
        return self._shown(
            confirmations.confirm(
                handover=handover, said=said, by=actor(request), reason=asked["reason"], version=asked["version"]
            )
        )

    @extend_schema(request=None, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: str) -> Response:
        """Remind the agency that it has not confirmed."""
        return self._shown(confirmations.remind(handover=self.get_object(), by=actor(request)))

    @extend_schema(request=HandoverRecordSerializer, responses={201: PaperSerializer})
    @action(detail=True, methods=["post"])
    def paper(self, request: Request, pk: str) -> Response:
        """Issue the record with the list of people to sign."""
        handover = self.get_object()
        asked = body_of(request, HandoverRecordSerializer)
        lines = [Line(**line) for line in asked["lines"]]
        site = request.build_absolute_uri("/")
        order = Order("handover", handover, asked["on"], lines, site, asked["to"] or handover.agency.name_th)
        return Response(PaperSerializer(papers.issue(order=order, by=actor(request))).data, status=201)

    @extend_schema(responses=HandedSerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def lines(self, request: Request, pk: str) -> Response:
        """Return the people of a hand-over that one may see."""
        return Response(HandedSerializer(lines_of(self.get_object(), user=request.user), many=True).data)

    def _shown(self, handover: Handover, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=handover.pk)).data, status=code)


def _receipt(asked: dict[str, Any]) -> Receipt:
    photo = asked.pop("photo")
    return Receipt(**asked, photo=photo.read() if photo else None)
