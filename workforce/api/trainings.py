"""Orientation and training, and who attended."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tambon.api.fields import ReasonSerializer, actor
from tambon.models import Area, Programme, University
from u2t.core.api.bodies import body_of
from workforce.choices import SessionKind, Skill
from workforce.filters.training import AttendanceFilterSet, SessionFilterSet
from workforce.models import Attendance, Contract, Session
from workforce.permissions import Can
from workforce.selectors.training import attendances_of, own_training, plan_for, sessions_of
from workforce.services import sessions
from workforce.services.sessions import Plan


class SessionSerializer(serializers.ModelSerializer[Session]):
    attended = serializers.IntegerField(read_only=True, help_text="How many people.")

    class Meta:
        model = Session
        fields = [
            "id", "university", "programme", "tambon", "kind", "skill", "name_th", "place", "starts_on", "ends_on",
            "hours", "counts_as_work", "attended", "cancelled_at",
        ]  # fmt: skip


class SessionPlanSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SessionKind.choices)
    skill = serializers.ChoiceField(choices=Skill.choices, required=False, default=Skill.OTHER)
    name_th = serializers.CharField(max_length=200)
    place = serializers.CharField(max_length=200)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    hours = serializers.DecimalField(max_digits=5, decimal_places=1)
    counts_as_work = serializers.BooleanField(required=False, default=True)


class NewSessionSerializer(SessionPlanSerializer):
    university = serializers.SlugField()
    programme = serializers.SlugField()
    tambon = serializers.CharField(max_length=6, required=False, allow_null=True, default=None)


class HoursSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1)
    hours = serializers.DecimalField(max_digits=5, decimal_places=1)


class AttendanceListSerializer(serializers.Serializer[Any]):
    attendances = HoursSerializer(many=True, allow_empty=False)


class StoredSerializer(serializers.Serializer[Any]):
    stored = serializers.IntegerField(help_text="How many entries are new or have other hours.")


class RemovalSerializer(ReasonSerializer):
    contract = serializers.IntegerField(min_value=1)


class LearnedSerializer(serializers.Serializer[Any]):
    skill = serializers.ChoiceField(choices=Skill.choices)
    hours = serializers.DecimalField(max_digits=8, decimal_places=1)


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    skill = serializers.CharField(source="session.skill", read_only=True)

    class Meta:
        model = Attendance
        fields = ["id", "session", "contract", "skill", "hours", "recorded_at"]


class SessionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Session]):
    """Sessions of orientation and training; `attendance` enters the hours of many at once."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_SESSION}
    serializer_class = SessionSerializer
    filterset_class = SessionFilterSet
    queryset = Session.objects.none()
    ordering = "-starts_on"

    def get_queryset(self) -> QuerySet[Session]:
        return sessions_of(self.request.user)

    @extend_schema(request=NewSessionSerializer, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        asked = body_of(request, NewSessionSerializer)
        choice = plan_for(request.user)
        university = get_object_or_404(University.objects.filter(pk__in=choice.universities), pk=asked["university"])
        tambon = (
            get_object_or_404(Area.objects.filter(pk__in=choice.tambons), pk=asked["tambon"])
            if asked["tambon"]
            else None
        )
        session = sessions.plan(
            university=university, tambon=tambon, programme=get_object_or_404(Programme, pk=asked["programme"]),
            plan=Plan(**{name: asked[name] for name in Plan.__slots__}), by=actor(request),
        )  # fmt: skip
        return self._shown(session, status.HTTP_201_CREATED)

    @extend_schema(request=SessionPlanSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, pk: str) -> Response:
        session = self.get_object()
        return self._shown(
            sessions.amend(session=session, plan=Plan(**body_of(request, SessionPlanSerializer)), by=actor(request))
        )

    @extend_schema(request=ReasonSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        session = self.get_object()
        reason = body_of(request, ReasonSerializer)["reason"]
        return self._shown(sessions.cancel(session=session, reason=reason, by=actor(request)))

    @extend_schema(request=AttendanceListSerializer, responses=StoredSerializer)
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, pk: str) -> Response:
        """Enter hours; all are right, or none is stored."""
        session = self.get_object()
        asked = body_of(request, AttendanceListSerializer)["attendances"]
        hours = {line["contract"]: line["hours"] for line in asked}
        return Response({"stored": sessions.record(session=session, hours=hours, by=actor(request))})

    @extend_schema(request=RemovalSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take one attendance out."""
        session = self.get_object()
        asked = body_of(request, RemovalSerializer)
        rows = Contract.objects.visible_to(request.user, to=Can.VIEW_CONTRACT)
        contract = get_object_or_404(rows, pk=asked["contract"])
        sessions.remove(session=session, contract=contract, reason=asked["reason"], by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=LearnedSerializer(many=True))
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def own(self, request: Request) -> Response:
        """Return one's own hours by skill."""
        return Response(LearnedSerializer(own_training(request.user).learned, many=True).data)

    def _shown(self, session: Session, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=session.pk)).data, status=code)


class AttendanceViewSet(ListModelMixin, GenericViewSet[Attendance]):
    """Who attended, for how many hours; `session` and `contract` filter."""

    serializer_class = AttendanceSerializer
    filterset_class = AttendanceFilterSet
    queryset = Attendance.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[Attendance]:
        return attendances_of(self.request.user)
