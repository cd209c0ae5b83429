"""Imports: brought by POST, checked, then stored, given up or undone."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.headings import ColumnActions, ImportSerializer
from datasets.filters import ImportFilterSet
from datasets.importing import intake
from datasets.models import Dataset
from datasets.permissions import Can
from datasets.selectors.effects import effect_of_undo
from datasets.selectors.records import imports_of
from datasets.services import annotations, runs
from u2t.core.api.imports import IssueViewSet, RunViewSet
from u2t.core.api.views import JobSerializer
from u2t.core.models import ImportRun


class ImportRequestSerializer(serializers.Serializer[Any]):
    dataset = serializers.SlugField()
    period = serializers.CharField(required=False, default="", allow_blank=True)
    file = serializers.FileField(allow_empty_file=True)


class StoreRequestSerializer(serializers.Serializer[Any]):
    skip_refused = serializers.BooleanField(required=False, default=False)


class UndoRequestSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, default="", allow_blank=True)


class EffectSerializer(serializers.Serializer[Any]):
    restored = serializers.IntegerField()
    removed = serializers.IntegerField()
    kept = serializers.IntegerField()


class ImportViewSet(ColumnActions, RunViewSet):
    """Files brought in for data sets."""

    needs: ClassVar[dict[str, str]] = {"create": Can.IMPORT_DATASET}
    serializer_class = ImportSerializer
    filterset_class = ImportFilterSet

    def get_queryset(self) -> QuerySet[ImportRun]:
        return imports_of(self.request.user)

    @extend_schema(request=ImportRequestSerializer, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Bring a file; the answer says what the check found, or names the job that is checking."""
        asked = ImportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        datasets = Dataset.objects.visible_to(request.user, to=Can.VIEW_DATASET)
        dataset = get_object_or_404(datasets, code=asked.validated_data["dataset"])
        file = asked.validated_data["file"]
        run = intake.bring(
            by=request.user, dataset=dataset, file=file, size=file.size, name=file.name,
            period=asked.validated_data["period"],
        )  # fmt: skip
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=StoreRequestSerializer, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def store(self, request: Request, **_arguments: str) -> Response:
        """Store the checked rows."""
        asked = StoreRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = intake.store(by=request.user, run=self.get_object(), skip_refused=asked.validated_data["skip_refused"])
        return Response(self.get_serializer(run).data)

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, **_arguments: str) -> Response:
        """Drop an import that is not stored."""
        return Response(self.get_serializer(runs.give_up(by=request.user, run=self.get_object())).data)

    @extend_schema(request=UndoRequestSerializer, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **_arguments: str) -> Response:
        """Take a stored import back."""
        asked = UndoRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = runs.undo(by=request.user, run=self.get_object(), reason=asked.validated_data["reason"])
        return Response(self.get_serializer(run).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def annotate(self, request: Request, **_arguments: str) -> Response:
        """Ask for the file with every problem written beside its row."""
        job = annotations.ask(by=request.user, run=self.get_object())
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=EffectSerializer)
    @action(detail=True, url_path="undo-effect")
    def undo_effect(self, _request: Request, **_arguments: str) -> Response:
        """Say what undoing would change."""
        return Response(asdict(effect_of_undo(self.get_object())))


class ImportIssueViewSet(IssueViewSet):
    """What a check found, in the order of the file."""

    def runs(self) -> QuerySet[ImportRun]:
        return imports_of(self.request.user)
