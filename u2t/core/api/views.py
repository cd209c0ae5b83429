"""The API of the foundation: `routes` are (prefix, viewset, basename)."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from u2t.core import downloads
from u2t.core.models import Job
from u2t.core.permissions import Can


class JobSerializer(serializers.ModelSerializer[Job]):
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    file = serializers.HyperlinkedRelatedField(view_name="file-download", read_only=True, allow_null=True)  # type: ignore[var-annotated]  # the stubs ask for the model of a read-only link

    class Meta:
        model = Job
        fields = ["id", "kind", "state", "percent", "step", "error", "result", "file", "created_at", "finished_at"]


class ExportRequestSerializer(serializers.Serializer[Any]):
    list = serializers.CharField(help_text="Name of a list, such as tambon.universities.")
    media = serializers.ChoiceField(choices=["csv", "xlsx"])
    query = serializers.CharField(required=False, default="", allow_blank=True, help_text="Filters, as in an address.")
    arguments = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)


class JobViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Job]):
    """One's own long work."""

    serializer_class = JobSerializer
    queryset = Job.objects.none()
    ordering = "-created_at"
    own_parameters: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user, to=Can.VIEW_JOB)


class ExportViewSet(JobViewSet):
    """Downloads of lists: asked by POST, followed as a job, fetched through `file`."""

    def get_queryset(self) -> QuerySet[Job]:
        return super().get_queryset().filter(kind__contains=".export_")

    @extend_schema(request=ExportRequestSerializer, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        asked = ExportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = downloads.ask(
            name=asked.validated_data["list"],
            media=asked.validated_data["media"],
            query=asked.validated_data["query"],
            arguments=asked.validated_data["arguments"],
            by=request.user,
        )
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("jobs", JobViewSet, "api-job"),
    ("exports", ExportViewSet, "api-export"),
]
