"""Leave: asked for, decided, withdrawn."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, FirstDayField, LastDayField, actor
from u2t.core.api.bodies import body_of
from workforce.day_choices import LeaveKind
from workforce.filters.leaves import LeaveFilterSet
from workforce.models import Leave
from workforce.permissions import Can
from workforce.selectors.leaves import leaves_of
from workforce.services import leaves
from workforce.services.leaves import Wish
from workforce.views.leaves import paper_in

DECISIONS = ["approve", "refuse"]


class LeaveSerializer(serializers.ModelSerializer[Leave]):
    first_on = FirstDayField(source="during", read_only=True)
    last_on = LastDayField(source="during", read_only=True)
    has_paper = serializers.BooleanField(source="paper_id", read_only=True)

    class Meta:
        model = Leave
        fields = [
            "id", "contract", "key", "first_on", "last_on", "kind", "reason", "has_paper", "state", "asked_at",
            "decided_at", "note", "version",
        ]  # fmt: skip


class WishSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first leave is the answer.")
    first = DayField()
    last = DayField()
    kind = serializers.ChoiceField(choices=LeaveKind.choices)
    reason = serializers.CharField(max_length=2000)
    paper = serializers.FileField(
        required=False, allow_null=True, default=None, help_text="A picture or a PDF; sent as multipart."
    )


class LeaveVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the leave changed since.")


class DecideLeaveSerializer(LeaveVersionSerializer):
    decision = serializers.ChoiceField(choices=DECISIONS)
    note = serializers.CharField(
        max_length=2000, required=False, default="", allow_blank=True, help_text="Needed for a refusal."
    )


class LeaveViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Leave]):
    """Leave of people at work; `status`, `day`, `contract` and `tambon` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ASK_LEAVE}
    serializer_class = LeaveSerializer
    filterset_class = LeaveFilterSet
    queryset = Leave.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Leave]:
        return leaves_of(self.request.user)

    @extend_schema(
        request={"application/json": WishSerializer, "multipart/form-data": WishSerializer},
        responses={201: LeaveSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for leave under the own contract; the same key again answers with the first."""
        asked = body_of(request, WishSerializer)
        paper = paper_in(asked.pop("paper"))
        return self._shown(leaves.ask(wish=Wish(**asked), paper=paper, by=actor(request)), status.HTTP_201_CREATED)

    @extend_schema(request=DecideLeaveSerializer, responses=LeaveSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **_arguments: str) -> Response:
        """Approve or refuse a leave that waits."""
        leave, asked = self.get_object(), body_of(request, DecideLeaveSerializer)
        approved = asked.pop("decision") == "approve"
        return self._shown(leaves.decide(leave=leave, approved=approved, by=actor(request), **asked))

    @extend_schema(request=LeaveVersionSerializer, responses=LeaveSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take the own leave back."""
        leave, asked = self.get_object(), body_of(request, LeaveVersionSerializer)
        return self._shown(leaves.withdraw(leave=leave, by=actor(request), **asked))

    def _shown(self, leave: Leave, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=leave.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("leaves", LeaveViewSet, "api-leave")]
