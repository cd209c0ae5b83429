"""The API of the foundation: `routes` are (prefix, viewset, basename)."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from u2t.core import channels, downloads, notifications
from u2t.core.api.bodies import body_of
from u2t.core.models import ChannelName, Job, Notification
from u2t.core.notifications import sentence_of
from u2t.core.permissions import Can


class JobSerializer(serializers.ModelSerializer[Job]):
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    file = serializers.HyperlinkedRelatedField(view_name="file-download", read_only=True, allow_null=True)  # type: ignore[var-annotated]  # the stubs ask for the model of a read-only link

    class Meta:
        model = Job
        fields = ["id", "kind", "state", "percent", "step", "error", "result", "file", "created_at", "finished_at"]


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    text = serializers.SerializerMethodField(help_text="What happened, in the language asked for.")

    class Meta:
        model = Notification
        fields = ["id", "kind", "text", "link", "created_at", "read_at"]

    def get_text(self, notification: Notification) -> str:
        return sentence_of(notification)


class ReadSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField(help_text="How many were unread before.")


class MailSerializer(serializers.Serializer[Any]):
    wants_mail = serializers.BooleanField(help_text="Whether notifications are sent to your address as well.")


class ChannelSerializer(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=ChannelName.choices)
    address = serializers.CharField(
        max_length=64, allow_blank=True, help_text="A LINE user ID or a telephone number; empty for no more."
    )


class ExportRequestSerializer(serializers.Serializer[Any]):
    list = serializers.CharField(help_text="Name of a list, such as tambon.universities.")
    media = serializers.ChoiceField(
        choices=["csv", "xlsx", "geojson", "gpkg"], help_text="Records of data sets are written as all four."
    )
    query = serializers.CharField(required=False, default="", allow_blank=True, help_text="Filters, as in an address.")
    arguments = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)


class JobViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Job]):
    """One's own long work."""

    serializer_class = JobSerializer
    queryset = Job.objects.none()
    ordering = "-created_at"
    own_parameters: ClassVar[tuple[str, ...]] = ()
    lookup_value_regex = "[0-9a-f]{8}-[0-9a-f-]{27}"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user, to=Can.VIEW_JOB)


class ExportViewSet(JobViewSet):
    """Downloads of lists: asked by POST, followed as a job, fetched through `file`."""

    def get_queryset(self) -> QuerySet[Job]:
        return super().get_queryset().filter(kind__contains=".export_")

    @extend_schema(request=ExportRequestSerializer, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        asked = body_of(request, ExportRequestSerializer)
        job = downloads.ask(name=asked.pop("list"), by=request.user, **asked)
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


class NotificationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Notification]):
    """One's own notifications."""

    serializer_class = NotificationSerializer
    queryset = Notification.objects.none()
    ordering = "-pk"
    own_parameters: ClassVar[tuple[str, ...]] = ()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.visible_to(self.request.user, to=Can.VIEW_NOTIFICATION)

    @extend_schema(request=None, responses=ReadSerializer)
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark all as read."""
        return Response({"marked": notifications.mark_read(user=request.user)})

    @extend_schema(request=MailSerializer, responses=MailSerializer)
    @action(detail=False, methods=["post"])
    def mail(self, request: Request) -> Response:
        """Turn mails on or off."""
        wants = body_of(request, MailSerializer)["wants_mail"]
        notifications.choose_mail(user=request.user, wants=wants)
        return Response({"wants_mail": wants})

    @extend_schema(request=ChannelSerializer, responses=ChannelSerializer)
    @action(detail=False, methods=["post"])
    def channel(self, request: Request) -> Response:
        """Choose to be told by LINE or SMS as well, where these are on."""
        asked = body_of(request, ChannelSerializer)
        channels.choose(user=request.user, **asked)
        return Response(asked)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("jobs", JobViewSet, "api-job"),
    ("exports", ExportViewSet, "api-export"),
    ("notifications", NotificationViewSet, "api-notification"),
]
