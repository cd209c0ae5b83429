"""Pairs of records that may be one thing."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.filters import TwinFilterSet
from datasets.models import Dataset, Twin
from datasets.permissions import Can
from datasets.selectors.records import catalogue
from datasets.selectors.twins import twins_of
from datasets.services import twins
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer


class TwinSerializer(serializers.ModelSerializer[Twin]):
    place = serializers.CharField(source="first.place_id", read_only=True)
    period = serializers.CharField(source="first.period", read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, allow_null=True)

    class Meta:
        model = Twin
        fields = [
            "id", "dataset", "first", "second", "place", "period", "likeness", "metres", "state", "kept", "found_at",
            "decided_by", "decided_at", "reason",
        ]  # fmt: skip
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "likeness": {"help_text": "How much the names share, from 0 to 100."},
            "metres": {"help_text": "How far apart the two lie, where both say it."},
        }


class MergeSerializer(serializers.Serializer[Any]):
    keep = serializers.IntegerField(help_text="The key of the record that is kept.")
    take = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, default=list, max_length=200,
        help_text="Fields whose values are taken over from the other record, each as a correction.",
    )  # fmt: skip
    first_version = serializers.IntegerField(help_text="The version in which the first record was seen.")
    second_version = serializers.IntegerField()
    reason = serializers.CharField(max_length=200)


class TwinReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class TwinViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Twin]):
    """Two records that may be one thing, and what was decided of them."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(("create", "merge", "dismiss", "reopen"), Can.DECIDE_TWIN)
    serializer_class = TwinSerializer
    queryset = Twin.objects.none()
    filterset_class = TwinFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Twin]:
        if getattr(self, "swagger_fake_view", False):
            return Twin.objects.none()
        return twins_of(self.request.user, dataset=self._dataset().pk)

    @extend_schema(request=None, responses={202: JobSerializer})
    def create(self, request: Request, **_arguments: str) -> Response:
        """Have the records of the data set compared now, by a job."""
        job = twins.look(by=request.user, dataset=self._dataset())
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=MergeSerializer, responses=TwinSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, **_arguments: str) -> Response:
        """Make the two one: one is kept, the other laid aside whole."""
        twin, asked = self.get_object(), body_of(request, MergeSerializer)
        seen = {twin.first_id: asked.pop("first_version"), twin.second_id: asked.pop("second_version")}
        return Response(TwinSerializer(twins.merge(by=request.user, twin=twin, seen=seen, **asked)).data)

    @extend_schema(request=None, responses=TwinSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, **_arguments: str) -> Response:
        """Say that they are two."""
        return Response(TwinSerializer(twins.dismiss(by=request.user, twin=self.get_object())).data)

    @extend_schema(request=TwinReasonSerializer, responses=TwinSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Take the decision back: both count again."""
        twin, asked = self.get_object(), body_of(request, TwinReasonSerializer)
        return Response(TwinSerializer(twins.reopen(by=request.user, twin=twin, **asked)).data)

    def _dataset(self) -> Dataset:
        return get_object_or_404(catalogue(self.request.user), code=self.kwargs["dataset"])
