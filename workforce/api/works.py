"""Lists of work and how they meet; the ministry changes them."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSetMixin

from workforce.choices import WorkScheme
from workforce.filters.works import WorkAreaFilterSet, WorkItemFilterSet
from workforce.models import WorkArea, WorkItem
from workforce.permissions import Can
from workforce.services import works


class WorkAreaSerializer(serializers.ModelSerializer[WorkArea]):
    class Meta:
        model = WorkArea
        fields = ["code", "name_th", "name_en", "position", "edits"]
        read_only_fields = fields


class WorkItemSerializer(serializers.ModelSerializer[WorkItem]):
    class Meta:
        model = WorkItem
        fields = ["id", "scheme", "number", "name_th", "name_en", "areas", "is_offered", "edits"]
        read_only_fields = fields


class NamesSerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)


class NewAreaSerializer(NamesSerializer):
    code = serializers.SlugField(max_length=50, help_text="Small letters, digits and hyphens; it stays for ever.")


class AreaChangeSerializer(NamesSerializer):
    edits = serializers.IntegerField(help_text="The count of changes that was seen; 412 if there are more.")


class EntrySerializer(NamesSerializer):
    areas = serializers.ListField(child=serializers.SlugField(), allow_empty=False, help_text="Codes of areas of work.")
    is_offered = serializers.BooleanField(required=False, default=True)


class NewItemSerializer(EntrySerializer):
    scheme = serializers.ChoiceField(choices=WorkScheme.choices)


class ItemChangeSerializer(EntrySerializer):
    edits = serializers.IntegerField(help_text="The count of changes that was seen; 412 if there are more.")


class WorkAreaViewSet(ReadOnlyModelViewSet[WorkArea]):
    """Areas of work, through which the lists of different documents meet."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_WORK, "update": Can.CHANGE_WORK}
    serializer_class = WorkAreaSerializer
    filterset_class = WorkAreaFilterSet
    queryset = WorkArea.objects.all()
    ordering = "code"

    @extend_schema(request=NewAreaSerializer, responses={201: WorkAreaSerializer})
    def create(self, request: Request) -> Response:
        """Add an area of work."""
        asked = _read(NewAreaSerializer, request)
        made = works.add_area(code=asked["code"], names=_names(asked), by=request.user)
        return Response(WorkAreaSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AreaChangeSerializer, responses=WorkAreaSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Name an area of work anew."""
        found, asked = self.get_object(), _read(AreaChangeSerializer, request)
        done = works.change_area(area=found, names=_names(asked), edits=asked["edits"], by=request.user)
        return Response(WorkAreaSerializer(done).data)


class WorkItemViewSet(ReadOnlyModelViewSet[WorkItem]):
    """Entries of the lists of work: kinds, areas of the assignment form, positions, packages."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_WORK, "update": Can.CHANGE_WORK}
    serializer_class = WorkItemSerializer
    filterset_class = WorkItemFilterSet
    queryset = WorkItem.objects.prefetch_related("areas")
    ordering = "pk"
    lookup_value_regex = r"\d{1,9}"

    @extend_schema(request=NewItemSerializer, responses={201: WorkItemSerializer})
    def create(self, request: Request) -> Response:
        """Add an entry with the next number of its list."""
        asked = _read(NewItemSerializer, request)
        made = works.add_item(scheme=WorkScheme(asked["scheme"]), entry=_entry(asked), by=request.user)
        return Response(WorkItemSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ItemChangeSerializer, responses=WorkItemSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Name an entry anew, say which areas it means, or offer it no longer."""
        found, asked = self.get_object(), _read(ItemChangeSerializer, request)
        done = works.change_item(item=found, entry=_entry(asked), edits=asked["edits"], by=request.user)
        return Response(WorkItemSerializer(done).data)


def _names(asked: dict[str, Any]) -> works.Names:
    return works.Names(asked["name_th"], asked["name_en"])


def _entry(asked: dict[str, Any]) -> works.Entry:
    return works.Entry(_names(asked), asked["areas"], asked["is_offered"])


def _read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("work-areas", WorkAreaViewSet, "api-workarea"),
    ("work-items", WorkItemViewSet, "api-workitem"),
]
