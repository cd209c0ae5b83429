"""Networks, universities and their parts, and which university leads which province: read and changed."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSetMixin

from tambon.api.fields import DayField, EndSerializer, FirstDayField, LastDayField, ReasonSerializer
from tambon.choices import Level, UnitKind, UniversityKind
from tambon.filters.areas import UnitFilterSet, UniversityFilterSet
from tambon.filters.institutions import LeadFilterSet
from tambon.models import Area, Network, NetworkTerm, ProvinceLead, Unit, University
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors import leads as selectors
from tambon.services import leads, networks, units, universities
from u2t.core.access import require
from u2t.core.api.bodies import body_of

_FREE: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class UnitSerializer(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields = ["id", "university", "kind", "name_th", "name_en", "province", "ends_on"]


class UniversitySerializer(serializers.ModelSerializer[University]):
    class Meta:
        model = University
        fields = ["code", "name_th", "name_en", "short_th", "kind", "network", "province"]


class NetworkTermSerializer(serializers.ModelSerializer[NetworkTerm]):
    from_on = FirstDayField(source="during", read_only=True)
    until_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = NetworkTerm
        fields = ["network", "from_on", "until_on"]


class LeadSerializer(serializers.ModelSerializer[ProvinceLead]):
    from_on = FirstDayField(source="during", read_only=True)
    until_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = ProvinceLead
        fields = ["id", "province", "university", "from_on", "until_on"]


class UniversityDetailSerializer(UniversitySerializer):
    units = UnitSerializer(many=True, read_only=True)
    networks = NetworkTermSerializer(source="network_terms", many=True, read_only=True)
    leads = serializers.SerializerMethodField(help_text="Provinces it leads or led.")
    holdings = serializers.SerializerMethodField(help_text="Tambons held, by programme and province.")

    class Meta(UniversitySerializer.Meta):
        fields = [*UniversitySerializer.Meta.fields, "units", "networks", "leads", "holdings"]

    @extend_schema_field(LeadSerializer(many=True))
    def get_leads(self, university: University) -> list[dict[str, Any]]:
        rows = selectors.leads_of_university(user=self.context["request"].user, university=university)
        return list(LeadSerializer(rows, many=True).data)

    def get_holdings(self, university: University) -> list[dict[str, Any]]:
        rows = institutions.holdings_of(university)
        return [{"programme": row.programme, "province": row.province, "tambons": row.tambons} for row in rows]


class UniversityEntrySerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=160)
    name_en = serializers.CharField(max_length=160, **_FREE)
    short_th = serializers.CharField(max_length=40, **_FREE)
    kind = serializers.ChoiceField(choices=UniversityKind.choices)
    province = serializers.CharField(max_length=2, **_FREE)


class UniversityAddSerializer(UniversityEntrySerializer):
    code = serializers.CharField(max_length=40)


class UniversityAmendSerializer(UniversityEntrySerializer):
    seen = UniversityEntrySerializer(help_text="What was read; 412 if the university changed since.")


class JoinSerializer(serializers.Serializer[Any]):
    network = serializers.PrimaryKeyRelatedField(queryset=Network.objects.all())
    from_on = DayField()


class UniversityViewSet(ReadOnlyModelViewSet[University]):
    """Universities; one of them with its parts, its networks, the provinces it leads and the tambons it holds."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_UNIVERSITY,
        "update": Can.CHANGE_UNIVERSITY,
        "join": Can.CHANGE_UNIVERSITY,
        "remove": Can.CHANGE_UNIVERSITY,
    }
    filterset_class = UniversityFilterSet
    queryset = University.objects.none()
    ordering = "code"

    def get_queryset(self) -> QuerySet[University]:
        return institutions.universities(self.request.user)

    def get_serializer_class(self) -> type[UniversitySerializer]:
        return UniversitySerializer if self.action == "list" else UniversityDetailSerializer

    @extend_schema(request=UniversityAddSerializer, responses={201: UniversityDetailSerializer})
    def create(self, request: Request) -> Response:
        """Add a university; its code stays for ever."""
        asked = body_of(request, UniversityAddSerializer)
        made = universities.add(code=asked.pop("code"), entry=universities.Entry(**asked), by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=UniversityAmendSerializer, responses=UniversityDetailSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Correct a university."""
        found = self._changed_one(request)
        asked = body_of(request, UniversityAmendSerializer)
        seen, entry = universities.Entry(**asked.pop("seen")), universities.Entry(**asked)
        universities.amend(university=found, entry=entry, seen=seen, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=JoinSerializer, responses=UniversityDetailSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, **_arguments: str) -> Response:
        """Bring it into a network from a day on; where it was before stays known."""
        found = self._changed_one(request)
        universities.join(university=found, **body_of(request, JoinSerializer), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, **_arguments: str) -> Response:
        """Remove one that was entered by mistake; 409 says what belongs to it."""
        found = self._changed_one(request)
        universities.remove(university=found, **body_of(request, ReasonSerializer), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _changed_one(self, request: Request) -> University:
        found = self.get_object()
        require(request.user, Can.CHANGE_UNIVERSITY, found)
        return found


class UnitEntrySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=UnitKind.choices)
    name_th = serializers.CharField(max_length=160)
    name_en = serializers.CharField(max_length=160, **_FREE)
    province = serializers.CharField(max_length=2, **_FREE)


class UnitAddSerializer(UnitEntrySerializer):
    university = serializers.SlugField(max_length=50)


class UnitAmendSerializer(UnitEntrySerializer):
    seen = UnitEntrySerializer(help_text="What was read; 412 if it changed since.")


class UnitViewSet(ReadOnlyModelViewSet[Unit]):
    """Faculties, units and campuses of universities."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(("create", "update", "close"), Can.CHANGE_UNIVERSITY)
    serializer_class = UnitSerializer
    filterset_class = UnitFilterSet
    queryset = Unit.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Unit]:
        seen = institutions.universities(self.request.user)
        return Unit.objects.filter(university__in=seen).select_related("university")

    @extend_schema(request=UnitAddSerializer, responses={201: UnitSerializer})
    def create(self, request: Request) -> Response:
        """Add a part to a university; one that was closed opens again."""
        asked = body_of(request, UnitAddSerializer)
        university = get_object_or_404(institutions.universities(request.user), pk=asked.pop("university"))
        made = units.add(university=university, entry=units.Entry(**asked), by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=UnitAmendSerializer, responses=UnitSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Correct a part of a university."""
        found = self.get_object()
        require(request.user, Can.CHANGE_UNIVERSITY, found.university)
        asked = body_of(request, UnitAmendSerializer)
        seen, entry = units.Entry(**asked.pop("seen")), units.Entry(**asked)
        return Response(self.get_serializer(units.amend(unit=found, entry=entry, seen=seen, by=request.user)).data)

    @extend_schema(request=EndSerializer, responses=UnitSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close a part after a day: what names it stays, nothing new may."""
        closed = units.close(unit=self.get_object(), by=request.user, **body_of(request, EndSerializer))
        return Response(self.get_serializer(closed).data)


class NetworkSerializer(serializers.ModelSerializer[Network]):
    class Meta:
        model = Network
        fields = ["code", "name_th", "name_en", "lead"]


class NetworkEntrySerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120, **_FREE)
    lead = serializers.CharField(max_length=50, **_FREE)


class NetworkAddSerializer(NetworkEntrySerializer):
    code = serializers.CharField(max_length=40)


class NetworkAmendSerializer(NetworkEntrySerializer):
    seen = NetworkEntrySerializer(help_text="What was read; 412 if the network changed since.")


class NetworkViewSet(ReadOnlyModelViewSet[Network]):
    """Networks of universities; which university belongs to one is said of the university."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(("create", "update", "remove"), Can.CHANGE_UNIVERSITY)
    serializer_class = NetworkSerializer
    queryset = Network.objects.all()
    ordering = "code"

    @extend_schema(request=NetworkAddSerializer, responses={201: NetworkSerializer})
    def create(self, request: Request) -> Response:
        """Add a network; its code stays for ever."""
        asked = body_of(request, NetworkAddSerializer)
        made = networks.add(code=asked.pop("code"), entry=networks.Entry(**asked), by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NetworkAmendSerializer, responses=NetworkSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Correct a network."""
        asked = body_of(request, NetworkAmendSerializer)
        seen, entry = networks.Entry(**asked.pop("seen")), networks.Entry(**asked)
        found = networks.amend(network=self.get_object(), entry=entry, seen=seen, by=request.user)
        return Response(self.get_serializer(found).data)

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, **_arguments: str) -> Response:
        """Remove one that was entered by mistake; 409 says what belongs to it."""
        networks.remove(network=self.get_object(), **body_of(request, ReasonSerializer), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeadNameSerializer(serializers.Serializer[Any]):
    province = serializers.PrimaryKeyRelatedField(queryset=Area.objects.filter(level=Level.PROVINCE))
    university = serializers.PrimaryKeyRelatedField(queryset=University.objects.all())
    from_on = DayField()


class LeadViewSet(ReadOnlyModelViewSet[ProvinceLead]):
    """Which university hosts the front office of the ministry in which province, and when."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_UNIVERSITY, "end": Can.CHANGE_UNIVERSITY}
    serializer_class = LeadSerializer
    filterset_class = LeadFilterSet
    queryset = ProvinceLead.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[ProvinceLead]:
        return selectors.leads(self.request.user)

    @extend_schema(request=LeadNameSerializer, responses={201: LeadSerializer})
    def create(self, request: Request) -> Response:
        """Name who leads a province from a day on; the one before leads until the day before."""
        lead = leads.name(**body_of(request, LeadNameSerializer), by=request.user)
        return Response(self.get_serializer(lead).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndSerializer, responses=LeadSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """End the lead of a province after a day."""
        lead = leads.end(lead=self.get_object(), by=request.user, **body_of(request, EndSerializer))
        return Response(self.get_serializer(lead).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("universities", UniversityViewSet, "api-university"),
    ("units", UnitViewSet, "api-unit"),
    ("networks", NetworkViewSet, "api-network"),
    ("province-leads", LeadViewSet, "api-lead"),
]
