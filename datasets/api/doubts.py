"""Values to be looked at again."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.filters import DoubtFilterSet
from datasets.models import Dataset, Doubt
from datasets.permissions import Can
from datasets.selectors.doubts import doubts_of
from datasets.selectors.records import catalogue
from datasets.services import doubts
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer


class DoubtSerializer(serializers.ModelSerializer[Doubt]):
    place = serializers.CharField(source="record.place_id", read_only=True)
    period = serializers.CharField(source="record.period", read_only=True)

    class Meta:
        model = Doubt
        fields = ["id", "record", "place", "period", "field", "kind", "state", "found_at", "decided_at", "reason"]


class DoubtSettleSerializer(serializers.Serializer[Any]):
    doubts = serializers.ListField(child=serializers.IntegerField(), max_length=doubts.MOST_AT_ONCE)
    reason = serializers.CharField(max_length=200, help_text="How it is known that the values are right.")


class DoubtViewSet(ListModelMixin, GenericViewSet[Doubt]):
    """Values of one data set that are far from all others or break a rule of their field."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(("create", "settle"), Can.SETTLE_DOUBT)
    serializer_class = DoubtSerializer
    queryset = Doubt.objects.none()
    filterset_class = DoubtFilterSet
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[Doubt]:
        if getattr(self, "swagger_fake_view", False):
            return Doubt.objects.none()
        return doubts_of(self.request.user, dataset=self._dataset().pk)

    @extend_schema(request=None, responses={202: JobSerializer})
    def create(self, request: Request, **_arguments: str) -> Response:
        """Have the values of the data set looked through now, by a job."""
        job = doubts.look(by=request.user, dataset=self._dataset())
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        request=DoubtSettleSerializer,
        responses=inline_serializer("DoubtsSettled", {"settled": serializers.IntegerField()}),
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def settle(self, request: Request, **_arguments: str) -> Response:
        """Say that values are right as they stand, all or none."""
        asked = body_of(request, DoubtSettleSerializer)
        return Response({"settled": doubts.settle(by=request.user, keys=set(asked["doubts"]), reason=asked["reason"])})

    def _dataset(self) -> Dataset:
        return get_object_or_404(catalogue(self.request.user), code=self.kwargs["dataset"])
