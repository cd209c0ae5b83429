"""Areas and institutions, to be read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSetMixin

from tambon.choices import AgencyKind
from tambon.filters.areas import AgencyFilterSet, AreaApiFilterSet, ProgrammeFilterSet
from tambon.models import Agency, Area, Programme
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors.names import full_name
from tambon.services import agencies, groups, programmes
from u2t.core.api.bodies import body_of


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
        fields = ["code", "name_th", "name_en", "short_th", "starts_on", "ends_on", "closing_days"]


class AreaViewSet(ReadOnlyModelViewSet[Area]):
    """Areas by their official codes, abolished ones included; `today` is the one a place is counted under now."""

    needs: ClassVar[dict[str, str]] = {"members": Can.LOAD_GEOGRAPHY}
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


class AgencyEntrySerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=160)
    name_en = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=AgencyKind.choices)
    telephone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class AgencyAddSerializer(AgencyEntrySerializer):
    area = serializers.CharField(max_length=6, help_text="Code of the tambon, amphoe or province.")


class AgencyAmendSerializer(AgencyEntrySerializer):
    seen = AgencyEntrySerializer(help_text="What was read; 412 if the agency changed since.")


class AgencyViewSet(ReadOnlyModelViewSet[Agency]):
    """Agencies in one's own area."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_AGENCY, "partial_update": Can.CHANGE_AGENCY}
    serializer_class = AgencySerializer
    filterset_class = AgencyFilterSet
    queryset = Agency.objects.none()
    ordering = "code"

    def get_queryset(self) -> QuerySet[Agency]:
        return institutions.agencies(self.request.user)

    @extend_schema(request=AgencyAddSerializer, responses={201: AgencySerializer})
    def create(self, request: Request) -> Response:
        """Enter an agency; the very same one again is the answer."""
        asked = body_of(request, AgencyAddSerializer)
        area = get_object_or_404(Area.objects.current(), code=asked.pop("area"))
        made = agencies.add(entry=agencies.Entry(area=area, **asked), by=request.user)
        return Response(AgencySerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AgencyAmendSerializer, responses=AgencySerializer)
    def partial_update(self, request: Request, **_arguments: str) -> Response:
        """Correct an agency."""
        agency, asked = self.get_object(), body_of(request, AgencyAmendSerializer)
        seen = agencies.Entry(area=agency.area, **asked.pop("seen"))
        entry = agencies.Entry(area=agency.area, **asked)
        done = agencies.amend(agency=agency, entry=entry, seen=seen, by=request.user)
        return Response(AgencySerializer(done).data)


class ProgrammeEntrySerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    short_th = serializers.CharField(max_length=40)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    closing_days = serializers.IntegerField(
        required=False, default=90, min_value=0, max_value=366,
        help_text="So long after the end lecturers and area managers still check the last months.",
    )  # fmt: skip


class ProgrammeAddRequestSerializer(ProgrammeEntrySerializer):
    code = serializers.CharField(max_length=40)


class ProgrammeAmendRequestSerializer(ProgrammeEntrySerializer):
    seen = ProgrammeEntrySerializer(help_text="What was read; 412 if the programme changed since.")


class ProgrammeViewSet(ReadOnlyModelViewSet[Programme]):
    """Phases of the programme: the lens through which tambons belong to universities."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_PROGRAMME, "update": Can.CHANGE_PROGRAMME}
    serializer_class = ProgrammeSerializer
    filterset_class = ProgrammeFilterSet
    queryset = Programme.objects.all()
    ordering = "code"

    @extend_schema(request=ProgrammeAddRequestSerializer, responses={201: ProgrammeSerializer})
    def create(self, request: Request) -> Response:
        """Add a phase; its code stays for ever."""
        asked = ProgrammeAddRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        made = programmes.add(code=values.pop("code"), entry=programmes.Entry(**values), by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ProgrammeAmendRequestSerializer, responses=ProgrammeSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Correct a phase."""
        asked = ProgrammeAmendRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        seen = programmes.Entry(**values.pop("seen"))
        entry = programmes.Entry(**values)
        found = programmes.amend(programme=self.get_object(), entry=entry, seen=seen, by=request.user)
        return Response(self.get_serializer(found).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("areas", AreaViewSet, "api-area"),
    ("agencies", AgencyViewSet, "api-agency"),
    ("programmes", ProgrammeViewSet, "api-programme"),
]
api_urlpatterns: list[URLPattern] = []
