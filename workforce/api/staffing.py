"""Placements, supervisions, capacities of agencies, people."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from tambon.models import Agency, Area, Programme, Unit, User
from tambon.services.invitations import Sent
from u2t.core.errors import InputError
from workforce.choices import Sex, SupervisorRole
from workforce.filters.contracts import CapacityFilterSet, PlacementFilterSet, SupervisionFilterSet
from workforce.models import AgencyCapacity, Person, Placement, Supervision
from workforce.permissions import Can
from workforce.services import accounts, identities, people, placements, revealing, supervisions
from workforce.services.identities import Proof


class DatedSerializer(serializers.ModelSerializer[Any]):
    first_on = serializers.DateField(source="during.lower", read_only=True, allow_null=True)
    last_on = serializers.SerializerMethodField()

    def get_last_on(self, row: Any) -> date | None:
        return row.during.upper - timedelta(days=1) if row.during.upper else None


class PlacementSerializer(DatedSerializer):
    tambon = serializers.CharField(source="post.tambon_id", read_only=True)
    type = serializers.CharField(source="post.worker_type", read_only=True)
    post_number = serializers.IntegerField(source="post.number", read_only=True)
    is_digital = serializers.BooleanField(source="post.is_digital", read_only=True)

    class Meta:
        model = Placement
        fields = [
            "id", "contract", "post", "post_number", "tambon", "type", "is_digital", "agency", "first_on", "last_on",
            "is_cancelled",
        ]  # fmt: skip


class AssignRequestSerializer(serializers.Serializer[Any]):
    agency = serializers.CharField()
    on = serializers.DateField()
    version = serializers.IntegerField(help_text="The version of the contract you saw.")


class PlacementViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Placement]):
    """Which post a person fills, and the agency where they sit."""

    serializer_class = PlacementSerializer
    queryset = Placement.objects.none()
    filterset_class = PlacementFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Placement]:
        return Placement.objects.visible_to(self.request.user, to=Can.VIEW_PLACEMENT).select_related("post")

    @extend_schema(request=AssignRequestSerializer, responses=PlacementSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, **_arguments: str) -> Response:
        """Let the person sit at an agency from a day on."""
        placement = self.get_object()
        asked = AssignRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        agency = _agency(request, values.pop("agency"))
        found = placements.assign(placement=placement, agency=agency, by=actor(request), **values)
        return Response(self.get_serializer(found).data)


class SupervisionSerializer(DatedSerializer):
    name = serializers.CharField(source="user.get_full_name", read_only=True)
    telephone = serializers.CharField(source="user.telephone", read_only=True)

    class Meta:
        model = Supervision
        fields = [
            "id", "programme", "tambon", "university", "user", "name", "telephone", "role", "unit", "agency",
            "is_leading", "first_on", "last_on",
        ]  # fmt: skip


class NameRequestSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    role = serializers.ChoiceField(choices=SupervisorRole.choices)
    programme = serializers.CharField()
    tambon = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(required=False, allow_null=True, default=None)
    unit = serializers.IntegerField(required=False, allow_null=True, default=None)
    agency = serializers.CharField(required=False, allow_null=True, default=None)
    is_leading = serializers.BooleanField(required=False, default=False)


class EndRequestSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    reason = serializers.CharField(max_length=500)


class LeadRequestSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()


class SupervisionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Supervision]):
    """Who guides the people of a tambon."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_SUPERVISION}
    serializer_class = SupervisionSerializer
    queryset = Supervision.objects.none()
    filterset_class = SupervisionFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Supervision]:
        return Supervision.objects.visible_to(self.request.user, to=Can.VIEW_SUPERVISION).select_related("user")

    @extend_schema(request=NameRequestSerializer, responses={201: SupervisionSerializer})
    def create(self, request: Request) -> Response:
        """Name a lecturer or an area manager."""
        asked = NameRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        appointment = supervisions.Appointment(
            user=_found(User.objects.filter(is_active=True), "username", username=values.pop("username")),
            programme=_found(Programme.objects.all(), "programme", pk=values.pop("programme")),
            tambon=_found(Area.objects.all(), "tambon", pk=values.pop("tambon")),
            unit=_found(Unit.objects.all(), "unit", pk=unit) if (unit := values.pop("unit")) else None,
            agency=_agency(request, agency) if (agency := values.pop("agency")) else None, **values,
        )  # fmt: skip
        made = supervisions.name(appointment=appointment, by=actor(request))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndRequestSerializer, responses=SupervisionSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """End a supervision after a day."""
        supervision = self.get_object()
        asked = EndRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = supervisions.end(supervision=supervision, by=actor(request), **asked.validated_data)
        return Response(self.get_serializer(found).data)

    @extend_schema(request=LeadRequestSerializer, responses=SupervisionSerializer)
    @action(detail=True, methods=["post"])
    def lead(self, request: Request, **_arguments: str) -> Response:
        """Let a lecturer lead from a day on."""
        supervision = self.get_object()
        asked = LeadRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = supervisions.lead(supervision=supervision, by=actor(request), **asked.validated_data)
        return Response(self.get_serializer(found).data)


class CapacitySerializer(serializers.ModelSerializer[AgencyCapacity]):
    class Meta:
        model = AgencyCapacity
        fields = ["id", "agency", "programme", "capacity"]


class CapacityRequestSerializer(serializers.Serializer[Any]):
    agency = serializers.CharField()
    programme = serializers.CharField()
    capacity = serializers.IntegerField(min_value=0, max_value=10_000)


class CapacityViewSet(ListModelMixin, GenericViewSet[AgencyCapacity]):
    """How many people agencies take at a time."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_PLACEMENT}
    serializer_class = CapacitySerializer
    queryset = AgencyCapacity.objects.none()
    filterset_class = CapacityFilterSet
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[AgencyCapacity]:
        return AgencyCapacity.objects.visible_to(self.request.user, to=Can.VIEW_PLACEMENT)

    @extend_schema(request=CapacityRequestSerializer, responses={200: CapacitySerializer})
    def create(self, request: Request) -> Response:
        """Say how many people an agency takes."""
        asked = CapacityRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        found = placements.set_capacity(
            agency=_agency(request, values["agency"]), capacity=values["capacity"], by=actor(request),
            programme=_found(Programme.objects.all(), "programme", pk=values["programme"]),
        )  # fmt: skip
        return Response(self.get_serializer(found).data)


class WorkerSerializer(serializers.ModelSerializer[Person]):
    name = serializers.CharField(source="full_name", read_only=True)
    national_id = serializers.CharField(source="masked_national_id", read_only=True)

    class Meta:
        model = Person
        fields = ["id", "name", "national_id", "sex", "telephone", "email", "domicile"]


class RevealedSerializer(serializers.Serializer[Any]):
    national_id = serializers.CharField()


class InviteRequestSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class InvitedSerializer(serializers.Serializer[Any]):
    link = serializers.CharField(help_text="Shown once, stored nowhere; it works once and for 7 days.")


class JoinRequestSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150, help_text="After a look at the ID card.")


class AddressRequestSerializer(serializers.Serializer[Any]):
    registered_address = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    current_address = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class PersonCorrectionSerializer(serializers.Serializer[Any]):
    """What is given is corrected, the rest stays."""

    rank = serializers.CharField(required=False, allow_blank=True, max_length=40)
    title = serializers.CharField(required=False, allow_blank=True, max_length=40)
    first_name = serializers.CharField(required=False, max_length=100)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=100)
    national_id = serializers.CharField(required=False, max_length=40)
    born = serializers.CharField(required=False, max_length=60, help_text="Such as 1/5/2541, or the year only.")
    sex = serializers.ChoiceField(required=False, choices=Sex.choices)
    telephone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    email = serializers.EmailField(required=False, allow_blank=True)
    domicile = serializers.CharField(
        required=False, max_length=200, help_text="Code or full name of the tambon of the house registration."
    )
    changed_on = serializers.DateField(required=False, default=None, allow_null=True, help_text="Of a change of name.")
    moved_on = serializers.DateField(required=False, default=None, allow_null=True, help_text="Of a move.")
    evidence = serializers.CharField(max_length=300, help_text="Which document was seen.")
    reason = serializers.CharField(max_length=500)


class WorkerViewSet(RetrieveModelMixin, GenericViewSet[Person]):
    """People who apply or work, their national IDs masked."""

    serializer_class = WorkerSerializer
    queryset = Person.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Person]:
        return Person.objects.visible_to(self.request.user, to=Can.VIEW_PERSON)

    @extend_schema(request=None, responses=RevealedSerializer)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, **_arguments: str) -> Response:
        """Show the national ID; that you looked is remembered."""
        answer = Response({"national_id": revealing.reveal(person=self.get_object(), by=actor(request))})
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(request=InviteRequestSerializer, responses={201: InvitedSerializer})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, **_arguments: str) -> Response:
        """Invite somebody at work who has no account to open one."""
        person = self.get_object()
        asked = InviteRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        site = request.build_absolute_uri("/")
        sent = accounts.invite(person=person, email=asked.validated_data["email"], site=site, by=actor(request))
        return _link_of(sent)

    @extend_schema(request=None, responses={201: InvitedSerializer})
    @action(detail=True, methods=["post"], url_path="invite-again", url_name="invite-again")
    def invite_again(self, request: Request, **_arguments: str) -> Response:
        """Send a new link to somebody at work who has not opened the account; the old link is void."""
        site = request.build_absolute_uri("/")
        sent = accounts.invite_again(person=self.get_object(), site=site, by=actor(request))
        return _link_of(sent)

    @extend_schema(request=AddressRequestSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def address(self, request: Request, **_arguments: str) -> Response:
        """Enter where somebody lives; contracts say it."""
        person = self.get_object()
        asked = AddressRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        people.set_address(person=person, addresses=asked.validated_data, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=PersonCorrectionSerializer, responses=WorkerSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, **_arguments: str) -> Response:
        """Correct who somebody is, by what was seen; an earlier name is kept with its day."""
        person = self.get_object()
        asked = PersonCorrectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        proof = Proof(*(given.pop(name) for name in ("reason", "evidence", "changed_on", "moved_on")))
        found = identities.correct(person=person, given=given, proof=proof, by=actor(request))
        return Response(self.get_serializer(found).data)

    @extend_schema(request=JoinRequestSerializer, responses=WorkerSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, **_arguments: str) -> Response:
        """Join somebody at work to the account they have."""
        person = self.get_object()
        asked = JoinRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        open_accounts = User.objects.filter(is_active=True, is_system=False)
        account = _found(open_accounts, "username", username=asked.validated_data["username"])
        return Response(self.get_serializer(accounts.join(person=person, account=account, by=actor(request))).data)


def _link_of(sent: Sent) -> Response:
    answer = Response({"link": sent.link}, status=status.HTTP_201_CREATED)
    answer["Cache-Control"] = "no-store"
    return answer


def _agency(request: Request, code: str) -> Agency:
    return get_object_or_404(Agency.objects.visible_to(request.user, to=Can.CHANGE_PLACEMENT), pk=code)


def _found(rows: "QuerySet[Any]", field: str, **which: Any) -> Any:
    found = rows.filter(**which).first()
    if found is None:
        text = next(iter(which.values()))
        raise InputError(_("There is nothing of the code “%(code)s”.") % {"code": text}, extra={"field": field})
    return found


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("placements", PlacementViewSet, "api-placement"),
    ("supervisions", SupervisionViewSet, "api-supervision"),
    ("agency-capacities", CapacityViewSet, "api-agencycapacity"),
    ("workers", WorkerViewSet, "api-worker"),
]
