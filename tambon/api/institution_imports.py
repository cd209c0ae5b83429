"""Lists of institutions from a spreadsheet: brought by POST, checked, then stored, given up or undone."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import ReasonSerializer, actor
from tambon.choices import InstitutionList
from tambon.filters.institutions import InstitutionImportFilterSet
from tambon.importing import institution_intake as intake
from tambon.permissions import Can
from tambon.services import institution_imports
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.imports import IssueSerializer
from u2t.core.models import ImportIssue, ImportRun


class InstitutionImportSerializer(serializers.ModelSerializer[ImportRun]):
    kind = serializers.SerializerMethodField(help_text="What its rows are.")
    status = serializers.CharField(source="state", read_only=True)
    created = serializers.IntegerField(source="created_count", read_only=True)
    changed = serializers.IntegerField(source="changed_count", read_only=True)
    same = serializers.IntegerField(source="same_count", read_only=True)
    skipped = serializers.IntegerField(source="skipped_count", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = ImportRun
        fields = [
            "id", "kind", "name", "status", "row_count", "created", "changed", "same", "skipped", "error_count",
            "warning_count", "columns", "by", "job", "created_at", "checked_at", "stored_at", "undone_at",
        ]  # fmt: skip

    def get_kind(self, run: ImportRun) -> str:
        return str(intake.kind_of(run))


class InstitutionBringSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=InstitutionList.choices)
    file = serializers.FileField(allow_empty_file=True)


class SkipSerializer(serializers.Serializer[Any]):
    skips_refused = serializers.BooleanField(required=False, default=False, help_text="Rows with errors stay out.")


class InstitutionImportViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[ImportRun]):
    """Spreadsheets of networks, universities, their parts, and of who leads a province."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_UNIVERSITY}
    serializer_class = InstitutionImportSerializer
    queryset = ImportRun.objects.none()
    filterset_class = InstitutionImportFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"
    parser_classes = [MultiPartParser, JSONParser]

    def get_queryset(self) -> QuerySet[ImportRun]:
        return intake.runs_of(self.request.user)

    @extend_schema(request=InstitutionBringSerializer, responses={201: InstitutionImportSerializer})
    def create(self, request: Request) -> Response:
        """Bring a file; the answer names the job that is checking it."""
        asked = body_of(request, InstitutionBringSerializer)
        file, kind = asked["file"], InstitutionList(asked["kind"])
        run = intake.bring(kind=kind, name=file.name, stream=file, by=actor(request))
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=SkipSerializer, responses=InstitutionImportSerializer)
    @action(detail=True, methods=["post"])
    def store(self, request: Request, **_arguments: str) -> Response:
        """Have the checked rows stored; the answer names the job."""
        run = self._changed_one(request)
        stored = institution_imports.queue_store(run=run, **body_of(request, SkipSerializer), by=actor(request))
        return Response(self.get_serializer(stored).data)

    @extend_schema(request=None, responses=InstitutionImportSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, **_arguments: str) -> Response:
        """Drop an import that is not stored."""
        run = self._changed_one(request)
        return Response(self.get_serializer(institution_imports.give_up(run=run, by=actor(request))).data)

    @extend_schema(request=ReasonSerializer, responses=InstitutionImportSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **_arguments: str) -> Response:
        """Put back what was there before."""
        run = self._changed_one(request)
        asked = body_of(request, ReasonSerializer)
        undone = institution_imports.undo(run=run, reason=asked["reason"], by=actor(request))
        return Response(self.get_serializer(undone).data)

    def _changed_one(self, request: Request) -> ImportRun:
        run: ImportRun = self.get_object()
        require(request.user, Can.CHANGE_UNIVERSITY)
        return run


class InstitutionIssueViewSet(ListModelMixin, GenericViewSet[ImportIssue]):
    """What the check found, in the order of the file."""

    serializer_class = IssueSerializer
    queryset = ImportIssue.objects.none()
    ordering = "line"

    def get_queryset(self) -> QuerySet[ImportIssue]:
        if getattr(self, "swagger_fake_view", False):
            return ImportIssue.objects.none()
        return get_object_or_404(intake.runs_of(self.request.user), pk=self.kwargs["run"]).issues.all()


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    (r"institution-imports/(?P<run>\d{1,18})/issues", InstitutionIssueViewSet, "api-institution-issue"),
    ("institution-imports", InstitutionImportViewSet, "api-institution-import"),
]
