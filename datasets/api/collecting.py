"""Telephones, and entries from the field."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.filters import EntryFilterSet
from datasets.importing import arrivals
from datasets.importing.misfits import misfits_of
from datasets.models import AppPassword, Entry
from datasets.permissions import Can
from datasets.selectors.collecting import answer_to
from datasets.selectors.entrypages import entries_of, telephones_of
from datasets.selectors.records import hidden_answers
from datasets.selectors.revisions import revisions_of
from datasets.services import apppasswords, reviews
from u2t.core.api.bodies import body_of


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


class RevisedAnswerSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    question = serializers.CharField(source="label")
    before = serializers.CharField(allow_null=True, help_text="In words; “…” where it is personal.")
    after = serializers.CharField(allow_null=True)


class EntryRevisionSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="revision.number")
    at = serializers.DateTimeField(source="revision.at")
    by = serializers.CharField(source="revision.by.username")
    verified_by = serializers.CharField(source="revision.verified_by.username", allow_null=True, default=None)
    verified_at = serializers.DateTimeField(source="revision.verified_at", allow_null=True)
    count = serializers.IntegerField(help_text="How many answers differ; of very many, the first are told.")
    changes = RevisedAnswerSerializer(many=True)


class MisfitSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    question = serializers.CharField()
    number = serializers.CharField(help_text="Which time a repetition was answered; within another one, as 2/1.")
    written = serializers.CharField(help_text="“…” where it is personal.")
    message = serializers.CharField()


class WholeEntrySerializer(FieldEntrySerializer):
    values = serializers.SerializerMethodField(help_text="By field. Personal fields are read on the page of the entry.")
    revisions = serializers.SerializerMethodField(help_text="The newest first, each with what it changed.")
    misfits = serializers.SerializerMethodField(help_text="The answers for which it is held as `value`.")

    class Meta(FieldEntrySerializer.Meta):
        fields = [*FieldEntrySerializer.Meta.fields, "values", "revisions", "misfits"]

    def get_values(self, entry: Entry) -> dict[str, Any]:
        hidden = hidden_answers(entry.form)
        return {name: value for name, value in entry.values.items() if name not in hidden}

    @extend_schema_field(EntryRevisionSerializer(many=True))
    def get_revisions(self, entry: Entry) -> Any:
        return EntryRevisionSerializer(revisions_of(entry, sees_personal=False), many=True).data

    @extend_schema_field(MisfitSerializer(many=True))
    def get_misfits(self, entry: Entry) -> Any:
        return MisfitSerializer(misfits_of(entry, sees_personal=False), many=True).data


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
