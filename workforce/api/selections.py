"""Applicants screened and scored, selections, announcements and appeals."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from u2t.core.access import require
from u2t.core.api.bodies import body_of
from workforce.api.announcementshapes import (
    AnnouncementSerializer,
    NoticeSerializer,
    PublishSerializer,
    TakeDownSerializer,
)
from workforce.api.scorings import ScoringStepSerializer
from workforce.choices import DocumentState, Party, WorkerType
from workforce.editing import RETURNABLE
from workforce.filters.appeals import AppealFilterSet
from workforce.models import Announcement, Appeal, Application, Document, Round, Selection, SelectionLine
from workforce.permissions import Can
from workforce.selectors.appeals import appeals_of
from workforce.selectors.applicants import criteria_of
from workforce.selectors.scorings import scorings_of
from workforce.selectors.sheets import Line
from workforce.services import announcements, appeals, refusals, scores, screening, selections, ties

_MOST_POINTS = 8
#: What staff may say of a document.
DECISIONS = [(state.value, state.label) for state in (DocumentState.ACCEPTED, DocumentState.RETURNED)]


class ScreenSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in screening.Verdict])
    reason = serializers.CharField(required=False, default="", allow_blank=True)
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=[(part.value, part.label) for part in RETURNABLE]),
        required=False, default=list, help_text="What is returned: once the round is closed, nothing else is open.",
    )  # fmt: skip
    until = serializers.DateField(
        required=False, default=None, allow_null=True,
        help_text="The last day to mend it; none: as many days as the terms give.",
    )  # fmt: skip

    @staticmethod
    def said(data: dict[str, Any]) -> screening.Said:
        """Return what was said, for the service."""
        return screening.Said(screening.Verdict(data["verdict"]), data["reason"], tuple(data["parts"]), data["until"])


class ScreenOneSerializer(ScreenSerializer):
    version = serializers.IntegerField(min_value=1, help_text="The version that was seen; another one answers 412.")


class ChosenSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(min_value=1)
    version = serializers.IntegerField(min_value=1)


class ScreenManySerializer(ScreenSerializer):
    applications = ChosenSerializer(many=True, allow_empty=False)


class ScreeningResultSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="key")
    problem = serializers.CharField(help_text="Empty where it was done, else why not.")


class ScoringSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)
    points = serializers.DictField(
        child=serializers.DecimalField(max_digits=_MOST_POINTS, decimal_places=2, allow_null=True),
        help_text="Points by the code of the criterion; null takes them back.",
    )


class RefusalSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, help_text="The version that was seen; another one answers 412.")
    reason = serializers.CharField(max_length=500)


class DecidedSerializer(serializers.ModelSerializer[Application]):
    class Meta:
        model = Application
        fields = ["id", "number", "state", "version"]


class DocumentVerdictSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(required=False, default="", allow_blank=True)
    until = serializers.DateField(required=False, default=None, allow_null=True, help_text="The last day to mend it.")


class StepViewSet(GenericViewSet[Any]):
    """Steps of the thing of an address, which the services know by its noun."""

    noun: ClassVar[str]

    def step(
        self, request: Request, act: Callable[..., object], asked: type[serializers.Serializer[Any]], permission: str
    ) -> Response:
        """Take a step, if one may, by what is asked of it; the answer is the thing as it is then."""
        found = self.get_object()
        require(request.user, permission, found)
        done = act(**{self.noun: found}, **body_of(request, asked), by=request.user)
        return Response(self.get_serializer(done).data)


class ApplicantViewSet(StepViewSet):
    """What staff decide of applications; `applications/` shows them."""

    needs: ClassVar[dict[str, str]] = {"screen_many": Can.SCREEN_APPLICATION}
    noun = "application"
    serializer_class = DecidedSerializer
    queryset = Application.objects.none()

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.request.user, to=Can.VIEW_APPLICATION)
        return rows.filter(submitted_at__isnull=False).select_related("round")

    @extend_schema(request=ScreenOneSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"])
    def screen(self, request: Request, **_arguments: str) -> Response:
        """Qualify, refuse or return an application, or accept the documents that wait."""
        application = self.get_object()
        require(request.user, Can.SCREEN_APPLICATION, application)
        data = body_of(request, ScreenOneSerializer)
        said = ScreenSerializer.said(data)
        done = screening.screen(application=application, said=said, version=data["version"], by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(
        operation_id="applicants_screen_many",
        request=ScreenManySerializer,
        responses=ScreeningResultSerializer(many=True),
    )
    @action(detail=False, methods=["post"], url_path="screen", url_name="screen-many")
    def screen_many(self, request: Request) -> Response:
        """Say the same of up to 500 applications; each has its own answer."""
        data = body_of(request, ScreenManySerializer)
        results = screening.screen_many(
            versions={row["id"]: row["version"] for row in data["applications"]},
            said=ScreenSerializer.said(data),
            by=request.user,
        )
        return Response(ScreeningResultSerializer(results, many=True).data)

    @extend_schema(request=ScoringSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"])
    def score(self, request: Request, **_arguments: str) -> Response:
        """Give points of the interview."""
        return self.step(request, scores.give, ScoringSerializer, Can.SCORE_APPLICATION)

    @extend_schema(responses=ScoringStepSerializer(many=True))
    @action(detail=True, methods=["get"])
    def scorings(self, request: Request, **_arguments: str) -> Response:
        """Tell who gave and changed points of the interview, the latest first."""
        application = self.get_object()
        require(request.user, Can.VIEW_SELECTION, application)
        steps = scorings_of(application, criteria_of(application.round))
        return Response(ScoringStepSerializer(steps, many=True).data)

    @extend_schema(request=RefusalSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"])
    def refusal(self, request: Request, **_arguments: str) -> Response:
        """Enter that somebody selected, or on the reserve list, refused the post."""
        return self.step(request, refusals.enter, RefusalSerializer, Can.SCREEN_APPLICATION)

    @extend_schema(request=RefusalSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"], url_path="refusal/take-back")
    def restore(self, request: Request, **_arguments: str) -> Response:
        """Take back a refusal that was entered by mistake."""
        return self.step(request, refusals.take_back, RefusalSerializer, Can.SCREEN_APPLICATION)

    @extend_schema(request=DocumentVerdictSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"], url_path=r"documents/(?P<document>[0-9]+)", url_name="document")
    def document(self, request: Request, document: str, **_arguments: str) -> Response:
        """Accept a document, or return it with the reason."""
        application = self.get_object()
        require(request.user, Can.SCREEN_APPLICATION, application)
        found = get_object_or_404(Document.objects.filter(application=application), pk=document)
        data = body_of(request, DocumentVerdictSerializer)
        if data["state"] == DocumentState.ACCEPTED:
            screening.accept_document(document=found, by=request.user)
        else:
            reason, until = data["reason"], data["until"]
            screening.return_document(document=found, reason=reason, until=until, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)


class SelectionLineSerializer(serializers.ModelSerializer[SelectionLine]):
    number = serializers.IntegerField(source="application.number")

    class Meta:
        model = SelectionLine
        fields = ["application", "number", "tambon", "worker_type", "choice", "total", "place", "outcome", "reason"]


class SelectionSerializer(serializers.ModelSerializer[Selection]):
    class Meta:
        model = Selection
        fields = ["id", "round", "number", "state", "made_at", "agreed_at"]
        read_only_fields = ["number", "state", "made_at", "agreed_at"]


class RoundChoiceSerializer(serializers.Serializer[Any]):
    round = serializers.IntegerField(min_value=1)


class TiePlaceSerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField()
    worker_type = serializers.ChoiceField(choices=WorkerType.choices)
    reason = serializers.CharField()


class TieSerializer(TiePlaceSerializer):
    order = serializers.ListField(child=serializers.IntegerField(), help_text="Applications, who goes first in front.")


class ReopenResultSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)
    drops_ties = serializers.BooleanField(required=False, default=False, help_text="Decide the ties of the round anew.")


class SelectionViewSet(ListModelMixin, RetrieveModelMixin, StepViewSet):
    """Selections of rounds, the newest first."""

    needs: ClassVar[dict[str, str]] = {"create": Can.SELECT}
    noun = "selection"
    serializer_class = SelectionSerializer
    queryset = Selection.objects.none()
    ordering = "-pk"
    own_parameters = ()

    def get_queryset(self) -> QuerySet[Selection]:
        rows: QuerySet[Any] = Selection.objects.visible_to(self.request.user, to=Can.VIEW_SELECTION)
        return rows.select_related("round__university")

    @extend_schema(request=RoundChoiceSerializer, responses={201: SelectionSerializer})
    def create(self, request: Request) -> Response:
        """Compute the draft of a round, anew if there is one."""
        data = body_of(request, RoundChoiceSerializer)
        round_ = get_object_or_404(Round.objects.visible_to(request.user, to=Can.SELECT), pk=data["round"])
        made = selections.make(round=round_, by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=SelectionLineSerializer(many=True))
    @action(detail=True, methods=["get"])
    def lines(self, request: Request, **_arguments: str) -> Response:
        """Return every line with its reason, a page at a time."""
        rows = SelectionLine.objects.filter(selection=self.get_object()).select_related("application")
        page: list[SelectionLine] = list(self.paginate_queryset(rows) or [])
        return self.get_paginated_response(SelectionLineSerializer(page, many=True).data)

    @extend_schema(request=TieSerializer, responses=SelectionSerializer)
    @action(detail=True, methods=["post"])
    def tie(self, request: Request, **_arguments: str) -> Response:
        """Decide a tie with the reason."""
        return self.step(request, ties.decide, TieSerializer, Can.SELECT)

    @extend_schema(request=TiePlaceSerializer, responses=SelectionSerializer)
    @action(detail=True, methods=["post"], url_path="tie/withdraw", url_name="tie-withdraw")
    def withdraw_tie(self, request: Request, **_arguments: str) -> Response:
        """Take back how a tie was decided, while the selection is a draft."""
        return self.step(request, ties.withdraw, TiePlaceSerializer, Can.SELECT)

    @extend_schema(request=None, responses=SelectionSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, **_arguments: str) -> Response:
        """Agree to a draft and lock it."""
        done = selections.agree(selection=self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_arguments: str) -> Response:
        """Throw a draft away; the agreed selection is what counts, as before."""
        selections.drop(selection=self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ReopenResultSerializer, responses=SelectionSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Open an agreed selection again before it is announced."""
        return self.step(request, selections.reopen, ReopenResultSerializer, Can.SELECT)

    @extend_schema(request=NoticeSerializer, responses={201: AnnouncementSerializer})
    @action(detail=True, methods=["post"])
    def announce(self, request: Request, **_arguments: str) -> Response:
        """Draw up the announcement of an agreed selection, to be signed and then published."""
        selection = self.get_object()
        require(request.user, Can.ANNOUNCE, selection)
        data = body_of(request, NoticeSerializer)
        signers = [Line(**line, party=Party.OFFICE) for line in data.pop("signers")]
        notice = announcements.Notice(signers=signers, site=request.build_absolute_uri("/"), **data)
        made = announcements.draw_up(selection=selection, notice=notice, by=request.user)
        return Response(AnnouncementSerializer(made).data, status=status.HTTP_201_CREATED)


class AnnouncementViewSet(ListModelMixin, RetrieveModelMixin, StepViewSet):
    """Announcements of the rounds one answers for; what is published is open to all at its own address."""

    noun = "announcement"
    serializer_class = AnnouncementSerializer
    queryset = Announcement.objects.none()
    ordering = "pk"
    own_parameters = ()

    def get_queryset(self) -> QuerySet[Announcement]:
        return Announcement.objects.visible_to(self.request.user, to=Can.VIEW_SELECTION).select_related("round")

    @extend_schema(request=PublishSerializer, responses=AnnouncementSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_arguments: str) -> Response:
        """Publish an announcement that is signed."""
        return self.step(request, announcements.publish, PublishSerializer, Can.ANNOUNCE)

    @extend_schema(request=TakeDownSerializer, responses=AnnouncementSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take an announcement down."""
        return self.step(request, announcements.withdraw, TakeDownSerializer, Can.ANNOUNCE)


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    application = serializers.IntegerField(source="application_id")

    class Meta:
        model = Appeal
        fields = ["id", "application", "announcement", "text", "state", "answer", "created_at", "decided_at"]
        read_only_fields = ["announcement", "state", "answer", "created_at", "decided_at"]


class AppealAnswerSerializer(serializers.Serializer[Any]):
    is_upheld = serializers.BooleanField()
    answer = serializers.CharField(max_length=4000)


class AppealViewSet(ListModelMixin, RetrieveModelMixin, StepViewSet):
    """Appeals: the own ones, and those to be answered."""

    needs: ClassVar[dict[str, str]] = {"create": Can.APPEAL}
    noun = "appeal"
    serializer_class = AppealSerializer
    filterset_class = AppealFilterSet
    queryset = Appeal.objects.none()
    ordering = "pk"

    def get_queryset(self) -> QuerySet[Appeal]:
        return appeals_of(self.request.user)

    @extend_schema(responses={201: AppealSerializer})
    def create(self, request: Request) -> Response:
        """Appeal against the announced result of an own application."""
        data = body_of(request, AppealSerializer)
        rows = Application.objects.visible_to(request.user, to=Can.APPEAL)
        application = get_object_or_404(rows, pk=data["application_id"])
        made = appeals.send(application=application, text=data["text"], by=request.user)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AppealAnswerSerializer, responses=AppealSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def answer(self, request: Request, **_arguments: str) -> Response:
        """Answer an appeal with the reason."""
        return self.step(request, appeals.answer, AppealAnswerSerializer, Can.DECIDE_APPEAL)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("applicants", ApplicantViewSet, "api-applicant"),
    ("selections", SelectionViewSet, "api-selection"),
    ("announcements", AnnouncementViewSet, "api-announcement"),
    ("appeals", AppealViewSet, "api-appeal"),
]
