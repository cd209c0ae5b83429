"""Spreadsheets that are stored whole: brought by POST, checked, then stored, given up or undone."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from tambon.api.fields import DayField, ReasonSerializer, actor
from tambon.choices import InstitutionList
from tambon.filters.sheets import AllocationImportFilterSet, InstitutionImportFilterSet
from tambon.importing import sheets as intake
from tambon.models import Programme
from tambon.permissions import Can
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS
from tambon.services.institution_imports import INSTITUTIONS
from tambon.services.sheets import Decision, Sheet
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.imports import IssueViewSet, RunSerializer, RunViewSet
from u2t.core.models import ImportRun

Kind = TypeVar("Kind", bound="type[SheetViewSet]")


class DecisionSerializer(serializers.Serializer[Any]):
    replaces = serializers.BooleanField(required=False, default=False, help_text="Held tambons change hands.")
    skips_refused = serializers.BooleanField(required=False, default=False, help_text="Rows with errors stay out.")


class SkipSerializer(serializers.Serializer[Any]):
    skips_refused = serializers.BooleanField(required=False, default=False, help_text="Rows with errors stay out.")


class SheetViewSet(RunViewSet):
    """What the routes of every kind of spreadsheet share; a kind adds how its file is brought."""

    sheet: ClassVar[Sheet]
    decision_serializer: ClassVar[type[serializers.Serializer[Any]]]

    def get_queryset(self) -> QuerySet[ImportRun]:
        return intake.runs_of(self.sheet, self.request.user)

    @action(detail=True, methods=["post"])
    def store(self, request: Request, **_arguments: str) -> Response:
        """Have the checked rows stored; the answer names the job."""
        run = self._changed_one(request)
        decision = Decision(**body_of(request, self.decision_serializer))
        run = sheets.queue_store(sheet=self.sheet, run=run, decision=decision, by=actor(request))
        return Response(self.get_serializer(run).data)

    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, **_arguments: str) -> Response:
        """Drop an import that is not stored."""
        run = sheets.give_up(sheet=self.sheet, run=self._changed_one(request), by=actor(request))
        return Response(self.get_serializer(run).data)

    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **_arguments: str) -> Response:
        """Put back what was there before."""
        run = self._changed_one(request)
        run = sheets.undo(sheet=self.sheet, run=run, **body_of(request, ReasonSerializer), by=actor(request))
        return Response(self.get_serializer(run).data)

    def brought(self, request: Request, about: str, file: Any, options: dict[str, Any] | None = None) -> Response:
        """Keep the file; the answer names the job that is checking it."""
        run = sheets.bring(
            sheet=self.sheet, about=about, name=file.name, stream=file, options=options, by=actor(request)
        )
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    def _changed_one(self, request: Request) -> ImportRun:
        run: ImportRun = self.get_object()
        require(request.user, self.sheet.permission)
        return run


class SheetIssueViewSet(IssueViewSet):
    """What the check of a spreadsheet found, for every kind."""

    sheet: ClassVar[Sheet]

    def runs(self) -> QuerySet[ImportRun]:
        return intake.runs_of(self.sheet, self.request.user)


def _described(bring: type[serializers.Serializer[Any]], answer: type[RunSerializer]) -> Callable[[Kind], Kind]:
    """Say in the description of the API what each route of a kind takes and answers."""

    def describe(viewset: Kind) -> Kind:
        return extend_schema_view(
            create=extend_schema(request=bring, responses={201: answer}),
            store=extend_schema(request=viewset.decision_serializer, responses=answer),
            give_up=extend_schema(request=None, responses=answer),
            undo=extend_schema(request=ReasonSerializer, responses=answer),
        )(viewset)

    return describe


class AllocationImportSerializer(RunSerializer):
    programme = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields: ClassVar[list[str]] = ["id", "programme", "name", *RunSerializer.Meta.fields]

    def get_programme(self, run: ImportRun) -> str:
        return ALLOCATIONS.about(run)


class BringSerializer(serializers.Serializer[Any]):
    programme = serializers.PrimaryKeyRelatedField(queryset=Programme.objects.all())
    from_on = DayField(required=False, help_text="Used where the file has no column of dates; else the programme's.")
    file = serializers.FileField(allow_empty_file=True)


@_described(BringSerializer, AllocationImportSerializer)
class AllocationImportViewSet(SheetViewSet):
    """Spreadsheets of allocations."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_ALLOCATION}
    sheet = ALLOCATIONS
    serializer_class = AllocationImportSerializer
    decision_serializer = DecisionSerializer
    filterset_class = AllocationImportFilterSet

    def create(self, request: Request) -> Response:
        """Bring a file; the answer names the job that is checking it."""
        asked = body_of(request, BringSerializer)
        programme = asked["programme"]
        day = asked.get("from_on") or programme.starts_on
        return self.brought(request, programme.code, asked["file"], {"from_on": day.isoformat()})


class AllocationIssueViewSet(SheetIssueViewSet):
    """What the check found, in the order of the file."""

    sheet = ALLOCATIONS


class InstitutionImportSerializer(RunSerializer):
    kind = serializers.SerializerMethodField(help_text="What its rows are.")

    class Meta(RunSerializer.Meta):
        fields: ClassVar[list[str]] = ["id", "kind", "name", *RunSerializer.Meta.fields]

    def get_kind(self, run: ImportRun) -> str:
        return INSTITUTIONS.about(run)


class InstitutionBringSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=InstitutionList.choices)
    file = serializers.FileField(allow_empty_file=True)


@_described(InstitutionBringSerializer, InstitutionImportSerializer)
class InstitutionImportViewSet(SheetViewSet):
    """Spreadsheets of networks, universities, their parts, and of who leads a province."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_UNIVERSITY}
    sheet = INSTITUTIONS
    serializer_class = InstitutionImportSerializer
    decision_serializer = SkipSerializer
    filterset_class = InstitutionImportFilterSet

    def create(self, request: Request) -> Response:
        """Bring a file; the answer names the job that is checking it."""
        asked = body_of(request, InstitutionBringSerializer)
        return self.brought(request, asked["kind"], asked["file"])


class InstitutionIssueViewSet(SheetIssueViewSet):
    """What the check found, in the order of the file."""

    sheet = INSTITUTIONS


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    (r"institution-imports/(?P<run>\d{1,18})/issues", InstitutionIssueViewSet, "api-institution-issue"),
    ("institution-imports", InstitutionImportViewSet, "api-institution-import"),
    (r"allocation-imports/(?P<run>\d{1,18})/issues", AllocationIssueViewSet, "api-allocation-issue"),
    ("allocation-imports", AllocationImportViewSet, "api-allocation-import"),
]
