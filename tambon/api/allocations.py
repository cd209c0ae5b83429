"""Tambons and the universities that hold them: given, moved, ended, amended."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, EndSerializer, FirstDayField, LastDayField, actor
from tambon.choices import Level
from tambon.filters.people import AllocationApiFilterSet
from tambon.models import Allocation, Area, Programme, Unit, University
from tambon.permissions import Can
from tambon.services import allocations
from u2t.core.access import require
from u2t.core.api.bodies import body_of


class AllocationSerializer(serializers.ModelSerializer[Allocation]):
    tambon_name = serializers.CharField(source="tambon.name_th", read_only=True)
    from_on = FirstDayField(source="during", read_only=True)
    until_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = Allocation
        fields = [
            "id", "programme", "tambon", "tambon_name", "university", "unit", "from_on", "until_on", "reference",
        ]  # fmt: skip


class HolderSerializer(serializers.Serializer[Any]):
    university = serializers.PrimaryKeyRelatedField(queryset=University.objects.all())
    unit = serializers.PrimaryKeyRelatedField(
        queryset=Unit.objects.all(), required=False, allow_null=True, default=None, help_text="Of this university."
    )
    from_on = DayField()
    reference = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class GiveAllocationSerializer(HolderSerializer):
    programme = serializers.PrimaryKeyRelatedField(queryset=Programme.objects.all())
    tambon = serializers.PrimaryKeyRelatedField(
        queryset=Area.objects.filter(level=Level.TAMBON),
        error_messages={"does_not_exist": _("There is no tambon with this code.")},
    )


class MoveSerializer(HolderSerializer):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class AmendSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField(max_length=120, allow_blank=True)


class AllocationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Allocation]):
    """Which university holds which tambon in which programme, and on which days."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_ALLOCATION}
    serializer_class = AllocationSerializer
    queryset = Allocation.objects.none()
    filterset_class = AllocationApiFilterSet
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Allocation]:
        rows = Allocation.objects.visible_to(self.request.user, to=Can.VIEW_ALLOCATION)
        return rows.select_related("programme", "tambon__parent__parent", "university")

    @extend_schema(request=GiveAllocationSerializer, responses={201: AllocationSerializer})
    def create(self, request: Request) -> Response:
        """Give a tambon that nobody holds from that day on."""
        asked = body_of(request, GiveAllocationSerializer)
        given = allocations.give(
            programme=asked["programme"], tambon=asked["tambon"], holder=_holder(asked), by=actor(request)
        )
        return Response(self.get_serializer(given).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=MoveSerializer, responses=AllocationSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_arguments: str) -> Response:
        """Give a held tambon to another university from a day on."""
        allocation = self._changed_one(request)
        asked = body_of(request, MoveSerializer)
        moved = allocations.move(allocation=allocation, to=_holder(asked), reason=asked["reason"], by=actor(request))
        return Response(self.get_serializer(moved).data)

    @extend_schema(request=EndSerializer, responses=AllocationSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """End an allocation after a day."""
        allocation = self._changed_one(request)
        ended = allocations.end(allocation=allocation, by=actor(request), **body_of(request, EndSerializer))
        return Response(self.get_serializer(ended).data)

    @extend_schema(request=AmendSerializer, responses=AllocationSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, **_arguments: str) -> Response:
        """Correct the reference of the approval."""
        allocation = self._changed_one(request)
        amended = allocations.amend(allocation=allocation, by=actor(request), **body_of(request, AmendSerializer))
        return Response(self.get_serializer(amended).data)

    def _changed_one(self, request: Request) -> Allocation:
        allocation = self.get_object()
        require(request.user, Can.CHANGE_ALLOCATION, allocation)
        return allocation


def _holder(asked: dict[str, Any]) -> allocations.Holder:
    return allocations.Holder(asked["university"], asked["from_on"], asked["reference"], asked["unit"])


routes: list[tuple[str, type[ViewSetMixin], str]] = [("allocations", AllocationViewSet, "api-allocation")]
