"""What the headings of files mean, said by hand."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.importing import intake
from datasets.models import HeadingSet
from datasets.permissions import Can
from datasets.selectors.catalogue import dataset_of
from datasets.selectors.headings import by_position, fields_in_files, offered_by, reading_of, sees_samples, sets_of
from datasets.selectors.records import catalogue
from datasets.services import headings
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.imports import RunSerializer
from u2t.core.models import ImportRun

if TYPE_CHECKING:
    _Base = GenericViewSet[ImportRun]
else:
    _Base = object


LINE = OpenApiParameter("line", int, description="In which row the headings stand, where that is not seen.")


class LineSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(required=False, min_value=1, max_value=30)


def line_of(request: Request) -> int | None:
    """Return the row of the headings that a request names."""
    asked = LineSerializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    line: int | None = asked.validated_data.get("line")
    return line


class ImportSerializer(RunSerializer):
    dataset = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields: ClassVar[list[str]] = [
            "id", "dataset", "name", "period", "origin", "areas", *RunSerializer.Meta.fields,
        ]  # fmt: skip

    def get_dataset(self, run: ImportRun) -> str:
        return run.subject.removeprefix("dataset:")


class ColumnSerializer(serializers.Serializer[Any]):
    heading = serializers.CharField(allow_blank=True, max_length=500)
    field = serializers.CharField(allow_blank=True, help_text="The name of a field; empty leaves the column out.")


class SeenColumnSerializer(ColumnSerializer):
    samples = serializers.ListField(child=serializers.CharField())


class ColumnsSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="In which row of the file the headings stand.")
    explained = serializers.IntegerField(allow_null=True, help_text="The set of headings by which it is read, if any.")
    columns = SeenColumnSerializer(many=True)
    offered = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fields that a file can bring; of a position also each half, such as `at:latitude` or"
        " `at:easting47` (UTM 47N), `at:easting47i` (of Indian 1975) or `at:zone`.",
    )


class ColumnsRequestSerializer(serializers.Serializer[Any]):
    columns = ColumnSerializer(many=True, help_text="Headings that are not named are left out.")


class HeadingSetChangeSerializer(ColumnsRequestSerializer):
    at = serializers.DateTimeField(help_text="The `at` of the set as it was read: what changed since is refused.")


class HeadingSetSerializer(serializers.ModelSerializer[HeadingSet]):
    by = serializers.CharField(source="by.username", read_only=True)
    columns = serializers.SerializerMethodField()

    class Meta:
        model = HeadingSet
        fields = ["id", "dataset", "columns", "by", "at"]

    @extend_schema(responses=ColumnSerializer(many=True))
    def get_columns(self, found: HeadingSet) -> list[dict[str, str]]:
        return [{"heading": heading, "field": field} for heading, field in found.taken]


class ColumnActions(_Base):
    """What is said by hand of the columns of a file that was brought."""

    own_parameters: tuple[str, ...] = ()

    @extend_schema(responses=ColumnsSerializer, parameters=[LINE])
    @action(detail=True, filterset_class=None, own_parameters=("line",))
    def columns(self, request: Request, **_arguments: str) -> Response:
        """List the headings of the file with a few values below each, and how they are read."""
        run = self.get_object()
        require(request.user, Can.IMPORT_DATASET, run)
        head, dataset = intake.head_of(run, line=line_of(request)), dataset_of(run)
        fields = fields_in_files(dataset)
        reading = reading_of(dataset, fields)
        said = reading.set_of(head.headings)
        shown = sees_samples(request.user, run, dataset)
        lines = zip(head.headings, reading.taken(head.headings), head.samples, strict=True)
        columns = [{"heading": text, "field": name, "samples": found if shown else []} for text, name, found in lines]
        names = [each.name for each in offered_by(fields)]
        return Response({"line": head.line, "explained": said and said.pk, "columns": columns, "offered": names})

    @extend_schema(request=ColumnsRequestSerializer, responses=ImportSerializer, parameters=[LINE])
    @action(detail=True, methods=["post"], filterset_class=None, own_parameters=("line",))
    def explain(self, request: Request, **_arguments: str) -> Response:
        """Say which field each heading stands for; it is remembered, and the file is checked anew."""
        run = self.get_object()
        require(request.user, Can.IMPORT_DATASET, run)
        asked = body_of(request, ColumnsRequestSerializer)
        head = intake.head_of(run, line=line_of(request))
        pairs = [(column["heading"], column["field"]) for column in asked["columns"]]
        run = intake.explain(by=request.user, run=run, head=head, chosen=by_position(head.headings, pairs))
        return Response(self.get_serializer(run).data)


class HeadingSetViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[HeadingSet]):
    """Headings of strangers' files that somebody explained by hand, of one data set."""

    needs: ClassVar[dict[str, str]] = {"change": Can.IMPORT_DATASET, "forget": Can.IMPORT_DATASET}
    serializer_class = HeadingSetSerializer
    queryset = HeadingSet.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[HeadingSet]:
        if getattr(self, "swagger_fake_view", False):
            return HeadingSet.objects.none()
        dataset = get_object_or_404(catalogue(self.request.user), code=self.kwargs["dataset"])
        return sets_of(self.request.user, dataset=dataset.pk)

    @extend_schema(request=HeadingSetChangeSerializer, responses=HeadingSetSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, **_arguments: str) -> Response:
        """Say anew which field each heading stands for; what is stored stays as it was read."""
        found = self.get_object()
        asked = body_of(request, HeadingSetChangeSerializer)
        pairs = [(column["heading"], column["field"]) for column in asked["columns"]]
        chosen = by_position([heading for heading, _field in found.taken], pairs)
        found = headings.change(by=request.user, heading_set=found, chosen=chosen, seen=asked["at"])
        return Response(self.get_serializer(found).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def forget(self, request: Request, **_arguments: str) -> Response:
        """Read files with these headings by the words of the fields again."""
        headings.forget(by=request.user, heading_set=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
