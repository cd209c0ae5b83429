"""Villages and urban communities: read, added, renamed, closed."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.areas import AreaSerializer
from tambon.choices import AreaKind
from tambon.filters.areas import VillageApiFilterSet
from tambon.models import Area
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors.villages import local_places_of, villages_of
from tambon.services import villages


class VillageRequestSerializer(serializers.Serializer[Any]):
    parent = serializers.CharField(  # type: ignore[assignment]  # a serializer in a field has a parent, too
        max_length=6, help_text="Code of the tambon or municipality."
    )
    kind = serializers.ChoiceField(choices=[AreaKind.MOO.value, AreaKind.COMMUNITY.value])
    number = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=120)


class RenameRequestSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)


class CloseRequestSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()


class VillageViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Area]):
    """Villages (moo) and the communities of towns; a municipality is renamed and closed here, too."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_VILLAGE,
        "partial_update": Can.CHANGE_VILLAGE,
        "close": Can.CHANGE_VILLAGE,
    }
    serializer_class = AreaSerializer
    filterset_class = VillageApiFilterSet
    queryset = Area.objects.none()
    ordering = "code"
    lookup_value_regex = r"\d{6}(\d{2})?"

    def get_queryset(self) -> QuerySet[Area]:
        rows = local_places_of if self.detail else villages_of
        return rows(self.request.user).prefetch_related("members")

    @extend_schema(request=VillageRequestSerializer, responses={201: AreaSerializer})
    def create(self, request: Request) -> Response:
        """Enter a village or community; its code follows from its parent and number."""
        asked = VillageRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        parent = get_object_or_404(institutions.areas(request.user), code=values.pop("parent"))
        made = villages.add(by=request.user, parent=parent, entry=villages.Entry(**values))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RenameRequestSerializer, responses=AreaSerializer)
    def partial_update(self, request: Request, **_arguments: str) -> Response:
        """Give it another name."""
        asked = RenameRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = villages.rename(by=request.user, village=self.get_object(), name=asked.validated_data["name"])
        return Response(self.get_serializer(found).data)

    @extend_schema(request=CloseRequestSerializer, responses=AreaSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close it; its figures and its code stay."""
        asked = CloseRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = villages.close(by=request.user, village=self.get_object(), reason=asked.validated_data["reason"])
        return Response(self.get_serializer(found).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("villages", VillageViewSet, "api-village")]
