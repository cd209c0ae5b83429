"""Lists of people at work on their way in."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from tambon.api.fields import actor
from tambon.models import Programme, University
from u2t.core.api.imports import IssueViewSet, RunViewSet
from u2t.core.models import ImportRun
from workforce.filters.contracts import WorkforceRunFilterSet
from workforce.importing import intake
from workforce.permissions import Can
from workforce.selectors.imports import imports_of
from workforce.services import imports


class WorkforceImportSerializer(serializers.ModelSerializer[ImportRun]):
    university = serializers.SerializerMethodField()
    programme = serializers.SerializerMethodField()
    status = serializers.CharField(source="state", read_only=True)
    created = serializers.IntegerField(source="created_count", read_only=True)
    skipped = serializers.IntegerField(source="skipped_count", read_only=True)

    class Meta:
        model = ImportRun
        fields = [
            "id", "university", "programme", "name", "status", "row_count", "created", "skipped", "error_count",
            "warning_count", "columns", "job", "created_at", "checked_at", "stored_at", "undone_at",
        ]  # fmt: skip

    def get_university(self, run: ImportRun) -> str:
        return run.subject.split(":")[1]

    def get_programme(self, run: ImportRun) -> str:
        return run.subject.split(":")[2]


class WorkforceImportRequestSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    programme = serializers.SlugField()
    file = serializers.FileField(allow_empty_file=True)


class WorkforceStoreRequestSerializer(serializers.Serializer[Any]):
    skip_refused = serializers.BooleanField(required=False, default=False)


class WorkforceUndoRequestSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class WorkforceImportViewSet(RunViewSet):
    """Lists of people at work: brought, checked, stored, given up, undone."""

    needs: ClassVar[dict[str, str]] = {"create": Can.IMPORT_WORKFORCE}
    serializer_class = WorkforceImportSerializer
    filterset_class = WorkforceRunFilterSet

    def get_queryset(self) -> QuerySet[ImportRun]:
        return imports_of(self.request.user)

    @extend_schema(request=WorkforceImportRequestSerializer, responses={201: WorkforceImportSerializer})
    def create(self, request: Request) -> Response:
        """Bring a list; the answer says what the check found, or names the job that is checking."""
        asked = WorkforceImportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        universities = University.objects.visible_to(request.user, to=Can.IMPORT_WORKFORCE)
        file = asked.validated_data["file"]
        run = intake.bring(
            university=get_object_or_404(universities, pk=asked.validated_data["university"]),
            programme=get_object_or_404(Programme, pk=asked.validated_data["programme"]),
            file=file, size=file.size, name=file.name, by=actor(request),
        )  # fmt: skip
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WorkforceStoreRequestSerializer, responses=WorkforceImportSerializer)
    @action(detail=True, methods=["post"])
    def store(self, request: Request, **_arguments: str) -> Response:
        """Store the good rows."""
        run = self.get_object()
        asked = WorkforceStoreRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = intake.store(run=run, by=actor(request), skip_refused=asked.validated_data["skip_refused"])
        return Response(self.get_serializer(run).data)

    @extend_schema(request=None, responses=WorkforceImportSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, **_arguments: str) -> Response:
        """Drop a list that is not stored."""
        return Response(self.get_serializer(imports.give_up(run=self.get_object(), by=actor(request))).data)

    @extend_schema(request=WorkforceUndoRequestSerializer, responses=WorkforceImportSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **_arguments: str) -> Response:
        """Take a stored list back."""
        run = self.get_object()
        asked = WorkforceUndoRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = imports.undo(run=run, reason=asked.validated_data["reason"], by=actor(request))
        return Response(self.get_serializer(run).data)


class WorkforceIssueViewSet(IssueViewSet):
    """What a check found, in the order of the file."""

    def runs(self) -> QuerySet[ImportRun]:
        return imports_of(self.request.user)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    (r"workforce-imports/(?P<run>\d{1,18})/issues", WorkforceIssueViewSet, "api-workforce-issue"),
    ("workforce-imports", WorkforceImportViewSet, "api-workforce-import"),
]
