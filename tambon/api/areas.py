"""Areas and institutions, to be read."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSetMixin

from tambon.filters.areas import AgencyFilterSet, AreaApiFilterSet, ProgrammeFilterSet, UniversityFilterSet
from tambon.models import Agency, Area, Programme, Unit, University
from tambon.selectors import institutions
from tambon.selectors.names import full_name
from tambon.services import groups


class AreaSerializer(serializers.ModelSerializer[Area]):
    full_name = serializers.SerializerMethodField(help_text="In the language asked for, with the areas above.")
    latitude = serializers.DecimalField(9, 6, coerce_to_string=False, read_only=True, allow_null=True)
    longitude = serializers.DecimalField(9, 6, coerce_to_string=False, read_only=True, allow_null=True)
    members = serializers.PrimaryKeyRelatedField[Area](many=True, read_only=True, help_text="Provinces of a region.")

    class Meta:
        model = Area
        fields = [
            "code", "level", "kind", "name_th", "name_en", "full_name", "parent", "today", "members", "source",
            "postcode", "latitude", "longitude", "abolished_on",
        ]  # fmt: skip

    def get_full_name(self, area: Area) -> str:
        return full_name(area)


class GroupRequestSerializer(serializers.Serializer[Any]):
    provinces = serializers.ListField(child=serializers.CharField(max_length=2), allow_empty=False)
    source = serializers.CharField(  # type: ignore[assignment]  # fields of a serializer are taken off the class
        max_length=300, help_text="Which announcement says so, and of which day."
    )


class UnitSerializer(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields = ["id", "kind", "name_th", "name_en", "province"]


class UniversitySerializer(serializers.ModelSerializer[University]):
    class Meta:
        model = University
        fields = ["code", "name_th", "name_en", "short_th", "kind", "network", "province"]


class UniversityDetailSerializer(UniversitySerializer):
    units = UnitSerializer(many=True, read_only=True)
    holdings = serializers.SerializerMethodField(help_text="Tambons held, by programme and province.")

    class Meta(UniversitySerializer.Meta):
        fields = [*UniversitySerializer.Meta.fields, "units", "holdings"]

    def get_holdings(self, university: University) -> list[dict[str, Any]]:
        rows = institutions.holdings_of(university)
        return [{"programme": row.programme, "province": row.province, "tambons": row.tambons} for row in rows]


class AgencySerializer(serializers.ModelSerializer[Agency]):
    full_area_name = serializers.SerializerMethodField(
        help_text="The area with those above, in the language asked for."
    )

    class Meta:
        model = Agency
        fields = ["code", "name_th", "name_en", "kind", "area", "full_area_name", "telephone"]

    def get_full_area_name(self, agency: Agency) -> str:
        return full_name(agency.area)


class ProgrammeSerializer(serializers.ModelSerializer[Programme]):
    class Meta:
        model = Programme
        fields = ["code", "name_th", "name_en", "short_th", "starts_on", "ends_on"]


class AreaViewSet(ReadOnlyModelViewSet[Area]):
    """Areas by their official codes, abolished ones included; `today` is the one a place is counted under now."""

    serializer_class = AreaSerializer
    filterset_class = AreaApiFilterSet
    queryset = Area.objects.none()
    ordering = "code"

    def get_queryset(self) -> QuerySet[Area]:
        return institutions.areas(self.request.user).prefetch_related("members")

    @extend_schema(request=GroupRequestSerializer, responses=AreaSerializer)
    @action(detail=True, methods=["put"])
    def members(self, request: Request, **_arguments: str) -> Response:
        """Give a group its provinces, by a source; its figures are counted anew."""
        group = self.get_object()
        asked = GroupRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        groups.amend(by=request.user, group=group, **asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


class UniversityViewSet(ReadOnlyModelViewSet[University]):
    """Universities; one of them with its units and the tambons it holds."""

    filterset_class = UniversityFilterSet
    queryset = University.objects.none()
    ordering = "code"

    def get_queryset(self) -> QuerySet[University]:
        return institutions.universities(self.request.user)

    def get_serializer_class(self) -> type[UniversitySerializer]:
        return UniversityDetailSerializer if self.action == "retrieve" else UniversitySerializer


class AgencyViewSet(ReadOnlyModelViewSet[Agency]):
    """Agencies in one's own area."""

    serializer_class = AgencySerializer
    filterset_class = AgencyFilterSet
    queryset = Agency.objects.none()
    ordering = "code"

    def get_queryset(self) -> QuerySet[Agency]:
        return institutions.agencies(self.request.user)


class ProgrammeViewSet(ReadOnlyModelViewSet[Programme]):
    """Phases of the programme: the lens through which tambons belong to universities."""

    serializer_class = ProgrammeSerializer
    filterset_class = ProgrammeFilterSet
    queryset = Programme.objects.all()
    ordering = "code"


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("areas", AreaViewSet, "api-area"),
    ("universities", UniversityViewSet, "api-university"),
    ("agencies", AgencyViewSet, "api-agency"),
    ("programmes", ProgrammeViewSet, "api-programme"),
]
api_urlpatterns: list[URLPattern] = []
