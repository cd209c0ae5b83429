"""Problems of the reports, and what is done about them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core.api.bodies import body_of
from workforce.filters.problems import ProblemFilterSet
from workforce.models import ProblemEvent, ProblemItem
from workforce.selectors.problems import problems_of
from workforce.services import problems


class ProblemSerializer(serializers.ModelSerializer[ProblemItem]):
    month = serializers.DateField(source="report.period.month", read_only=True)
    university = serializers.CharField(source="report.contract.university_id", read_only=True)
    tambon = serializers.CharField(source="tambon_code", read_only=True, allow_null=True)

    class Meta:
        model = ProblemItem
        fields = [
            "id", "report", "month", "university", "tambon", "kind", "text", "state", "owner", "raised_at", "due_on",
            "answer", "closed_at", "version",
        ]  # fmt: skip


class ProblemEventSerializer(serializers.ModelSerializer[ProblemEvent]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = ProblemEvent
        fields = ["action", "by", "at", "owner", "said"]


class ProblemDetailSerializer(ProblemSerializer):
    events = ProblemEventSerializer(many=True, read_only=True)

    class Meta(ProblemSerializer.Meta):
        fields = [*ProblemSerializer.Meta.fields, "events"]


class ProblemReasonSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the item changed since.")
    reason = serializers.CharField(max_length=4000)


class ProblemAnswerSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the item changed since.")
    text = serializers.CharField(max_length=4000)
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="In hand until then.")


class ProblemViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[ProblemItem]):
    """Problems, obstacles and suggestions of reports that were sent; `waiting=true` are those you owe an answer."""

    serializer_class = ProblemSerializer
    filterset_class = ProblemFilterSet
    queryset = ProblemItem.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[ProblemItem]:
        return problems_of(self.request.user)

    @extend_schema(responses=ProblemDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        return Response(ProblemDetailSerializer(self.get_object()).data)

    @extend_schema(request=ProblemAnswerSerializer, responses=ProblemDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **_arguments: str) -> Response:
        """Answer who named it, and keep the matter in hand."""
        item = self.get_object()
        return self._shown(
            problems.answer(item=item, by=actor(request), **body_of(request, ProblemAnswerSerializer))
        )  # fmt: skip

    @extend_schema(request=ProblemReasonSerializer, responses=ProblemDetailSerializer)
    @action(detail=True, methods=["post"], url_path="pass-on")
    def pass_on(self, request: Request, **_arguments: str) -> Response:
        """Pass it on to who is next."""
        item = self.get_object()
        return self._shown(
            problems.pass_on(item=item, by=actor(request), **body_of(request, ProblemReasonSerializer))
        )  # fmt: skip

    @extend_schema(request=ProblemReasonSerializer, responses=ProblemDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close it, saying what became of it."""
        item = self.get_object()
        return self._shown(
            problems.close(item=item, by=actor(request), **body_of(request, ProblemReasonSerializer))
        )  # fmt: skip

    def _shown(self, item: ProblemItem) -> Response:
        return Response(ProblemDetailSerializer(self.get_queryset().get(pk=item.pk)).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("problems", ProblemViewSet, "api-problemitem")]
