"""What the routes of every import share: the run, its issues, and who may see which."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.viewsets import GenericViewSet

from u2t.core.importing.issues import message_of, remedy_of
from u2t.core.importing.pages import IssueFilterSet
from u2t.core.models import ImportIssue, ImportRun


class RunSerializer(serializers.ModelSerializer[ImportRun]):
    status = serializers.CharField(source="state", read_only=True)
    created = serializers.IntegerField(source="created_count", read_only=True)
    changed = serializers.IntegerField(source="changed_count", read_only=True)
    same = serializers.IntegerField(source="same_count", read_only=True)
    skipped = serializers.IntegerField(source="skipped_count", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = ImportRun
        fields: ClassVar[list[str]] = [
            "status", "row_count", "created", "changed", "same", "skipped", "error_count", "warning_count", "columns",
            "by", "job", "created_at", "checked_at", "stored_at", "undone_at",
        ]  # fmt: skip


class IssueSerializer(serializers.ModelSerializer[ImportIssue]):
    message = serializers.SerializerMethodField()
    remedy = serializers.SerializerMethodField()

    class Meta:
        model = ImportIssue
        fields = ["id", "line", "column", "value", "code", "message", "remedy", "severity"]

    def get_message(self, issue: ImportIssue) -> str:
        return message_of(issue.code, issue.values)

    def get_remedy(self, issue: ImportIssue) -> str:
        return remedy_of(issue.code, issue.values)


class RunViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[ImportRun]):
    """Runs, the newest first; each app says which of them one sees, and adds what may be done with one."""

    queryset = ImportRun.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"
    parser_classes = [MultiPartParser, JSONParser]


class IssueViewSet(ListModelMixin, GenericViewSet[ImportIssue]):
    """What a check found, in the order of the file."""

    serializer_class = IssueSerializer
    queryset = ImportIssue.objects.none()
    filterset_class = IssueFilterSet
    ordering = "line"

    def runs(self) -> "QuerySet[ImportRun, Any]":
        """Return the runs whose issues the user may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[ImportIssue]:
        if getattr(self, "swagger_fake_view", False):
            return ImportIssue.objects.none()
        run: ImportRun = get_object_or_404(self.runs(), pk=self.kwargs["run"])
        return run.issues.all()
