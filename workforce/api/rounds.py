"""Rounds and posts: read, planned, published, extended, closed."""

from collections.abc import Callable
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
from tambon.models import Programme, University, User
from tambon.permissions import Can as Where
from u2t.core import clock
from u2t.core.errors import InputError
from workforce.choices import RoundPhase, WorkerType
from workforce.filters.rounds import PostApiFilterSet, RoundApiFilterSet
from workforce.models import Post, Round
from workforce.permissions import Can
from workforce.selectors.cautions import cautions_of_round
from workforce.selectors.posts import posts_of
from workforce.selectors.rounds import readable_rounds
from workforce.services import finishing, returning, rounds


class QuotaSerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField(max_length=6)
    type = serializers.ChoiceField(choices=WorkerType.choices)
    posts = serializers.IntegerField(min_value=0)


class RoundSerializer(serializers.ModelSerializer[Round]):
    status = serializers.SerializerMethodField(help_text="Its state, and while it is published the clock.")
    posts = serializers.IntegerField(read_only=True)
    tambons = serializers.IntegerField(read_only=True)

    class Meta:
        model = Round
        fields = [
            "id", "university", "programme", "terms", "number", "name_th", "name_en", "status", "opens_at", "closes_at",
            "work_starts_on", "work_ends_on", "contact", "telephone", "interview_note", "shows_names",
            "shows_points", "posts", "tambons", "origin", "published_at", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema(responses=serializers.ChoiceField(choices=RoundPhase.choices))
    def get_status(self, round_: Round) -> str:
        return round_.phase_at(clock.now()).value


class RoundDetailSerializer(RoundSerializer):
    quotas = serializers.SerializerMethodField(help_text="Posts offered by tambon and type.")
    cautions = serializers.SerializerMethodField(help_text="What to think of again; nothing is refused because of it.")

    class Meta(RoundSerializer.Meta):
        fields = [*RoundSerializer.Meta.fields, "quotas", "cautions"]
        read_only_fields = fields

    def get_cautions(self, round_: Round) -> list[str]:
        return cautions_of_round(round_)

    @extend_schema(responses=QuotaSerializer(many=True))
    def get_quotas(self, round_: Round) -> list[dict[str, Any]]:
        rows = round_.quotas.order_by("tambon", "worker_type").values_list("tambon", "worker_type", "posts")
        return [{"tambon": tambon, "type": type_, "posts": posts} for tambon, type_, posts in rows]


class EntrySerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=999)
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    work_starts_on = serializers.DateField()
    work_ends_on = serializers.DateField()
    contact = serializers.CharField(max_length=200)
    telephone = serializers.CharField(max_length=40)
    interview_note = serializers.CharField(required=False, allow_blank=True, default="")
    shows_names = serializers.BooleanField(required=False, default=True)
    shows_points = serializers.BooleanField(
        required=False, default=True, help_text="Applicants read their own points once the result is published."
    )


class PlanRequestSerializer(EntrySerializer):
    university = serializers.SlugField()
    programme = serializers.SlugField()


class VersionRequestSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version that was seen; 412 if the round changed since.")


class AmendRequestSerializer(EntrySerializer, VersionRequestSerializer):
    """A draft as it shall be, whole."""


class QuotasRequestSerializer(VersionRequestSerializer):
    quotas = QuotaSerializer(many=True, allow_empty=False)


class ReasonedRequestSerializer(VersionRequestSerializer):
    reason = serializers.CharField()


class RoundExtensionSerializer(ReasonedRequestSerializer):
    closes_at = serializers.DateTimeField()


class FinishRequestSerializer(ReasonedRequestSerializer):
    keeps_reserve = serializers.BooleanField(help_text="Whether the reserve list may still fill posts.")


class FormerRequestSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150, help_text="Of the account that applies in this round.")
    national_id = serializers.CharField(max_length=40, help_text="As the card says it: the record is found by it.")
    evidence = serializers.CharField(max_length=300, help_text="Which document was seen.")


class JoinedSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()


class RoundViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Round]):
    """Rounds of hiring: the published ones of the whole country, and drafts of the own university."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_ROUND}
    filterset_class = RoundApiFilterSet
    queryset = Round.objects.none()
    ordering = "-closes_at"
    lookup_value_regex = r"\d{1,9}"

    def get_queryset(self) -> QuerySet[Round]:
        return readable_rounds(self.request.user)

    def get_serializer_class(self) -> type[RoundSerializer]:
        return RoundSerializer if self.action == "list" else RoundDetailSerializer

    @extend_schema(request=PlanRequestSerializer, responses={201: RoundDetailSerializer})
    def create(self, request: Request) -> Response:
        """Plan a round as a draft; its quotas follow from the vacant posts."""
        asked = _read(PlanRequestSerializer, request)
        universities = University.objects.visible_to(request.user, to=Where.VIEW_UNIVERSITY)
        university = get_object_or_404(universities, pk=asked.pop("university"))
        programme = get_object_or_404(Programme, pk=asked.pop("programme"))
        made = rounds.plan(university=university, programme=programme, entry=rounds.Entry(**asked), by=request.user)
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=AmendRequestSerializer, responses=RoundDetailSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Correct a draft."""
        found, asked = self.get_object(), _read(AmendRequestSerializer, request)
        version = asked.pop("version")
        return self._answer(rounds.amend(round=found, entry=rounds.Entry(**asked), version=version, by=request.user))

    @extend_schema(request=VersionRequestSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_arguments: str) -> Response:
        """Throw a draft away."""
        found, asked = self.get_object(), _read(VersionRequestSerializer, request)
        rounds.drop(round=found, by=request.user, **asked)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=QuotasRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["put"])
    def quotas(self, request: Request, **_arguments: str) -> Response:
        """Offer fewer posts than are vacant; what is not named stays."""
        found, asked = self.get_object(), _read(QuotasRequestSerializer, request)
        cells = {(one["tambon"], one["type"]): one["posts"] for one in asked["quotas"]}
        return self._answer(rounds.set_quotas(round=found, quotas=cells, version=asked["version"], by=request.user))

    @extend_schema(request=VersionRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def derive(self, request: Request, **_arguments: str) -> Response:
        """Set the quotas of a draft anew, from the vacant posts."""
        return self._act(request, VersionRequestSerializer, rounds.derive)

    @extend_schema(request=VersionRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_arguments: str) -> Response:
        """Show a draft to everybody."""
        return self._act(request, VersionRequestSerializer, rounds.publish)

    @extend_schema(request=RoundExtensionSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, **_arguments: str) -> Response:
        """Take applications longer than was published."""
        return self._act(request, RoundExtensionSerializer, rounds.extend)

    @extend_schema(request=ReasonedRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close an open round early."""
        return self._act(request, ReasonedRequestSerializer, rounds.close)

    @extend_schema(request=ReasonedRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take a round that has not opened back to draft."""
        return self._act(request, ReasonedRequestSerializer, rounds.withdraw)

    @extend_schema(request=FinishRequestSerializer, responses=RoundDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, **_arguments: str) -> Response:
        """End an announced round: what it left empty can be offered again."""
        return self._act(request, FinishRequestSerializer, finishing.finish)

    @extend_schema(request=FormerRequestSerializer, responses=JoinedSerializer)
    @action(detail=True, methods=["post"], url_path="former-worker", url_name="join-former")
    def join_former(self, request: Request, **_arguments: str) -> Response:
        """Join the record of somebody who worked elsewhere to the account that applies in this round."""
        found, asked = self.get_object(), _read(FormerRequestSerializer, request)
        account = User.objects.filter(username=asked["username"], is_active=True, is_system=False).first()
        if account is None:
            raise InputError(_("There is no open account of this name."), extra={"field": "username"})
        card = returning.Card(asked["national_id"], asked["evidence"])
        person = returning.join_former(round=found, account=account, card=card, by=actor(request))
        return Response(JoinedSerializer({"person": person.pk}).data)

    def _act(self, request: Request, shape: type[serializers.Serializer[Any]], act: Callable[..., Round]) -> Response:
        found = self.get_object()
        return self._answer(act(round=found, by=request.user, **_read(shape, request)))

    def _answer(self, round_: Round, code: int = status.HTTP_200_OK) -> Response:
        found = readable_rounds(self.request.user).get(pk=round_.pk)
        return Response(RoundDetailSerializer(found).data, status=code)


class PostSerializer(serializers.ModelSerializer[Post]):
    type = serializers.ChoiceField(choices=WorkerType.choices, source="worker_type", read_only=True)
    status = serializers.ChoiceField(choices=["vacant", "reserved", "filled", "closed"], read_only=True)

    class Meta:
        model = Post
        fields = ["id", "programme", "tambon", "type", "number", "is_digital", "opened_on", "closed_on", "status"]


class PostViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Post]):
    """Numbered posts of tambons, each vacant, reserved by a draft, filled or closed today."""

    serializer_class = PostSerializer
    filterset_class = PostApiFilterSet
    queryset = Post.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,9}"

    def get_queryset(self) -> QuerySet[Post]:
        return posts_of(self.request.user)


def _read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("rounds", RoundViewSet, "api-round"),
    ("posts", PostViewSet, "api-post"),
]
