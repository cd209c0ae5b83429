"""Rounds of collecting: who collects them, until when, how far they are."""

from collections import Counter
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.filters import RoundFilterSet, RoundPlaceFilterSet
from datasets.models import CollectionRound, Dataset, RoundGrace
from datasets.permissions import Can
from datasets.selectors.entrypages import rounds_of
from datasets.selectors.goals import Goal
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import graces_of, named_in
from datasets.services import graces, rounds
from u2t.core.api.bodies import body_of


class RoundAreaSerializer(serializers.Serializer[Any]):
    area = serializers.CharField(max_length=16)
    target = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=9_999_999)
    share = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=100,
        help_text="Per cent of its households.",
    )
    households = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=9_999_999,
        help_text="Of a share; without it as many as are registered.",
    )  # fmt: skip
    each_village = serializers.BooleanField(default=False, help_text="Wanted of each village of the area.")


class CollectionRoundSerializer(serializers.ModelSerializer[CollectionRound]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = CollectionRound
        fields = ["id", "dataset", "number", "name_th", "name_en", "period", "opens_on", "closes_on", "version", "by"]


class NewRoundSerializer(serializers.Serializer[Any]):
    dataset = serializers.SlugField()
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    period = serializers.CharField(max_length=10)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    areas = RoundAreaSerializer(many=True)
    collectors = serializers.ListField(
        child=serializers.CharField(max_length=150), required=False, default=list, max_length=rounds.MOST_COLLECTORS,
        help_text="Usernames of who collects. Nobody: all who work in the areas.",
    )  # fmt: skip


class RoundGraceSerializer(serializers.ModelSerializer[RoundGrace]):
    person = serializers.CharField(source="user.username", read_only=True, default=None)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = RoundGrace
        fields = ["id", "person", "area", "until", "reason", "by", "at", "ended_at"]


class NewGraceSerializer(serializers.Serializer[Any]):
    person = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=150, help_text="Username; either this or an area."
    )
    area = serializers.CharField(required=False, default="", allow_blank=True, max_length=16)
    until = serializers.DateField()
    reason = serializers.CharField(max_length=500)


class WholeRoundSerializer(CollectionRoundSerializer):
    graces = serializers.SerializerMethodField(help_text="Exceptions for what is sent late, as far as they are seen.")
    collectors = serializers.SerializerMethodField(help_text="Who of the named collectors may be seen, by username.")
    is_for_named = serializers.SerializerMethodField(help_text="Whether only those collect who are named.")

    class Meta(CollectionRoundSerializer.Meta):
        fields = [*CollectionRoundSerializer.Meta.fields, "is_for_named", "collectors", "graces"]

    def get_collectors(self, found: CollectionRound) -> list[str]:
        return list(named_in(self.context["request"].user, found).values_list("username", flat=True))

    @extend_schema_field(RoundGraceSerializer(many=True))
    def get_graces(self, found: CollectionRound) -> Any:
        return RoundGraceSerializer(graces_of(self.context["request"].user, found), many=True).data

    def get_is_for_named(self, found: CollectionRound) -> bool:
        return found.collectors.exists()


class CollectorsSerializer(serializers.Serializer[Any]):
    collectors = serializers.ListField(
        child=serializers.CharField(max_length=150), max_length=rounds.MOST_COLLECTORS,
        help_text="Usernames of who collects. Nobody: all who work in the areas.",
    )  # fmt: skip
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class SeenRoundSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="Of the round as it was seen; if it has changed, 412."
    )


class DaysSerializer(SeenRoundSerializer):
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class GoalsSerializer(SeenRoundSerializer):
    areas = RoundAreaSerializer(many=True)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class CountsSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="All that was sent: the sum of the five that follow.")
    waiting = serializers.IntegerField()
    aside = serializers.IntegerField(help_text="Waits for a decision whether it is let in.")
    returned = serializers.IntegerField()
    verified = serializers.IntegerField()
    refused = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Of all that was sent, what came after the round was closed.")


class PlaceProgressSerializer(CountsSerializer):
    code = serializers.CharField()
    name = serializers.CharField(source="name_th")
    wanted = serializers.IntegerField(allow_null=True)
    share = serializers.IntegerField(allow_null=True)
    households = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True, help_text="Verified of what is wanted.")


class PersonProgressSerializer(CountsSerializer):
    username = serializers.CharField()
    name = serializers.CharField(source="get_full_name")
    last_at = serializers.DateTimeField(allow_null=True)


def _goals(given: list[dict[str, Any]]) -> dict[str, Goal | None]:
    named = Counter(each["area"] for each in given)
    if twice := sorted(code for code, times in named.items() if times > 1):
        raise rounds.RoundError(_("Named more than once: %(codes)s.") % {"codes": ", ".join(twice[:5])})
    parts = ("target", "share", "households", "each_village")
    return {each["area"]: Goal(*(each[name] for name in parts)) for each in given}


class CollectionRoundViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[CollectionRound]):
    """Rounds in which data sets are collected."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(
        ("create", "move", "name_collectors", "set_goals", "give_grace", "end_grace"), Can.CHANGE_ROUND
    )
    serializer_class = CollectionRoundSerializer
    queryset = CollectionRound.objects.none()
    filterset_class = RoundFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[CollectionRound]:
        return rounds_of(self.request.user)

    @extend_schema(responses=WholeRoundSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show a round with who collects it."""
        return Response(WholeRoundSerializer(self.get_object(), context=self.get_serializer_context()).data)

    @extend_schema(request=NewRoundSerializer, responses={201: CollectionRoundSerializer})
    def create(self, request: Request) -> Response:
        """Open a round."""
        asked = body_of(request, NewRoundSerializer)
        dataset = get_object_or_404(Dataset.objects.visible_to(request.user, to=Can.VIEW_DATASET), pk=asked["dataset"])
        made = rounds.open_round(
            by=request.user, dataset=dataset, names=(asked["name_th"], asked["name_en"]),
            period=asked["period"], days=(asked["opens_on"], asked["closes_on"]),
            areas=_goals(asked["areas"]), collectors=asked["collectors"],
        )  # fmt: skip
        return Response(CollectionRoundSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=DaysSerializer, responses=CollectionRoundSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_arguments: str) -> Response:
        """Give a round other days."""
        found = self.get_object()
        asked = body_of(request, DaysSerializer)
        days = (asked.pop("opens_on"), asked.pop("closes_on"))
        moved = rounds.move_days(by=request.user, round=found, days=days, **asked)
        return Response(CollectionRoundSerializer(moved).data)

    @extend_schema(request=CollectorsSerializer, responses=WholeRoundSerializer)
    @action(detail=True, methods=["post"], url_path="collectors", url_name="collectors")
    def name_collectors(self, request: Request, **_arguments: str) -> Response:
        """Say who collects a round, instead of whoever was named before."""
        found = self.get_object()
        named = rounds.name_collectors(by=request.user, round=found, **body_of(request, CollectorsSerializer))
        return Response(WholeRoundSerializer(named, context=self.get_serializer_context()).data)

    @extend_schema(request=NewGraceSerializer, responses={201: RoundGraceSerializer})
    @action(detail=True, methods=["post"], url_path="graces", url_name="graces")
    def give_grace(self, request: Request, **_arguments: str) -> Response:
        """Let in, to a day, what a person or an area sends after the round has closed."""
        made = graces.give(by=request.user, round=self.get_object(), **body_of(request, NewGraceSerializer))
        return Response(RoundGraceSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=RoundGraceSerializer)
    @action(detail=True, methods=["post"], url_path=r"graces/(?P<grace>\d{1,18})/end", url_name="grace-end")
    def end_grace(self, request: Request, grace: str, **_arguments: str) -> Response:
        """End an exception before its day."""
        found = get_object_or_404(RoundGrace, round=self.get_object(), pk=grace)
        return Response(RoundGraceSerializer(graces.end(by=request.user, grace=found)).data)

    @extend_schema(request=GoalsSerializer, responses=WholeRoundSerializer)
    @action(detail=True, methods=["post"], url_path="goals", url_name="goals")
    def set_goals(self, request: Request, **_arguments: str) -> Response:
        """Give the round these areas, each with what is wanted of it, instead of those it has."""
        found, asked = self.get_object(), body_of(request, GoalsSerializer)
        done = rounds.set_goals(by=request.user, round=found, areas=_goals(asked.pop("areas")), **asked)
        return Response(WholeRoundSerializer(done, context=self.get_serializer_context()).data)

    @extend_schema(responses=PlaceProgressSerializer(many=True))
    @action(detail=True, filterset_class=RoundPlaceFilterSet)
    def places(self, request: Request, **arguments: str) -> Response:
        """Say how far the round is by place, those of its areas among them in which nothing came in yet."""
        rows = places_in_round(request.user, round=arguments["pk"])
        return self._page(self.filter_queryset(rows), PlaceProgressSerializer)

    @extend_schema(responses=PersonProgressSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def people(self, request: Request, **_arguments: str) -> Response:
        """Say how far the round is by collector, those among them who sent nothing yet."""
        return self._page(people_in_round(request.user, round=str(self.get_object().pk)), PersonProgressSerializer)

    def _page(self, rows: QuerySet[Any], serializer: type[CountsSerializer]) -> Response:
        self.ordering = "pk"
        return self.get_paginated_response(serializer(self.paginate_queryset(rows), many=True).data)
