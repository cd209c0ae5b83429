"""The day log and its photos."""

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from u2t.core import pictures
from u2t.core.api.bodies import body_of
from workforce.filters.months import LogFilterSet
from workforce.models import AssignmentItem, DayLog, WorkArea
from workforce.permissions import Can
from workforce.selectors.logs import logs_seen
from workforce.services import logs
from workforce.services.logs import Entry

#: What is said of a log or a sign-in that came late.
DECISIONS = ["accept", "refuse"]


class DayLogSerializer(serializers.ModelSerializer[DayLog]):
    photos = serializers.IntegerField(source="photo_count", read_only=True)

    class Meta:
        model = DayLog
        fields = [
            "id", "contract", "key", "day", "activity", "area", "item", "quantity", "detail", "result", "photos",
            "written_at", "received_at", "late_reason", "late_accepted", "version",
        ]  # fmt: skip


class EntrySerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first log is the answer.")
    day = DayField()
    activity = serializers.CharField(max_length=200)
    area = serializers.SlugField(required=False, allow_null=True, default=None)
    item = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="The task of the assignment it was for."
    )
    quantity = serializers.DecimalField(
        max_digits=10, decimal_places=2, required=False, allow_null=True, default=None,
        help_text="How many of the task, in its unit.",
    )  # fmt: skip
    detail = serializers.CharField(max_length=4000)
    result = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    written_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    late_reason = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    revision = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=10_000,
        help_text="How often the device changed the text since its first try: a higher one takes the place of a lower.",
    )  # fmt: skip


class EntryAmendSerializer(EntrySerializer):
    key = None  # type: ignore[assignment]  # the log keeps its own
    revision = None  # type: ignore[assignment]  # and what is corrected here is newer than all of them
    version = serializers.IntegerField(help_text="The version you saw; 412 if the log changed since.")


class PhotoSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first photo is the answer.")
    file = serializers.FileField(help_text="A picture; it is made anew without its hidden data.")
    late_reason = serializers.CharField(
        max_length=2000, required=False, default="", allow_blank=True,
        help_text="Why it comes after its month was sent or closed; 409 asks for it.",
    )  # fmt: skip


class PhotoStoredSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()


class LateSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=DECISIONS)


class DayLogViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[DayLog]):
    """What people did, day by day; `day`, `tambon`, `contract` and `late` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.WRITE_LOG}
    serializer_class = DayLogSerializer
    filterset_class = LogFilterSet
    queryset = DayLog.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[DayLog]:
        return logs_seen(self.request.user)

    @extend_schema(request=EntrySerializer, responses={201: DayLogSerializer})
    def create(self, request: Request) -> Response:
        """Write what was done on a day; the same key again answers with the first, or takes a newer revision."""
        asked = body_of(request, EntrySerializer)
        log = logs.write(entry=_entry(asked, request), by=actor(request))
        # A retry may find the log taken back since: it is answered as it lies, so that the device lets go of it.
        return self._told(log, code=status.HTTP_201_CREATED)

    @extend_schema(request=EntryAmendSerializer, responses=DayLogSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, **_arguments: str) -> Response:
        log = self.get_object()
        asked = body_of(request, EntryAmendSerializer)
        version = asked.pop("version")
        changed = logs.amend(
            log=log, entry=_entry(asked | {"key": log.key}, request), by=actor(request), version=version
        )
        return self._told(changed, seen=log)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, **_arguments: str) -> Response:
        """Take an own log back."""
        logs.remove(log=self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=LateSerializer, responses=DayLogSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **_arguments: str) -> Response:
        """Say whether a log that came late counts."""
        log = self.get_object()
        accepted = body_of(request, LateSerializer)["decision"] == "accept"
        decided = logs.decide_late(log=log, accepted=accepted, by=actor(request))
        return self._told(decided, seen=log)

    @extend_schema(request={"multipart/form-data": PhotoSerializer}, responses={201: PhotoStoredSerializer})
    @action(detail=True, methods=["post"])
    def photos(self, request: Request, **_arguments: str) -> Response:
        """Add a photo to an own log."""
        log = self.get_object()
        asked = body_of(request, PhotoSerializer)
        brought, late_reason = _picture(asked["file"]), asked["late_reason"]
        photo = logs.add_photo(log=log, key=asked["key"], brought=brought, by=actor(request), late_reason=late_reason)
        return Response({"id": photo.pk}, status=status.HTTP_201_CREATED)

    def _told(self, log: DayLog, *, seen: DayLog | None = None, code: int = 200) -> Response:
        """Answer with a log as a service left it; `seen` is how it was found, and who may see it was asked then."""
        photos = seen.photo_count if seen is not None else log.photos.count()  # type: ignore[attr-defined]  # `logs_seen`
        log.photo_count = photos  # type: ignore[attr-defined]  # as above
        return Response(self.get_serializer(log).data, status=code)


def _entry(asked: dict[str, Any], request: Request) -> Entry:
    area, item = asked.pop("area"), asked.pop("item")
    found = get_object_or_404(WorkArea, pk=area) if area else None
    seen = AssignmentItem.objects.visible_to(request.user, to=Can.VIEW_ASSIGNMENT).select_related("assignment", "work")
    return Entry(area=found, item=get_object_or_404(seen, pk=item) if item else None, **asked)


def _picture(file: "UploadedFile[bytes]") -> pictures.Brought:
    pictures.check_size(file.size or 0)
    return pictures.photo(name=file.name or "", content=file.read())


routes: list[tuple[str, type[ViewSetMixin], str]] = [("logs", DayLogViewSet, "api-log")]
