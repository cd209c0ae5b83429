"""Rounds of collecting, telephones, and entries from the field."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.filters import EntryFilterSet, RoundPlaceFilterSet
from datasets.importing import arrivals
from datasets.models import AppPassword, CollectionRound, Dataset, Entry, RoundGrace
from datasets.permissions import Can
from datasets.selectors.collecting import answer_to
from datasets.selectors.entrypages import entries_of, rounds_of, telephones_of
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.records import personal_fields
from datasets.selectors.roundpages import graces_of, named_in
from datasets.services import apppasswords, graces, reviews, rounds
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
        required=False, allow_null=True, default=None, min_value=1, max_value=9_999_999
    )


class CollectionRoundSerializer(serializers.ModelSerializer[CollectionRound]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = CollectionRound
        fields = ["id", "dataset", "number", "name_th", "name_en", "period", "opens_on", "closes_on", "by"]


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


class DaysSerializer(serializers.Serializer[Any]):
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class GoalsSerializer(serializers.Serializer[Any]):
    areas = RoundAreaSerializer(many=True)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class CountsSerializer(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    returned = serializers.IntegerField()
    verified = serializers.IntegerField()
    total = serializers.IntegerField()
    late = serializers.IntegerField()


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


def _goals(given: list[dict[str, Any]]) -> dict[str, rounds.Goal | None]:
    return {each["area"]: rounds.Goal(each["target"], each["share"], each["households"]) for each in given}


class CollectionRoundViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[CollectionRound]):
    """Rounds in which data sets are collected."""

    needs: ClassVar[dict[str, str]] = dict.fromkeys(
        ("create", "move", "name_collectors", "set_goals", "give_grace", "end_grace"), Can.CHANGE_ROUND
    )
    serializer_class = CollectionRoundSerializer
    queryset = CollectionRound.objects.none()
    filterset_class = None  # of the action `places` alone
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
        days = (asked["opens_on"], asked["closes_on"])
        moved = rounds.move_days(by=request.user, round=found, days=days, reason=asked["reason"])
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
        done = rounds.set_goals(by=request.user, round=found, areas=_goals(asked["areas"]), reason=asked["reason"])
        return Response(WholeRoundSerializer(done, context=self.get_serializer_context()).data)

    @extend_schema(responses=PlaceProgressSerializer(many=True))
    @action(detail=True, filterset_class=RoundPlaceFilterSet)
    def places(self, request: Request, **arguments: str) -> Response:
        """Say how far the round is by place, those of its areas among them in which nothing came in yet."""
        rows = places_in_round(request.user, round=arguments["pk"])
        return self._page(self.filter_queryset(rows), PlaceProgressSerializer)

    @extend_schema(responses=PersonProgressSerializer(many=True))
    @action(detail=True)
    def people(self, request: Request, **_arguments: str) -> Response:
        """Say how far the round is by collector, those among them who are named and sent nothing yet."""
        return self._page(people_in_round(request.user, round=str(self.get_object().pk)), PersonProgressSerializer)

    def _page(self, rows: QuerySet[Any], serializer: type[CountsSerializer]) -> Response:
        self.ordering = "pk"
        return self.get_paginated_response(serializer(self.paginate_queryset(rows), many=True).data)


class TelephoneSerializer(serializers.ModelSerializer[AppPassword]):
    user = serializers.CharField(source="user.username", read_only=True)

    class Meta:
        model = AppPassword
        fields = ["id", "user", "name", "created_at", "used_at"]


class NewTelephoneSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class MadeTelephoneSerializer(TelephoneSerializer):
    password = serializers.CharField(help_text="Shown once.")

    class Meta(TelephoneSerializer.Meta):
        fields = [*TelephoneSerializer.Meta.fields, "password"]


class TelephoneViewSet(ListModelMixin, GenericViewSet[AppPassword]):
    """The telephones that are let in: the own ones, and those of people one answers for."""

    needs: ClassVar[dict[str, str]] = {"create": Can.COLLECT}
    serializer_class = TelephoneSerializer
    queryset = AppPassword.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[AppPassword]:
        return telephones_of(self.request.user)

    @extend_schema(request=NewTelephoneSerializer, responses={201: MadeTelephoneSerializer})
    def create(self, request: Request) -> Response:
        """Make a password for a telephone."""
        asked = body_of(request, NewTelephoneSerializer)
        made, secret = apppasswords.create(by=request.user, name=asked["name"])
        return Response({**TelephoneSerializer(made).data, "password": secret}, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=TelephoneSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """Let a telephone in no longer."""
        return Response(TelephoneSerializer(apppasswords.end(by=request.user, password=self.get_object())).data)


class FieldEntrySerializer(serializers.ModelSerializer[Entry]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = Entry
        fields = [
            "id", "dataset", "round", "place", "area", "period", "origin", "state", "held", "is_late", "revision",
            "version", "record", "by", "submitted_at", "decided_at",
        ]  # fmt: skip


class ReceivedEntrySerializer(FieldEntrySerializer):
    told = serializers.SerializerMethodField(help_text="What its sender is told.")

    class Meta(FieldEntrySerializer.Meta):
        fields = [*FieldEntrySerializer.Meta.fields, "told"]

    def get_told(self, entry: Entry) -> str:
        return answer_to(entry)


class WholeEntrySerializer(FieldEntrySerializer):
    values = serializers.SerializerMethodField(help_text="By field. Personal fields are read on the page of the entry.")

    class Meta(FieldEntrySerializer.Meta):
        fields = [*FieldEntrySerializer.Meta.fields, "values"]

    def get_values(self, entry: Entry) -> dict[str, Any]:
        hidden = personal_fields(entry.dataset_id)
        return {name: value for name, value in entry.values.items() if name not in hidden}


class SeenSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version of the entry that was seen.")


class EntryReturnSerializer(SeenSerializer):
    remarks = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        help_text="By field; under the empty name, of the whole.",
    )


class EntryAcceptSerializer(SeenSerializer):
    place = serializers.CharField(required=False, default="", allow_blank=True, max_length=8)
    reason = serializers.CharField(max_length=500)


class EntryReasonSerializer(SeenSerializer):
    reason = serializers.CharField(max_length=500)


class EntryRestoreSerializer(EntryReasonSerializer):
    revision = serializers.IntegerField(min_value=1, help_text="The number of the earlier revision.")


class SeenEntrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(min_value=1)
    version = serializers.IntegerField(min_value=1, help_text="The version of the entry that was seen.")


class ManySerializer(serializers.Serializer[Any]):
    entries = SeenEntrySerializer(many=True)


class CountSerializer(serializers.Serializer[Any]):
    verified = serializers.IntegerField()


class SentAnswersSerializer(serializers.Serializer[Any]):
    xml_submission_file = serializers.FileField(help_text="The answers, as OpenRosa has them.")
    is_incomplete = serializers.BooleanField(required=False, default=False, help_text="More photos or files follow.")


class EntryViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Entry]):
    """Entries from the field: browsers send them here, telephones through OpenRosa."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.COLLECT,
        **dict.fromkeys(
            ("verify", "send_back", "accept", "refuse", "take_back", "restore", "verify_many"), Can.REVIEW_ENTRY
        ),
    }
    serializer_class = FieldEntrySerializer
    queryset = Entry.objects.none()
    filterset_class = EntryFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Entry]:
        return entries_of(self.request.user)

    @extend_schema(request={"multipart/form-data": SentAnswersSerializer}, responses={201: ReceivedEntrySerializer})
    def create(self, request: Request) -> Response:
        """Send an answered form; further files are parts of their own. The same instanceID again is the same entry."""
        asked = body_of(request, SentAnswersSerializer)
        others = {str(given.name): given for given in request.FILES.getlist("file")}
        made = arrivals.take(
            by=request.user, file=asked["xml_submission_file"], files=others, is_whole=not asked["is_incomplete"]
        )
        return Response(ReceivedEntrySerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=WholeEntrySerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show an entry with its answers."""
        return Response(WholeEntrySerializer(self.get_object()).data)

    @extend_schema(request=SeenSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, **_arguments: str) -> Response:
        """Verify an entry: it counts from now on."""
        entry, asked = self.get_object(), body_of(request, SeenSerializer)
        return Response(FieldEntrySerializer(reviews.verify(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=EntryReturnSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, **_arguments: str) -> Response:
        """Return an entry with remarks."""
        entry, asked = self.get_object(), body_of(request, EntryReturnSerializer)
        return Response(FieldEntrySerializer(reviews.return_entry(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=EntryAcceptSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **_arguments: str) -> Response:
        """Accept an entry that was set aside."""
        entry, asked = self.get_object(), body_of(request, EntryAcceptSerializer)
        return Response(FieldEntrySerializer(reviews.accept(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=EntryReasonSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **_arguments: str) -> Response:
        """Refuse an entry that waits: it never counts."""
        entry, asked = self.get_object(), body_of(request, EntryReasonSerializer)
        return Response(FieldEntrySerializer(reviews.refuse(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=EntryReasonSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, **_arguments: str) -> Response:
        """Let an entry count no longer."""
        entry, asked = self.get_object(), body_of(request, EntryReasonSerializer)
        return Response(FieldEntrySerializer(reviews.take_back(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=EntryRestoreSerializer, responses=FieldEntrySerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, **_arguments: str) -> Response:
        """Make an earlier revision the newest one again, to be verified."""
        entry, asked = self.get_object(), body_of(request, EntryRestoreSerializer)
        return Response(FieldEntrySerializer(reviews.restore(by=request.user, entry=entry, **asked)).data)

    @extend_schema(request=ManySerializer, responses=CountSerializer)
    @action(detail=False, methods=["post"], url_path="verify-many", url_name="verify-many")
    def verify_many(self, request: Request, **_arguments: str) -> Response:
        """Verify many entries at once."""
        seen = {each["id"]: each["version"] for each in body_of(request, ManySerializer)["entries"]}
        return Response({"verified": reviews.verify_many(by=request.user, seen=seen)})
