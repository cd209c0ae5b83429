"""Who may see what: the table of access, one area, grants by hand, the audit trail."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet, ViewSetMixin

from tambon import grantable
from tambon.api.fields import DayField, ReasonSerializer, actor
from tambon.api.memberships import MembershipSerializer
from tambon.filters.memberships import GrantFilterSet
from tambon.filters.people import AuditFilterSet
from tambon.models import Area, GrantTerm, User
from tambon.permissions import Can
from tambon.presenters import field_of, sentence_of
from tambon.selectors import people as selectors
from tambon.services import erasing, grants
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.models import AuditEvent
from u2t.core.permissions import Can as Core

_MOST = 500


class GrantSerializer(serializers.ModelSerializer[GrantTerm]):
    class Meta:
        model = GrantTerm
        fields = ["id", "user", "permission", "target_model", "target_id", "ends_on", "reason", "by", "created_at"]


class GrantRequestSerializer(serializers.Serializer[Any]):
    user = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    permission = serializers.ChoiceField(choices=[], default=str(Can.VIEW_AREA))
    target = serializers.CharField(max_length=60, help_text="Code or number of the row.")
    ends_on = DayField(help_text="Last day, at most a year away.")
    reason = serializers.CharField(max_length=500)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["permission"].choices = grantable.choices()  # type: ignore[attr-defined]  # apps above add theirs later
        return fields


class AuditSerializer(serializers.ModelSerializer[AuditEvent]):
    sentence = serializers.SerializerMethodField(help_text="What happened, in the language asked for.")
    labels = serializers.SerializerMethodField(help_text="What the fields that changed are called, in that language.")

    class Meta:
        model = AuditEvent
        fields = [
            "id", "action", "sentence", "actor", "target_model", "target_id", "target_text", "reason", "changes",
            "labels", "happened_at", "request_id",
        ]  # fmt: skip

    def get_sentence(self, event: AuditEvent) -> str:
        return sentence_of(event)

    def get_labels(self, event: AuditEvent) -> dict[str, str]:
        return {name: field_of(event, name) for name in event.changes}


class EraseSerializer(serializers.Serializer[Any]):
    target_model = serializers.CharField(max_length=60, help_text="As in the events, for example tambon.user.")
    target_id = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=500)


class ErasedSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Of how many events.")


class RuleSerializer(serializers.Serializer[Any]):
    permission = serializers.CharField()
    text = serializers.CharField()
    roles = serializers.DictField(child=serializers.CharField(), help_text="How far it reaches, by role.")


class ReachingSerializer(serializers.Serializer[Any]):
    area = serializers.CharField(source="code")
    membership_count = serializers.IntegerField(help_text="Of all; at most 500 of them are listed.")
    memberships = MembershipSerializer(many=True)
    grants = GrantSerializer(many=True)


class GrantViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[GrantTerm]):
    """Grants by hand, for those who give them or check them."""

    needs: ClassVar[dict[str, str]] = {"create": Can.GIVE_GRANT}
    serializer_class = GrantSerializer
    queryset = GrantTerm.objects.none()
    filterset_class = GrantFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[GrantTerm]:
        return selectors.grants_for(self.request.user)

    @extend_schema(request=GrantRequestSerializer, responses={201: GrantSerializer})
    def create(self, request: Request) -> Response:
        """Grant one permission on one row until a day."""
        asked = body_of(request, GrantRequestSerializer)
        people = User.objects.visible_to(request.user, to=Can.VIEW_USER).filter(is_system=False)
        person = get_object_or_404(people, pk=asked["user"])
        target = grantable.row_of(permission=asked["permission"], key=asked["target"], by=actor(request))
        term = grants.Term(asked["ends_on"], asked["reason"])
        given = grants.give(user=person, permission=asked["permission"], target=target, term=term, by=actor(request))
        return Response(self.get_serializer(given).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, **_arguments: str) -> Response:
        """End a grant at once."""
        require(request.user, Can.GIVE_GRANT)
        grant = self.get_object()
        grants.revoke(grant=grant, by=actor(request), **body_of(request, ReasonSerializer))
        return Response(status=status.HTTP_204_NO_CONTENT)


class AuditViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[AuditEvent]):
    """The audit trail, for auditors and administrators."""

    needs: ClassVar[dict[str, str]] = {"erase": Core.ERASE_REVISION}
    serializer_class = AuditSerializer
    queryset = AuditEvent.objects.none()
    filterset_class = AuditFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[AuditEvent]:
        if not getattr(self, "swagger_fake_view", False):
            require(self.request.user, Core.VIEW_AUDIT)
        return AuditEvent.objects.visible_to(self.request.user, to=Core.VIEW_AUDIT)

    @extend_schema(request=EraseSerializer, responses=ErasedSerializer)
    @action(detail=False, methods=["post"])
    def erase(self, request: Request) -> Response:
        """Erase the personal values that the trail holds about a row; that something happened stays."""
        asked = body_of(request, EraseSerializer)
        row = erasing.Row(asked["target_model"], asked["target_id"])
        count = erasing.erase(row=row, reason=asked["reason"], by=request.user)
        return Response(ErasedSerializer({"count": count}).data)


class AccessViewSet(ViewSet):
    """The table of access, and who reaches one area."""

    lookup_value_regex = r"[A-Za-z0-9-]{1,60}"

    @extend_schema(responses=RuleSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Say which role holds which permission, and how far it reaches."""
        require(request.user, Can.VIEW_ACCESS)
        columns, rows = selectors.matrix()
        codes = [role.code for role in columns]
        shown = [
            {"permission": row.permission, "text": row.text, "roles": dict(zip(codes, row.cells, strict=True))}
            for row in rows
        ]
        return Response(RuleSerializer(shown, many=True).data)

    @extend_schema(responses=ReachingSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Say whose role, and which grant by hand, reaches an area."""
        require(request.user, Can.VIEW_ACCESS)
        area = get_object_or_404(Area.objects.visible_to(request.user, to=Can.VIEW_AREA), pk=pk)
        reaching = selectors.reaching(request.user, area.code)
        found = {
            "code": area.code,
            "membership_count": reaching.count(),
            "memberships": reaching[:_MOST],
            "grants": selectors.grants_reaching(area=area),
        }
        return Response(ReachingSerializer(found).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("grants", GrantViewSet, "api-grant"),
    ("audit-events", AuditViewSet, "api-audit"),
    ("access", AccessViewSet, "api-access"),
]
